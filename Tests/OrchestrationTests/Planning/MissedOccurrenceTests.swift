import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Recurrence
import Testing

@testable import Orchestration

/// What becomes of the dates of a collection that passed while nothing ran.
@Suite(.timeLimit(.minutes(5)))
struct MissedOccurrenceTests {
    /// A job for 06:00 of every day, applied on November 24 and planned again at 07:00 of the 28th.
    private func planned(_ missed: String, at now: String = "2026-11-28T07:00:00Z") throws -> PlanningBench {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.collection("cron: \"0 6 * * *\"\(missed)"))
        #expect(try bench.plan().planned == 0)
        bench.now = try instant(now)
        try bench.plan()
        return bench
    }

    private func reasons(_ bench: PlanningBench) throws -> [String?] {
        try bench.database.read { try OccurrenceTable.fetch($0, job: "calls").map(\.reason) }
    }

    private let days = (25...28).map { "2026-11-\($0)T06:00:00.000Z" }

    @Test("latest, which is the rule, makes up for the last one only; the others are recorded with the reason")
    func latest() throws {
        let bench = try planned("")
        #expect(try bench.occurrences("calls") == days.prefix(3).map { "\($0) skipped" } + ["\(days[3]) run"])
        #expect(try reasons(bench)[0]?.hasSuffix("missed.policy is latest: a later one takes its place") == true)
        #expect(try bench.runs == ["calls@\(days[3])"])
        #expect(try bench.plan().planned == 0)
    }

    @Test("within the window only")
    func window() throws {
        let bench = try planned(", missed: {window: 30m}")
        #expect(try bench.occurrences("calls") == days.map { "\($0) skipped" })
        #expect(try reasons(bench)[3]?.hasSuffix("longer ago than missed.window (30m)") == true)
    }

    @Test("none makes up for none, all for each within the window")
    func others() throws {
        #expect(try planned(", missed: {policy: none}").runs == [])
        let bench = try planned(", missed: {policy: all, window: 50h}")
        #expect(try bench.occurrences("calls") == days.prefix(1).map { "\($0) skipped" } + days.dropFirst().map { "\($0) run" })
    }

    @Test("one that is planned some seconds late was not missed, whatever the policy", arguments: ["none", "latest", "all"])
    func prompt(_ policy: String) throws {
        let bench = try planned(", missed: {policy: \(policy), window: 0s}", at: "2026-11-28T06:00:05Z")
        #expect(try bench.runs == ["calls@\(days[3])"])
    }

    /// The job for 06:00 of every day, made up for two days long, changed at 07:00 of the 28th before anything was planned.
    private func changed(_ schedule: String, isPaused: Bool = false) throws -> PlanningBench {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.collection("cron: \"0 6 * * *\", missed: {policy: all, window: 50h}"))
        try bench.plan()
        func order(_ body: (Database) throws -> String) throws { _ = try bench.database.write(body) }
        if isPaused { try order { try JobTable.pause($0, bench.journal, name: "calls", note: nil, actor: "test", now: bench.now) } }
        bench.now = try instant("2026-11-28T07:00:00Z")
        try bench.apply(PlanningBench.collection("\(schedule), missed: {policy: all, window: 50h}", more: "formats: [json]"))
        if isPaused { try order { try JobTable.resume($0, bench.journal, name: "calls", actor: "test", now: bench.now) } }
        try bench.plan()
        return bench
    }

    @Test("a change loses none of the dates that passed before it: they are made up for as the job says now", arguments: [false, true])
    func changedContent(isPaused: Bool) throws {
        let bench = try changed("cron: \"0 6 * * *\"", isPaused: isPaused)
        #expect(try bench.occurrences("calls") == days.prefix(1).map { "\($0) skipped" } + days.dropFirst().map { "\($0) run" })
        #expect(try bench.runs.count == 3)
    }

    @Test("where the dates change, those that passed are the old ones; nothing is made up for the new ones")
    func changedDates() throws {
        let bench = try changed("cron: \"30 6 * * *\"")
        #expect(try bench.occurrences("calls") == days.prefix(1).map { "\($0) skipped" } + days.dropFirst().map { "\($0) run" })
        bench.now = try instant("2026-11-29T06:30:01Z")
        try bench.plan()
        #expect(try bench.occurrences("calls").suffix(1) == ["2026-11-29T06:30:00.000Z run"])
    }

    @Test("a paused job whose dates change makes nothing up, and says so")
    func pausedAndChanged() throws {
        let bench = try changed("cron: \"30 6 * * *\"", isPaused: true)
        #expect(try bench.occurrences("calls") == days.map { "\($0) skipped" })
        #expect(try reasons(bench)[3]?.hasSuffix("the schedule was changed before it was resumed") == true)
        #expect(try bench.runs == [])
    }

    @Test("a change of the dates decides nothing itself, since only the planner knows that the clock may be trusted; what passed is shown meanwhile")
    func deferred() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        for (day, minute) in [("24", 0), ("26", 30), ("28", 15)] {
            bench.now = try instant("2026-11-\(day)T10:00:00Z")
            try bench.apply(PlanningBench.collection("cron: \"\(minute) 6 * * *\", missed: {policy: none}"))
        }
        #expect(try bench.occurrences("calls") == [])
        let shown = try shown(bench, "calls")
        let wanted = ["25T06:00", "26T06:00", "27T06:30", "28T06:30"].map { "2026-11-\($0):00.000Z skipped" }
        #expect(shown.map { "\(WireDate.format($0.nominal)) \($0.outcome.rawValue)" } == wanted)
        try bench.plan()
        #expect(try bench.occurrences("calls") == wanted)
        #expect(try self.shown(bench, "calls").map(\.reason) == shown.map(\.reason))
        #expect(try bench.database.read { try JobTable.fetch($0, "calls")?.former } == [])
    }

    @Test("a showing that passed while its job was paused is recorded, also where the job was changed before it went on")
    func showing() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job("start: 2026-11-25T19:00, rrule: FREQ=DAILY, horizon: 1h"))
        try bench.plan()
        bench.now = try instant("2026-11-26T20:00:00Z")
        try bench.apply(PlanningBench.job("start: 2026-11-25T19:00, rrule: FREQ=DAILY, horizon: 1h", title: "New"))
        try bench.plan()
        #expect(try bench.occurrences() == ["2026-11-25T18:00:00.000Z skipped", "2026-11-26T18:00:00.000Z skipped"])
    }

    /// What is shown of the last dates.
    private func shown(_ bench: PlanningBench, _ job: String, limit: Int = 20) throws -> [StoredOccurrence] {
        try bench.database.read { try OccurrenceTable.fetchOutcomes($0, job: job, past: limit, zones: ZoneDatabase(), now: bench.now).shown }
    }

    @Test("a showing that passes while its job is paused is shown as missed before the job goes on, and recorded so then")
    func shownWhilePaused() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job("start: 2026-11-25T19:00, rrule: FREQ=DAILY, horizon: 30h, exclude: [2026-11-26]"))
        #expect(try bench.plan().planned == 0)
        bench.now = try instant("2026-11-24T13:00:00Z")
        #expect(try bench.plan().planned == 1)
        try bench.database.write { _ = try JobTable.pause($0, bench.journal, name: "weekly", note: nil, actor: "test", now: bench.now) }
        bench.now = try instant("2026-11-28T10:00:00Z")
        try bench.plan()
        let shown = try shown(bench, "weekly")
        #expect(shown.map(\.outcome) == [.run, .skipped, .skipped])
        #expect(shown[1].reason == "left out: it is excluded")
        #expect(shown[2].reason == "missed: its start passed while the service did not run or the job was paused")
        #expect(try self.shown(bench, "weekly", limit: 1) == [shown[2]])
        #expect(try bench.occurrences().count == 1)
        try bench.database.write { _ = try JobTable.resume($0, bench.journal, name: "weekly", actor: "test", now: bench.now) }
        try bench.plan()
        #expect(Array(try self.shown(bench, "weekly").prefix(3)).map(\.reason) == shown.map(\.reason))
    }

    @Test("a date that would still be made up for is shown as undecided; of many only the last ones are worked out")
    func undecided() throws {
        let bench = try PlanningBench("2020-11-24T10:00:00Z")
        try bench.apply(PlanningBench.collection("cron: \"*/5 * * * *\""))
        try bench.database.write { _ = try JobTable.pause($0, bench.journal, name: "calls", note: nil, actor: "test", now: bench.now) }
        bench.now = try instant("2026-11-28T07:01:00Z")
        let shown = try shown(bench, "calls", limit: 3)
        #expect(shown.map(\.nominal) == (try ["06:50", "06:55", "07:00"].map { try instant("2026-11-28T\($0):00Z") }))
        #expect(shown.map(\.outcome) == [.skipped, .skipped, .undecided])
        #expect(shown[1].reason?.hasSuffix("a later one takes its place") == true)
        #expect(shown[2].reason?.contains("once the job is resumed") == true)
    }

    @Test("a date that the clock jumps over has its row also where another date takes place at its instant, whatever batch they come in")
    func gapSkippedBeside() throws {
        let bench = try PlanningBench("2027-03-27T10:00:00Z")
        // 199 dates fill a batch but for one, so that the next one ends between the two.
        let before = (1...198).map { "2027-03-28T00:\(String(format: "%02d", $0 / 60)):\(String(format: "%02d", $0 % 60))" }
        let dates = before + ["2027-03-28T00:30", "2027-03-28T02:30", "2027-03-28T03:30"]
        try bench.apply(PlanningBench.job("dates: [\(dates.joined(separator: ", "))], dst: {gap: skip}, horizon: 2d"))
        try bench.plan()
        // All that is ahead is shown, whatever the limit.
        let rows = try shown(bench, "weekly", limit: 2).suffix(2)
        #expect(rows.map(\.startsAt) == (try [instant("2027-03-28T01:30:00Z"), instant("2027-03-28T01:30:00Z")]))
        #expect(Set(rows.map(\.outcome)) == [.run, .skipped])
        #expect(rows.compactMap(\.reason) == ["left out: the clock jumps over 2027-03-28T02:30, and dst.gap is skip"])
        #expect(try bench.runs.count == 200)
        bench.now = try instant("2027-03-28T10:00:00Z")
        try bench.plan()
        #expect(try bench.runs.count == 200 && shown(bench, "weekly", limit: 300).count == 201)
    }

    @Test("nothing is made ahead, and the run collects the day before its date")
    func period() throws {
        let bench = try PlanningBench("2026-11-24T05:00:00Z")
        try bench.apply(PlanningBench.collection("start: 2026-11-24T06:00"))
        let progress = try bench.plan()
        #expect(progress.planned == 0)
        #expect(progress.next == (try instant("2026-11-24T06:00:00Z")))
        bench.now = try instant("2026-11-24T06:00:01Z")
        #expect(try bench.plan().planned == 1)
        let record = try #require(try bench.database.read { try RunRecord.fetch($0, key: "calls@2026-11-24T06:00:00.000Z") })
        let plan = try #require(try ServiceFlow(record).collection).plan
        #expect(plan.from == (try instant("2026-11-23T06:00:00Z")))
        #expect(plan.to == (try instant("2026-11-24T06:00:00Z")))
        #expect(plan.timezone == "Etc/UTC")
    }
}
