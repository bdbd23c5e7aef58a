import DurableFlow
import Foundation
import GRDB
import Testing

@testable import Orchestration

/// What becomes of runs whose end is asked for while their connection does not work, or does not exist.
@Suite(.timeLimit(.minutes(5))) struct WithdrawnRunTests {
    private let bench: PlanningBench
    private let run = "weekly@2026-12-02T09:00:00.000Z"
    private let dates = "dates: [2026-12-02T10:00]"

    init() throws {
        bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(PlanningBench.job(dates, more: "connection: schol"))
        try bench.plan()
        #expect(try bench.runs == [run])
        try bench.pauseConnection("schol")
    }

    private func state() throws -> RunState? { try bench.state(of: run).flatMap { RunState(rawValue: $0.state) } }

    @Test("a run that has made nothing ends at once, also where its end was asked for before", arguments: [false, true])
    func cancelled(wasAsked: Bool) throws {
        if wasAsked {
            try bench.database.write { try bench.journal.cancel($0, key: run, actor: "test", now: bench.now) }
            #expect(try state() == .ready)
        }
        try bench.order(.cancel(run: run, actor: "test"))
        #expect(try state() == .cancelled)
    }

    @Test("a change of the job's connection ends it, too, and its date is made by the other one")
    func mended() throws {
        #expect(try bench.apply(PlanningBench.job(dates)).changes.map(\.cancelled) == [[run]])
        #expect(try state() == .cancelled)
        try bench.plan()
        #expect(try bench.runs == [run, "\(run).2"])
    }

    @Test("one that may have made something waits for its connection and then undoes it")
    func sent() throws {
        try bench.database.write { db in
            let id = try #require(try Int64.fetchOne(db, sql: "SELECT id FROM flow WHERE key = ?", arguments: [run]))
            try db.execute(
                sql: "INSERT INTO step(flow, n, attempt, name, state, kind, started_ms) VALUES(?, 0, 1, 'createPlayback', 0, 0, 1)", arguments: [id])
        }
        try bench.order(.cancel(run: run, actor: "test"))
        #expect(try state() == .ambiguous)
        #expect(try bench.state(of: run)?.cancel == 1)
    }
}
