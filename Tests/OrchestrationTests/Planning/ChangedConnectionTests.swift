import DurableFlow
import Foundation
import GRDB
import Testing

@testable import Orchestration

/// What a job that is in another connection now has to do with what it did in the one before: nothing.
@Suite(.timeLimit(.minutes(5))) struct ChangedConnectionTests {
    private let bench: PlanningBench
    private let daily = "start: 2026-12-02T10:00, rrule: 'FREQ=DAILY;COUNT=2'"
    private let school = "connection: school"
    private let former = ["weekly@2026-12-02T09:00:00.000Z", "weekly@2026-12-03T09:00:00.000Z"]
    private let triggered = "weekly@2026-12-05T09:00:00.000Z"

    init() throws {
        bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(PlanningBench.job(daily))
        try bench.plan()
        try bench.order(.triggerJob(name: "weekly", startsAt: instant("2026-12-05T09:00:00Z"), actor: "test"))
        #expect(try bench.runs == former + [triggered])
    }

    private func stored() throws -> StoredJob { try #require(try bench.database.read { try JobTable.fetch($0, "weekly") }) }

    private func fail(_ run: String) throws {
        try bench.database.write { db in
            let flow = try #require(try RunRecord.fetch(db, key: run).map { try ServiceFlow($0) })
            let ending = Ending.failed(Failure(code: "test", message: "no such room: Тайная"))
            try JobTable.noteEnding(db, bench.journal, key: run, flow: flow, ending: ending, now: bench.now)
        }
    }

    @Test("what was triggered there goes on as it was: no later change goes into it, nor does the removal by the connection cancel it")
    func triggeredBefore() throws {
        #expect(try bench.apply(PlanningBench.job(daily, more: school)).changes.map(\.cancelled) == [former])
        try bench.plan()
        let new = former.map { "\($0).2" }
        #expect(try Set(bench.runs) == Set(former + new + [triggered]))
        let (stored, renamed) = (try stored(), try PlanningBench.job(daily, title: "Another", more: school))
        try bench.database.read { db throws in
            #expect(try bench.changePlanner.changes([renamed], prune: false, in: db, now: bench.now).changes.map(\.amended) == [new])
            #expect(try bench.changePlanner.removal(of: stored, in: db, now: bench.now).changes.map(\.cancelled) == [new])
        }
    }

    @Test("failures there count no more, and none is told; a person's note stays", arguments: ["operator anna", "service", "api 7"])
    func failures(pausedBy: String) throws {
        for run in former { try fail(run) }
        #expect(try stored().failures == 2)
        try bench.order(.pauseJob(name: "weekly", note: "Тайная", actor: pausedBy))
        try bench.apply(PlanningBench.job(daily, more: school))
        #expect(try stored().failures == 0)
        #expect(try stored().state == .paused)
        #expect(try stored().pausedReason == (pausedBy == "operator anna" ? "Тайная" : nil))
        try fail(triggered)
        #expect(try stored().failures == 0)
    }
}
