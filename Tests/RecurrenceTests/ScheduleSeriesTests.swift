import Foundation
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ScheduleSeriesTests {
    private static let zones = ZoneDatabase()

    private func rule(_ text: String, start: String = "2026-12-01T19:00") throws -> Schedule {
        Schedule(timezone: "Europe/Moscow", series: .rule(try RecurrenceRule(text), start: try WallTime(start)))
    }

    private func cron(_ text: String) throws -> Schedule { Schedule(timezone: "Europe/Moscow", series: .cron(try CronExpression(text), start: nil)) }

    @Test(
        "a rule that never matches is refused within a second",
        arguments: [
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=4,6,9,11",
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
            "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=2", "FREQ=DAILY;INTERVAL=7;BYDAY=MO", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6;COUNT=3",
        ])
    func neverMatches(text: String) throws {
        let schedule = try rule(text)
        let took = ContinuousClock().measure {
            let failure = #expect(throws: ScheduleFailure.self) { try schedule.occurrences(from: .now, zones: Self.zones) }
            #expect(failure?.code == .neverMatches)
            #expect(failure?.message.contains("has no date from 2026-12-01T19:00 on, however long one waits") == true)
        }
        #expect(took < .seconds(1))
    }

    @Test("a cron line that never matches is refused", arguments: ["0 0 30 2 *", "0 0 31 4,6,9,11 *"])
    func cronNeverMatches(text: String) throws {
        let failure = #expect(throws: ScheduleFailure.self) { try cron(text).next(1, from: .now, zones: Self.zones) }
        #expect(failure?.code == .neverMatches)
    }

    @Test("the end of the calendar, or of the rule, is the end of the series")
    func ends() throws {
        let late = try Date("9998-06-01T00:00:00Z", strategy: .iso8601)
        #expect(Array(try rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28").occurrences(from: late, zones: Self.zones)).count == 1)
        #expect(try rule("FREQ=DAILY;UNTIL=20261130").next(1, from: .distantPast, zones: Self.zones) == .noneLeft(last: nil))
        #expect(try rule("FREQ=DAILY").next(1, from: Date(timeIntervalSince1970: 1e15), zones: Self.zones) == .noneLeft(last: nil))
    }

    @Test("exceptions that leave nothing end the search within a second")
    func nothingLeft() throws {
        let everyDay = (1...12).flatMap { month in (1...31).compactMap { try? HolidaySet.AnnualDay(month: month, day: $0) } }
        #expect(everyDay.count == 366)
        for onHoliday in Schedule.HolidayRule.allCases {
            for var schedule in [try rule("FREQ=DAILY"), try cron("* * * * *"), try rule("FREQ=YEARLY")] {
                schedule.holidays = [HolidaySet(name: "all", annual: Set(everyDay))]
                schedule.onHoliday = onHoliday
                let took = try ContinuousClock().measure {
                    let next = try schedule.next(1, from: .now, zones: Self.zones)
                    #expect(next == .noneLeft(last: nil))
                }
                // A debug build under load is several times slower than what is shipped.
                #expect(took < .seconds(3))
            }
        }
    }

    @Test(
        "the dates long after the start are found without those between",
        arguments: [
            ("FREQ=DAILY", "1990-01-01T19:00", "9000-01-01T16:00:00Z", "9000-01-01T19:00"),
            ("FREQ=DAILY;INTERVAL=3", "2000-01-01T19:00", "2400-01-01T00:00:00Z", "2400-01-01T19:00"),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU", "2026-12-07T10:00", "2426-12-07T00:00:00Z", "2426-12-14T10:00"),
            ("FREQ=MONTHLY;INTERVAL=5;BYDAY=-1FR", "2026-01-30T10:00", "2426-01-01T00:00:00Z", "2426-01-30T10:00"),
            ("FREQ=YEARLY;INTERVAL=3;BYMONTH=7", "2001-07-04T10:00", "4001-07-05T00:00:00Z", "4002-07-04T10:00"),
            (
                "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12;BYMINUTE=0,10,20,30,40,50;BYSECOND=0,30", "1990-01-01T00:00", "3000-05-05T00:00:00Z",
                "3000-05-05T03:00"
            ),
        ])
    func skipsAhead(text: String, start: String, from: String, expected: String) throws {
        let schedule = try rule(text, start: start)
        let took = try ContinuousClock().measure {
            var occurrences = try schedule.occurrences(from: Date(from, strategy: .iso8601), zones: Self.zones)
            let found = occurrences.next()
            #expect(found?.wallTime.description == expected)
        }
        #expect(took < .milliseconds(200))
    }

    @Test("a series goes on only as far as it is asked")
    func lazy() throws {
        var everySecond = try rule(
            "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=" + (0...23).map(String.init).joined(separator: ",")
                + ";BYMINUTE=" + (0...59).map(String.init).joined(separator: ",") + ";BYSECOND=" + (0...59).map(String.init).joined(separator: ","))
        everySecond.exclude = [try Exclusion("2026-12-02")]
        let took = try ContinuousClock().measure {
            guard case .occurrences(let found) = try everySecond.next(3, from: Date("2026-12-01T20:59:59Z", strategy: .iso8601), zones: Self.zones)
            else {
                Issue.record("nothing found")
                return
            }
            #expect(found.map(\.wallTime.description) == ["2026-12-01T23:59:59", "2026-12-03T00:00", "2026-12-03T00:00:01"])
        }
        #expect(took < .seconds(1))
    }

    @Test("a cron line may have a start, and needs none")
    func cronStart() throws {
        var schedule = try cron("0 19 * * *")
        func first(_ from: String) throws -> String? {
            try schedule.occurrences(from: Date(from, strategy: .iso8601), zones: Self.zones).first { _ in true }?.wallTime.description
        }
        #expect(try first("1999-01-01T00:00:00Z") == "1999-01-01T19:00")
        schedule.series = .cron(try CronExpression("0 19 * * *"), start: try WallTime("2026-12-01T19:01"))
        #expect(try first("1999-01-01T00:00:00Z") == "2026-12-02T19:00")
    }

    @Test("a schedule of any series survives being stored, and equal ones have equal bytes")
    func codes() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        func stored(_ schedule: Schedule) throws -> String { String(decoding: try encoder.encode(schedule), as: UTF8.self) }
        var schedule = try rule("freq=weekly;byday=th,tu;interval=1")
        schedule.exclude = try [Exclusion("2026-12-31"), Exclusion("2026-12-31T19:00"), Exclusion("2026-12-03")]
        schedule.include = try [WallTime("2027-01-09T12:00"), WallTime("2027-01-08T12:00"), WallTime("2027-01-09T12:00")]
        schedule.move = try [WallTime("2026-12-24T19:00"): WallTime("2026-12-25T19:00")]
        schedule.holidays = try [
            HolidaySet(name: "ru", annual: [.init("01-07"), .init("01-01")], dates: [CalendarDay("2026-11-04")]), HolidaySet(name: "by"),
        ]
        schedule.onHoliday = .nextWorkday
        let text = try stored(schedule)
        #expect(
            text == #"{"exclude":["2026-12-03","2026-12-31","2026-12-31T19:00"],"gap":"shift","holidays":[{"name":"by"},"#
                + #"{"annual":["01-01","01-07"],"dates":["2026-11-04"],"name":"ru"}],"include":["2027-01-08T12:00","2027-01-09T12:00"],"#
                + #""move":{"2026-12-24T19:00":"2026-12-25T19:00"},"onHoliday":"nextWorkday","overlap":"first","#
                + #""rrule":"FREQ=WEEKLY;BYDAY=TU,TH","start":"2026-12-01T19:00","timezone":"Europe/Moscow"}"#)
        #expect(try stored(JSONDecoder().decode(Schedule.self, from: Data(text.utf8))) == text)
        let line = Schedule(timezone: "Europe/Moscow", series: .cron(try CronExpression("@weekly"), start: nil))
        #expect(try stored(line) == #"{"cron":"0 0 * * 0","gap":"shift","overlap":"first","timezone":"Europe/Moscow"}"#)
        #expect(try JSONDecoder().decode(Schedule.self, from: Data(stored(line).utf8)) == line)
    }

    @Test(
        "what cannot be stored so is a decoding error",
        arguments: [
            #""rrule":"FREQ=DAILY""#, #""start":"2026-12-01T19:00","exclude":["2026-02-30"]"#,
            #""start":"2026-12-01T19:00","move":{"x":"2026-12-01T19:00"}"#,
            #""start":"2026-12-01T19:00","holidays":[{"name":"ru","annual":["02-30"]}]"#, #""cron":"* * *""#,
        ])
    func undecodable(members: String) {
        let text = #"{"timezone":"Europe/Moscow","gap":"shift","overlap":"first",\#(members)}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Schedule.self, from: Data(text.utf8)) }
    }
}
