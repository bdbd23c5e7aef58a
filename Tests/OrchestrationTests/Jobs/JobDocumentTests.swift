import Foundation
import Recurrence
import Testing

@testable import Orchestration

/// A job as a document, which is what the HTTP API shows and takes.
@Suite("Job.document", .timeLimit(.minutes(5)))
struct JobDocumentTests {
    private let zones = ZoneDatabase()

    private static let texts = [
        "kind: autowebinar\nname: a\ntitle: T\nspace: S\nroom: R\nrecord: {id: x}\n",
        "kind: autowebinar\nname: a\ntitle: T\nspace: S\nroom: R\nrecord: {latest: {minDuration: 30m, nameContains: Д, freeze: true}}\ncleanup: 30d\n"
            + "schedule: {timezone: Europe/Moscow, start: 2026-12-01T19:00, rrule: FREQ=WEEKLY;BYDAY=TU, exclude: [2026-12-08, holidays/ru], onHoliday: nextWorkday, include: [2026-12-09T19:00], "
            + "move: {2026-12-15: 2026-12-16T20:00}, horizon: 7d, overlap: skip, dst: {gap: skip, overlap: last}, missed: {policy: none, window: 1h}}\n",
        "kind: autowebinar\nname: a\ntitle: T\nspace: S\nroom: R\nrecord: {name: N}\nanalytics: {every: 2h, after: 5m}\n"
            + "schedule: {timezone: UTC, always: true}\n",
        "kind: autowebinar\nname: a\ntitle: T\nspace: S\nroom: R\non: {event: record.finished, room: Q, after: 20m}\nonFailure: {pauseAfter: 0}\n",
        "kind: analytics\nname: a\nspace: S\nperiod: {from: 2026-11-01, to: 2026-11-30}\nformats: [xlsx]\n",
        "kind: analytics\nname: a\nspace: S\nroom: R\nperiod: {last: 7d}\nschedule: {timezone: UTC, cron: 0 6 * * 1}\n",
        "kind: actions\nname: a\nconstants: {space: Продажи}\nsteps:\n  - {id: r, action: createRoom, with: {space: '{{constants.space}}', name: N, type: lesson}}\n",
    ]

    @Test("reading the document of a job gives the same job", arguments: texts)
    func roundTrip(text: String) throws {
        let holidays = HolidayFiles(folder: "config/holidays")
        let job = try JobFile.decode(Data(text.utf8), file: "a.yaml", zones: zones, holidays: holidays).job
        let document = try job.document()
        #expect(try JobFile.decode(document.json, file: "a.json", zones: zones, holidays: holidays).job == job)
    }
}

@Suite("TextPattern", .timeLimit(.minutes(5)))
struct TextPatternTests {
    @Test("the digits of a range are those of its numbers and no others", arguments: [1...1000, 0...6, 7...7, 38...4215, -12...105, 1...604_800])
    func digits(range: ClosedRange<Int>) {
        let pattern = TextPattern.digits(range)
        for number in -30...5000 { #expect(pattern.matches(String(number)) == range.contains(number), "\(number)") }
        for number in [604_799, 604_800, 604_801, 1_000_000] { #expect(pattern.matches(String(number)) == range.contains(number), "\(number)") }
        for text in ["", "07", "+1", "1 ", "1\n", "１"] { #expect(!pattern.matches(text)) }
    }

    @Test(
        "a secret's pattern is what can be read as one",
        arguments: [(23, false), (24, true), (25, true), (32, true), (62, true), (63, true), (64, true), (65, false)])
    func secrets(count: Int, isRight: Bool) {
        let text = Data((0..<count).map { UInt8($0) }).base64EncodedString()
        #expect(TextPattern.hookSecret.matches(text) == isRight)
        #expect(TextPattern.hookSecret.matches("whsec_" + text) == isRight)
        #expect((HookSecret(text) != nil) == isRight)
    }

    @Test(
        "web addresses",
        arguments: [
            ("https://example.com", true), ("HTTP://example.com:8080/a?b=c#d", true), ("https://школа.рф/спасибо", true),
            ("ftp://example.com", false),
            ("https://", false), ("https://a b", false), ("https://u:p@example.com/", false), ("example.com", false), ("https://e.com/\n", false),
        ])
    func addresses(text: String, isRight: Bool) { #expect(TextPattern.address.matches(text) == isRight) }
}
