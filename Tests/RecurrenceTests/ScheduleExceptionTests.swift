import Foundation
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ScheduleExceptionTests {
    private static let zones = ZoneDatabase()

    /// Every Tuesday and Thursday at 19:00 in Moscow from 2026-12-01 on.
    private func schedule(_ rule: String = "FREQ=WEEKLY;BYDAY=TU,TH", start: String = "2026-12-01T19:00", timezone: String = "Europe/Moscow") throws
        -> Schedule
    {
        Schedule(timezone: timezone, series: .rule(try RecurrenceRule(rule), start: try WallTime(start)))
    }

    /// `2026-12-01T19:00 mark`.
    private func found(_ schedule: Schedule, _ count: Int, from: String = "2026-12-01T00:00:00Z") throws -> [String] {
        try schedule.occurrences(from: Date(from, strategy: .iso8601), zones: Self.zones).prefix(count).map { occurrence in
            [occurrence.wallTime.description, occurrence.mark?.rawValue].compactMap(\.self).joined(separator: " ")
        }
    }

    private func russian() throws -> HolidaySet {
        HolidaySet(name: "ru", annual: Set(try (1...8).map { try .init(month: 1, day: $0) }), dates: [try CalendarDay("2026-12-31")])
    }

    @Test("days and times are taken out, and what is not there cannot be")
    func exclude() throws {
        var schedule = try schedule()
        schedule.exclude = try [Exclusion("2026-12-03"), Exclusion("2026-12-08T19:00"), Exclusion("2026-12-10T18:00"), Exclusion("2026-12-09")]
        #expect(try found(schedule, 3) == ["2026-12-01T19:00", "2026-12-10T19:00", "2026-12-15T19:00"])
        #expect(try schedule.unmatchedExclusions(zones: Self.zones).map(\.description) == ["2026-12-09", "2026-12-10T18:00"])
    }

    @Test("a moved date takes its place in the order, wherever it goes, and is found from there on alone")
    func move() throws {
        var schedule = try schedule()
        schedule.move = try [
            WallTime("2026-12-03T19:00"): WallTime("2026-12-16T12:00"), WallTime("2026-12-17T19:00"): WallTime("2026-12-01T08:00"),
            WallTime("2026-12-04T19:00"): WallTime("2026-12-05T19:00"),
        ]
        #expect(
            try found(schedule, 7) == [
                "2026-12-01T08:00 moved", "2026-12-01T19:00", "2026-12-08T19:00", "2026-12-10T19:00", "2026-12-15T19:00", "2026-12-16T12:00 moved",
                "2026-12-22T19:00",
            ])
        #expect(try found(schedule, 1, from: "2026-12-16T00:00:00Z") == ["2026-12-16T12:00 moved"])
        #expect(try schedule.unmatchedMoves(zones: Self.zones).map(\.description) == ["2026-12-04T19:00"])
    }

    @Test("where a move or a holiday leaves one date less, the date that is left says so")
    func merges() throws {
        var schedule = try schedule()
        schedule.move = [try WallTime("2026-12-08T19:00"): try WallTime("2026-12-10T19:00")]
        let merged = ["2026-12-01T19:00", "2026-12-03T19:00", "2026-12-10T19:00 merged", "2026-12-15T19:00"]
        #expect(try found(schedule, 4) == merged)
        #expect(try found(schedule, 2, from: "2026-12-10T00:00:00Z") == Array(merged.dropFirst(2)))
        schedule.include = [try WallTime("2026-12-03T19:00")]
        #expect(try found(schedule, 2) == Array(merged.prefix(2)))
    }

    @Test("an included date survives an exclusion and a holiday; an excluded one cannot be moved")
    func precedence() throws {
        var schedule = try schedule()
        schedule.exclude = try [Exclusion("2026-12-03"), Exclusion("2026-12-12")]
        schedule.include = try [WallTime("2026-12-12T12:00"), WallTime("2026-12-08T19:00"), WallTime("2026-12-31T12:00")]
        schedule.move = [try WallTime("2026-12-03T19:00"): try WallTime("2026-12-04T19:00")]
        schedule.holidays = [try russian()]
        #expect(try found(schedule, 4) == ["2026-12-01T19:00", "2026-12-08T19:00", "2026-12-10T19:00", "2026-12-12T12:00 included"])
        #expect(try found(schedule, 1, from: "2026-12-30T00:00:00Z") == ["2026-12-31T12:00 included"])
        #expect(try schedule.unmatchedMoves(zones: Self.zones).count == 1)
    }

    @Test("holidays are skipped, every year where they are annual")
    func skipsHolidays() throws {
        var schedule = try schedule()
        schedule.holidays = [try russian()]
        #expect(try found(schedule, 2, from: "2026-12-28T00:00:00Z") == ["2026-12-29T19:00", "2027-01-12T19:00"])
        #expect(try found(schedule, 2, from: "2027-12-29T00:00:00Z") == ["2027-12-30T19:00", "2028-01-11T19:00"])
        #expect(try russian().contains(CalendarDay("2031-01-08")) && !russian().contains(CalendarDay("2027-12-31")))
    }

    @Test("a holiday's dates go to the next workday, where several are one")
    func nextWorkday() throws {
        var schedule = try schedule("FREQ=DAILY;BYHOUR=10,19", start: "2026-12-30T10:00")
        schedule.holidays = [try russian()]
        schedule.onHoliday = .nextWorkday
        // December 31 to January 8 are holidays, January 9 and 10 a weekend that is none, and January 11 has dates of its own.
        #expect(
            try found(schedule, 7) == [
                "2026-12-30T10:00", "2026-12-30T19:00", "2027-01-09T10:00", "2027-01-09T19:00", "2027-01-10T10:00", "2027-01-10T19:00",
                "2027-01-11T10:00 merged",
            ])
        schedule.series = .rule(try RecurrenceRule("FREQ=WEEKLY;BYDAY=TU,SA"), start: try WallTime("2026-12-29T10:00"))
        let shifted = ["2026-12-29T10:00", "2027-01-09T10:00", "2027-01-11T10:00 merged", "2027-01-12T10:00"]
        #expect(try found(schedule, 4) == shifted)
        #expect(try found(schedule, 3, from: "2027-01-08T00:00:00Z") == Array(shifted.dropFirst()))
        schedule.exclude = [try Exclusion("2027-01-11")]
        #expect(try found(schedule, 3) == ["2026-12-29T10:00", "2027-01-09T10:00", "2027-01-12T10:00"])
        #expect(try schedule.unmatchedExclusions(zones: Self.zones) == [])
    }

    @Test("a move may name the time of the rule or the one that the holidays made of it")
    func movesHoliday() throws {
        var schedule = try schedule("FREQ=WEEKLY;BYDAY=TU", start: "2026-12-29T10:00")
        schedule.holidays = [try russian()]
        schedule.onHoliday = .nextWorkday
        for origin in ["2027-01-05T10:00", "2027-01-11T10:00"] {
            schedule.move = [try WallTime(origin): try WallTime("2027-01-06T12:00")]
            #expect(try found(schedule, 3) == ["2026-12-29T10:00", "2027-01-06T12:00 moved", "2027-01-12T10:00"])
            #expect(try schedule.unmatchedMoves(zones: Self.zones) == [])
        }
        schedule.onHoliday = .skip
        #expect(try schedule.unmatchedMoves(zones: Self.zones).count == 1)
    }

    @Test("exceptions apply to one date and to listed dates, and not to the permanent form")
    func otherSeries() throws {
        var schedule = try schedule()
        schedule.series = .once(try WallTime("2026-12-01T19:00"))
        schedule.move = [try WallTime("2026-12-01T19:00"): try WallTime("2026-12-02T19:00")]
        #expect(try found(schedule, 9) == ["2026-12-02T19:00 moved"])
        guard case .noneLeft(let last) = try schedule.next(1, from: Date("2027-01-01T00:00:00Z", strategy: .iso8601), zones: Self.zones) else {
            Issue.record("an occurrence is left")
            return
        }
        #expect(last?.mark == .moved)
        schedule.series = .dates(try ["2026-12-01T19:00", "2026-12-05T19:00"].map { try WallTime($0) })
        schedule.exclude = [try Exclusion("2026-12-05")]
        #expect(try found(schedule, 9) == ["2026-12-02T19:00 moved"])
        schedule.series = .always
        schedule.include = [try WallTime("2026-12-05T19:00")]
        #expect(try found(schedule, 9) == [])
        #expect(try schedule.next(1, from: .now, zones: Self.zones) == .always)
        #expect(try schedule.unmatchedExclusions(zones: Self.zones) == [] && schedule.unmatchedMoves(zones: Self.zones) == [])
    }

    @Test("dates that are left out are given with their reason where they are asked for; one that takes place goes before them")
    func leftOut() throws {
        var schedule = try schedule("FREQ=DAILY;COUNT=6", start: "2026-12-29T10:00", timezone: "Europe/Moscow")
        schedule.exclude = [try Exclusion("2026-12-30"), try Exclusion("2026-12-31T10:00")]
        schedule.holidays = [HolidaySet(name: "ru", annual: [try .init("01-01"), try .init("01-02")])]
        schedule.include = [try WallTime("2026-12-31T10:00")]
        schedule.move = [try WallTime("2027-01-03T10:00"): try WallTime("2027-01-04T10:00")]
        let all = try schedule.occurrences(from: .distantPast, leftOut: .all, zones: Self.zones).map { "\($0.wallTime) \($0.mark?.rawValue ?? "")" }
        #expect(
            all == [
                "2026-12-29T10:00 ", "2026-12-30T10:00 excluded", "2026-12-31T10:00 included", "2027-01-01T10:00 holiday",
                "2027-01-02T10:00 holiday", "2027-01-04T10:00 moved",
            ])
        #expect(try found(schedule, 9) == ["2026-12-29T10:00", "2026-12-31T10:00 included", "2027-01-04T10:00 moved"])
    }

    @Test("an instant has one mark, and a change of the clock goes before all else")
    func marks() throws {
        var schedule = try schedule("FREQ=DAILY;COUNT=1", start: "2026-10-01T12:00", timezone: "Europe/Berlin")
        schedule.include = [try WallTime("2026-10-25T02:30")]
        schedule.move = [try WallTime("2026-10-01T12:00"): try WallTime("2027-03-28T02:30")]
        #expect(try found(schedule, 3, from: "2026-09-01T00:00:00Z") == ["2026-10-25T02:30 overlap-first", "2027-03-28T03:30 gap-shifted"])
    }
}
