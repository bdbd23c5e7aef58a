import Foundation
import LivedigitalAPI
import Orchestration
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct AnalyticsJobTests {
    private static let head = "kind: analytics\nname: calls\nspace: Маркетинг\n"

    private func read(_ text: String) -> Result<Job, DiagnosticList> {
        Result { () throws(DiagnosticList) in
            try JobFile.decode(
                Data((Self.head + text).utf8), file: "jobs/calls.yaml", zones: ZoneDatabase(), holidays: HolidayFiles(folder: "config/holidays")
            ).job
        }
    }

    private func mistakes(_ text: String) -> [String] {
        switch read(text) {
        case .success: []
        case .failure(let list): list.diagnostics.map(\.description)
        }
    }

    @Test("the defaults, and a stored form that is read back")
    func defaults() throws {
        let job = try read("period: {last: 7d}\n").get()
        let analytics = try #require(job.analytics)
        #expect(job.kind == .analytics && job.title == "calls" && job.leadTime == .zero)
        #expect(analytics.formats == [.xlsx, .json] && analytics.room == nil)
        #expect(analytics.after.value == .seconds(900) && analytics.giveUpAfter.value == .seconds(86_400))
        #expect(job.missed.window.value == .seconds(86_400))
        #expect(try Job(snapshot: job.snapshot()) == job)
        let other = try read("period: {from: 2026-11-01, to: 2026-11-30}\nroom: Демо-зал\nformats: [json]\n").get()
        #expect(try Job(snapshot: other.snapshot()) == other)
    }

    @Test("days are whole and those of the schedule's zone; nothing lies behind the date of the job")
    func spans() throws {
        let schedule = "schedule: {timezone: Europe/Moscow, cron: '@weekly'}\n"
        let job = try read(schedule + "period: {from: 2026-11-01, to: 2026-11-30}\n").get()
        let period = try #require(job.analytics?.period)
        let (from, to) = period.span(at: try instant("2027-01-01T00:00:00Z"))
        #expect(WireDate.format(from) == "2026-10-31T21:00:00.000Z")
        #expect(WireDate.format(to) == "2026-11-30T21:00:00.000Z")
        #expect(period.span(at: try instant("2026-11-10T00:00:00Z")).to == (try instant("2026-11-10T00:00:00Z")))
        // 92 days, the last but six of which has 25 hours.
        _ = try read("schedule: {timezone: Europe/Berlin, cron: '@weekly'}\nperiod: {from: 2026-08-01, to: 2026-10-31}\n").get()
        // The clocks go back by two hours there.
        _ = try read("schedule: {timezone: Antarctica/Troll, cron: '@weekly'}\nperiod: {from: 2026-09-01, to: 2026-12-01}\n").get()
        // They go forward, and the last day is whole all the same.
        _ = try read("schedule: {timezone: Europe/Berlin, cron: '@weekly'}\nperiod: {from: 2026-03-01, to: 2026-05-31}\n").get()
        _ = try read(
            "schedule: {timezone: Europe/Berlin, cron: '@weekly'}\nperiod: {from: 2026-03-01T00:00:00Z, to: 2026-06-01T00:00:00Z}\n"
        ).get()
        let last = try #require(try read("period: {last: 7d}\n").get().analytics?.period)
        #expect(last.span(at: try instant("2026-11-10T00:00:00Z")).from == (try instant("2026-11-03T00:00:00Z")))
    }

    @Test(
        "mistakes are told with their place",
        arguments: [
            ("", "period: the key is missing"), ("period: {last: 100d}\n", "period.last: the period is longer than 92d"),
            ("period: {last: 7d, to: 2026-11-30}\n", "period: expected either last, or both from and to"),
            ("period: {from: 2026-11-01}\n", "period: expected either last, or both from and to"),
            ("period: {from: 2026-11-30, to: 2026-11-01}\n", "period: the period ends before it begins"),
            ("period: {from: 2026-01-01, to: 2026-11-01}\n", "period: the period is longer than 92d"),
            (
                "schedule: {timezone: Europe/Berlin, cron: '@weekly'}\nperiod: {from: 2026-08-01, to: 2026-11-01}\n",
                "period: the period is longer than 92d"
            ),
            ("period: {from: 2026-03-01T00:00:00Z, to: 2026-06-01T01:00:00Z}\n", "period: the period is longer than 92d"),
            ("period: {from: yesterday, to: 2026-11-01}\n", "period.from: expected a day or an instant"),
            ("period: {last: 7d}\nformats: [csv]\n", "formats[0]: "),
            ("period: {last: 7d}\nformats: [json, json]\n", "formats: a format is listed twice"),
            ("period: {last: 7d}\ntitle: Calls\n", "title: unknown key"),
            ("period: {last: 7d}\nschedule: {timezone: Etc/UTC, always: true}\n", "schedule.always: only an autowebinar has that"),
            ("period: {last: 7d}\nschedule: {timezone: Etc/UTC, cron: '@daily', horizon: 1d}\n", "schedule.horizon: only an autowebinar has that"),
        ])
    func misuse(_ text: String, _ words: String) {
        let mistakes = mistakes(text)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.contains(words) == true, "\(mistakes)")
    }
}
