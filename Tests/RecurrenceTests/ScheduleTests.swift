import Foundation
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ScheduleTests {
    private let zones = ZoneDatabase()

    private func next(_ schedule: Schedule, _ count: Int, from start: String) throws -> [String]? {
        guard case .occurrences(let found) = try schedule.next(count, from: Date(start, strategy: .iso8601), zones: zones) else { return nil }
        return found.map { $0.instant.formatted(.iso8601) }
    }

    private func dates(_ texts: [String]) throws -> Schedule.Series { .dates(try texts.map { try WallTime($0) }) }

    @Test("one date occurs once, at its very instant still, and never after it")
    func once() throws {
        let schedule = Schedule(timezone: "Europe/Moscow", series: .once(try WallTime("2026-12-01T19:00")))
        #expect(try next(schedule, 5, from: "2026-01-01T00:00:00Z") == ["2026-12-01T16:00:00Z"])
        #expect(try next(schedule, 5, from: "2026-12-01T16:00:00Z") == ["2026-12-01T16:00:00Z"])
        guard case .noneLeft(let last) = try schedule.next(1, from: Date("2026-12-01T16:00:01Z", strategy: .iso8601), zones: zones) else {
            Issue.record("an occurrence is left")
            return
        }
        #expect(last?.wallTime.description == "2026-12-01T19:00")
    }

    @Test("dates come in ascending order, at most as many as asked for")
    func dates() throws {
        let schedule = Schedule(timezone: "Europe/Moscow", series: try dates(["2026-12-03T19:00", "2026-12-01T19:00", "2026-12-02T19:00"]))
        #expect(try next(schedule, 9, from: "2026-12-02T00:00:00Z") == ["2026-12-02T16:00:00Z", "2026-12-03T16:00:00Z"])
        #expect(try next(schedule, 1, from: "2026-01-01T00:00:00Z") == ["2026-12-01T16:00:00Z"])
        #expect(try next(schedule, 0, from: "2026-01-01T00:00:00Z") == [])
    }

    @Test("a date moved out of a gap onto another one is not a second occurrence, and the one says so")
    func unique() throws {
        for texts in [["2026-03-29T02:30", "2026-03-29T03:30"], ["2026-03-29T03:30", "2026-03-29T02:30"]] {
            let schedule = Schedule(timezone: "Europe/Berlin", series: try dates(texts))
            guard case .occurrences(let found) = try schedule.next(9, from: .distantPast, zones: zones) else {
                Issue.record("nothing found")
                return
            }
            #expect(found.map(\.mark) == [.merged])
        }
    }

    @Test("instants are ordered, not wall times: both showings of one time stand around a later one")
    func orderInOverlap() throws {
        let schedule = Schedule(timezone: "Europe/Berlin", series: try dates(["2026-10-25T02:10", "2026-10-25T02:50"]), overlap: .both)
        #expect(
            try next(schedule, 9, from: "2026-01-01T00:00:00Z")
                == ["2026-10-25T00:10:00Z", "2026-10-25T00:50:00Z", "2026-10-25T01:10:00Z", "2026-10-25T01:50:00Z"])
    }

    @Test("a time that the clock jumps over is left out, and told where it is asked for, besides those that are counted")
    func gapSkipped() throws {
        let dates = try dates(["2026-03-28T02:30", "2026-03-29T02:30", "2026-03-30T02:30", "2026-03-31T02:30"])
        let schedule = Schedule(timezone: "Europe/Berlin", series: dates, gap: .skip)
        #expect(try next(schedule, 2, from: "2026-01-01T00:00:00Z") == ["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"])
        guard case .occurrences(let found) = try schedule.next(2, from: .distantPast, leftOut: .gaps, zones: zones) else {
            Issue.record("nothing found")
            return
        }
        #expect(
            found.map { "\($0.wallTime) \($0.mark?.rawValue ?? "")" } == ["2026-03-28T02:30 ", "2026-03-29T02:30 gap-skipped", "2026-03-30T02:30 "])
    }

    @Test("a time that the clock jumps over is told also where another date takes place at its instant")
    func gapSkippedBeside() throws {
        let cron = try CronExpression("0,30 2,3 * * *")
        let schedule = Schedule(timezone: "Europe/Berlin", series: .cron(cron, start: nil), gap: .skip)
        let from = try Date("2027-03-28T00:00:00Z", strategy: .iso8601)
        guard case .occurrences(let found) = try schedule.next(3, from: from, leftOut: .gaps, zones: zones) else {
            Issue.record("nothing found")
            return
        }
        #expect(
            found.map { "\($0.wallTime) \($0.mark?.rawValue ?? "")" } == [
                "2027-03-28T02:00 gap-skipped", "2027-03-28T03:00 ", "2027-03-28T02:30 gap-skipped", "2027-03-28T03:30 ", "2027-03-29T02:00 ",
            ])
        var listed = Schedule(timezone: "Europe/Berlin", series: try dates(["2027-03-28T02:30", "2027-03-28T03:30"]), gap: .skip)
        listed.include = [try WallTime("2027-03-28T02:30")]
        #expect(
            try listed.occurrences(from: from, leftOut: .gaps, zones: zones).map { "\($0.wallTime) \($0.mark?.rawValue ?? "")" } == [
                "2027-03-28T02:30 gap-skipped", "2027-03-28T03:30 ",
            ])
        #expect(
            try listed.occurrences(from: from, leftOut: .all, zones: zones).map(\.wallTime.description) == ["2027-03-28T02:30", "2027-03-28T03:30"])
        #expect(try next(schedule, 2, from: "2027-03-28T00:00:00Z") == ["2027-03-28T01:00:00Z", "2027-03-28T01:30:00Z"])
    }

    @Test("where every date is skipped there is no last one")
    func allSkipped() throws {
        let schedule = Schedule(timezone: "Europe/Berlin", series: try dates(["2026-03-29T02:30"]), gap: .skip)
        #expect(try schedule.next(1, from: .distantPast, zones: zones) == .noneLeft(last: nil))
    }

    @Test("the permanent form has no dates, and an unknown zone is an error even there")
    func always() throws {
        #expect(try Schedule(timezone: "Europe/Moscow", series: .always).next(3, from: .now, zones: zones) == .always)
        #expect(throws: ScheduleFailure.self) { try Schedule(timezone: "Europe/Nowhere", series: .always).next(3, from: .now, zones: zones) }
    }

    @Test("a schedule survives being stored, with its dates in one order")
    func codes() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let schedule = Schedule(timezone: "Europe/Moscow", series: try dates(["2026-12-02T19:00", "2026-12-01T19:00"]), gap: .skip, overlap: .both)
        let stored = try encoder.encode(schedule)
        #expect(
            String(decoding: stored, as: UTF8.self)
                == #"{"dates":["2026-12-01T19:00","2026-12-02T19:00"],"gap":"skip","overlap":"both","timezone":"Europe/Moscow"}"#)
        #expect(try encoder.encode(JSONDecoder().decode(Schedule.self, from: stored)) == stored)
        for series in [Schedule.Series.always, .once(try WallTime("2026-12-01T19:00"))] {
            let schedule = Schedule(timezone: "Europe/Moscow", series: series)
            #expect(try JSONDecoder().decode(Schedule.self, from: encoder.encode(schedule)) == schedule)
        }
    }
}
