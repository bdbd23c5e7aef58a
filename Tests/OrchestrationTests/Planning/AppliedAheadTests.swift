import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

/// Jobs that are applied while the clock is five days ahead, and planned once it is right.
@Suite(.timeLimit(.minutes(5)))
struct AppliedAheadTests {
    private let ahead: TimeInterval = 432_000

    /// Applies with a clock that is ahead.
    private func applyAhead(_ bench: PlanningBench, _ file: JobFile) throws {
        bench.now += ahead
        try bench.apply(file)
        bench.now -= ahead
    }

    @Test("each date of a new job is planned once, from where the clock is right")
    func created() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try applyAhead(bench, PlanningBench.job("cron: \"30 * * * *\", horizon: 3h, overlap: allow"))
        bench.now += 60
        let first = bench.now
        #expect(try bench.plan().planned == 3)
        #expect(try bench.runs == ["10", "11", "12"].map { "weekly@2026-11-24T\($0):30:00.000Z" })
        let stored = try #require(try bench.database.read { try JobTable.fetch($0, "weekly") })
        #expect(stored.appliedAt == bench.now)
        // Beyond the instant at which it was applied.
        while bench.now < first + ahead + 7200 {
            bench.now += 3600
            #expect(try bench.plan().planned == 1)
        }
        #expect(try bench.runs.count == 3 + 122)
        #expect(try bench.occurrences().allSatisfy { $0.hasSuffix(" run") })
    }

    /// A collection of 06:00 of every day whose dates are changed at 07:00 of the 28th, with nothing planned since the 24th.
    private func changed(isPaused: Bool = false) throws -> PlanningBench {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.collection("cron: \"0 6 * * *\", missed: {policy: all, window: 50h}"))
        try bench.plan()
        if isPaused {
            _ = try bench.database.write { try JobTable.pause($0, bench.journal, name: "calls", note: nil, actor: "test", now: bench.now) }
        }
        bench.now = try instant("2026-11-28T07:00:00Z")
        try applyAhead(bench, PlanningBench.collection("cron: \"30 6 * * *\", missed: {policy: all, window: 50h}"))
        return bench
    }

    private let former = ["25T06:00:00.000Z skipped"] + (26...28).map { "\($0)T06:00:00.000Z run" }

    @Test("where the dates were changed, the old ones are decided up to now and the new ones from now on, each once")
    func changedDates() throws {
        let bench = try changed()
        bench.now += 60
        try bench.plan()
        #expect(try bench.occurrences("calls") == former.map { "2026-11-\($0)" })
        #expect(try bench.database.read { try JobTable.fetch($0, "calls")?.former } == [])
        for day in ["11-29", "11-30", "12-01", "12-02", "12-03", "12-04"] {
            bench.now = try instant("2026-\(day)T06:30:01Z")
            #expect(try bench.plan().planned == 1)
            #expect(try bench.occurrences("calls").last == "2026-\(day)T06:30:00.000Z run")
        }
        #expect(try bench.occurrences("calls").count == 10)
    }

    @Test("another change, with the clock right, before anything is planned: the former dates end there")
    func changedAgain() throws {
        let bench = try changed()
        bench.now += 60
        try bench.apply(PlanningBench.collection("cron: \"45 6 * * *\", missed: {policy: all, window: 50h}"))
        bench.now = try instant("2026-11-29T06:45:01Z")
        try bench.plan()
        #expect(try bench.occurrences("calls").suffix(2) == ["2026-11-28T06:00:00.000Z run", "2026-11-29T06:45:00.000Z run"])
    }

    @Test("a job that is paused meanwhile loses none of its dates, however long it stays so")
    func paused() throws {
        let bench = try changed(isPaused: true)
        bench.now += 60
        try bench.plan()
        #expect(try bench.occurrences("calls") == [])
        bench.now = try instant("2026-12-05T07:00:00Z")
        _ = try bench.database.write { try JobTable.resume($0, bench.journal, name: "calls", actor: "test", now: bench.now) }
        try bench.plan()
        let skipped =
            (25...28).map { "2026-11-\($0)T06:00:00.000Z skipped" } + ["11-29", "11-30", "12-01", "12-02"].map { "2026-\($0)T06:30:00.000Z skipped" }
        #expect(try bench.occurrences("calls") == skipped + ["03", "04", "05"].map { "2026-12-\($0)T06:30:00.000Z run" })
    }

    @Test("they are found by an index, since it is looked for them at each planning")
    func index() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        let plan = try bench.database.read { try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN SELECT * FROM job WHERE applied_ms > 1") }
        #expect(plan.map { $0["detail"] as String } == ["SEARCH job USING INDEX job_applied (applied_ms>?)"])
    }
}
