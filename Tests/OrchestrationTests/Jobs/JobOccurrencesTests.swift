import Foundation
import Orchestration
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct JobOccurrencesTests {
    private let zones = ZoneDatabase()

    private func job(_ schedule: String, now: String = "2026-01-01T00:00:00Z") throws -> Job {
        let text = "kind: autowebinar\nname: demo\ntitle: t\nspace: s\nroom: r\nrecord: {latest: {}}\nschedule: {\(schedule)}\n"
        let holidays = HolidayFiles(folder: "config/holidays")
        return try JobFile.decode(Data(text.utf8), file: "jobs/demo.yaml", zones: zones, holidays: holidays, now: utc(now)).job
    }

    private func utc(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    @Test("occurrences carry instant, local time, zone and what is special about them")
    func occurrences() throws {
        let job = try job("timezone: Europe/Berlin, dates: [2026-03-29T02:30, 2026-03-30T02:30, 2026-10-25T02:30], dst: {overlap: both}")
        let zone = "Europe/Berlin"
        let expected = [
            Occurrence(startsAt: try utc("2026-03-29T01:30:00Z"), local: "2026-03-29T03:30", timezone: zone, mark: "gap-shifted"),
            Occurrence(startsAt: try utc("2026-03-30T00:30:00Z"), local: "2026-03-30T02:30", timezone: zone, mark: nil),
            Occurrence(startsAt: try utc("2026-10-25T00:30:00Z"), local: "2026-10-25T02:30", timezone: zone, mark: "overlap-first"),
            Occurrence(startsAt: try utc("2026-10-25T01:30:00Z"), local: "2026-10-25T02:30", timezone: zone, mark: "overlap-last"),
        ]
        #expect(try job.next(10, from: utc("2026-01-01T00:00:00Z"), zones: zones) == .occurrences(expected))
        #expect(try job.next(1, from: utc("2026-03-30T00:30:00Z"), zones: zones) == .occurrences([expected[1]]))
    }

    @Test("a time that does not exist has no instant, and is only shown where that is asked for")
    func gapSkipped() throws {
        let job = try job("timezone: Europe/Berlin, dates: [2026-03-29T02:30, 2026-03-30T02:30], dst: {gap: skip}")
        let skipped = Occurrence(startsAt: nil, local: "2026-03-29T02:30", timezone: "Europe/Berlin", mark: "gap-skipped")
        let next = Occurrence(startsAt: try utc("2026-03-30T00:30:00Z"), local: "2026-03-30T02:30", timezone: "Europe/Berlin", mark: nil)
        #expect(try job.next(1, from: utc("2026-01-01T00:00:00Z"), zones: zones) == .occurrences([next]))
        #expect(try job.next(1, from: utc("2026-01-01T00:00:00Z"), showsGaps: true, zones: zones) == .occurrences([skipped, next]))
    }

    @Test(
        "a move takes a date by its day also where the clock is changed: the series names one time there, whatever becomes of it",
        arguments: [
            ("2026-03-29", "gap: shift"), ("2026-03-29", "gap: skip"), ("2026-10-25", "overlap: first"), ("2026-10-25", "overlap: last"),
            ("2026-10-25", "overlap: both"),
        ])
    func movedByDay(_ day: String, _ dst: String) throws {
        let moved = try job("timezone: Europe/Berlin, start: 2026-01-01T02:30, rrule: FREQ=DAILY, dst: {\(dst)}, move: {\(day): \(day)T12:00}")
        guard case .occurrences(let dates) = try moved.next(2, from: utc("\(day)T00:00:00Z"), showsGaps: true, zones: zones) else {
            Issue.record("no occurrence")
            return
        }
        #expect(dates.map(\.local) == ["\(day)T12:00", day == "2026-03-29" ? "2026-03-30T02:30" : "2026-10-26T02:30"])
        #expect(dates.map(\.mark) == ["moved", nil])
    }

    @Test("a day with several dates is not moved by the day")
    func movedOfSeveral() throws {
        let several = "timezone: Europe/Berlin, dates: [2026-03-28T02:30, 2026-03-28T10:00]"
        let mistakes = #expect(throws: DiagnosticList.self) { try job("\(several), move: {2026-03-28: 2026-03-28T12:00}") }
        #expect(mistakes?.description.contains("there is not one occurrence on 2026-03-28 but none or several") == true)
        #expect(throws: DiagnosticList.self) { try job("\(several), move: {2026-03-29: 2026-03-29T12:00}") }
    }

    @Test(
        "an exception that hits nothing is a mistake until its date has passed: then the series may have been another",
        arguments: [
            ("exclude: [2026-03-01T12:00]", "2026-03-01T09:00:00Z"), ("exclude: [2026-03-01]", "2026-03-01T20:59:59Z"),
            ("move: {'2026-03-01T12:00': 2026-02-20T12:00}", "2026-03-01T09:00:00Z"),
            ("move: {'2026-03-01T12:00': 2026-03-05T12:00}", "2026-03-05T09:00:00Z"),
            ("move: {2026-03-01: 2026-03-05T12:00}", "2026-03-05T09:00:00Z"),
        ])
    func exceptionOfThePast(_ exception: String, last: String) throws {
        // The first of March is a Sunday.
        let schedule = "timezone: Europe/Moscow, cron: '0 13 * * 2', \(exception)"
        let mistakes = #expect(throws: DiagnosticList.self) { try job(schedule, now: last) }
        #expect(mistakes?.diagnostics.count == 1)
        let after = try utc(last).addingTimeInterval(1).formatted(.iso8601)
        let next = try job(schedule, now: after).next(1, from: utc("2026-02-25T00:00:00Z"), zones: zones)
        let tuesday = Occurrence(startsAt: try utc("2026-03-03T10:00:00Z"), local: "2026-03-03T13:00", timezone: "Europe/Moscow", mark: nil)
        #expect(next == .occurrences([tuesday]))
    }

    @Test("the permanent form is one occurrence without a start")
    func always() throws {
        let permanent = Occurrence(startsAt: nil, local: nil, timezone: "Europe/Moscow", mark: nil)
        #expect(try job("timezone: Europe/Moscow, always: true").next(5, from: .now, zones: zones) == .occurrences([permanent]))
    }

    @Test("when all dates are past the last is named; when all are skipped there is none to name")
    func noneLeft() throws {
        guard
            case .noneLeft(let last) = try job("timezone: Europe/Moscow, start: 2026-12-01T19:00").next(
                1, from: utc("2027-01-01T00:00:00Z"), zones: zones)
        else {
            Issue.record("an occurrence is left")
            return
        }
        #expect(last?.local == "2026-12-01T19:00")
        #expect(
            try job("timezone: Europe/Berlin, start: 2026-03-29T02:30, dst: {gap: skip}").next(1, from: utc("2026-01-01T00:00:00Z"), zones: zones)
                == .noneLeft(last: nil))
    }

    @Test("a zone that is gone since the job was stored is an error, not a wrong time")
    func zoneGone() throws {
        let job = try job("timezone: Europe/Moscow, start: 2026-12-01T19:00")
        let empty = ZoneDatabase(path: "/nowhere")
        let failure = #expect(throws: ScheduleFailure.self) { try job.next(1, from: .now, zones: empty) }
        #expect(failure?.cause?.code == .noDatabase)
    }
}
