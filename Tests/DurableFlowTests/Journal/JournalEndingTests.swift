import Foundation
import GRDB
import Synchronization
import Testing

@testable import DurableFlow

/// What is called when a run ends.
@Suite(.timeLimit(.minutes(5))) struct JournalEndingTests {
    private func bench(_ change: (inout ScriptFlow) -> Void = { _ in }) throws -> JournalBench {
        var bench = try JournalBench()
        // The run's state is already in the transaction.
        bench.journal.onEnding = { _, db, key, flow, ending, now in
            let state = try Int.fetchOne(db, sql: "SELECT state FROM flow WHERE key = ?", arguments: [key])
            try db.execute(
                sql: "INSERT INTO audit(at_ms, actor, what) VALUES(?, 'hook', ?)",
                arguments: [now.milliseconds, "\(key) \(state ?? -1) \(ending.word) \(flow.received.count)"])
        }
        var flow = ScriptFlow()
        change(&flow)
        try bench.submit(flow)
        return bench
    }

    private func notes(_ bench: JournalBench) throws -> [String] {
        try bench.database.read { try String.fetchAll($0, sql: "SELECT what FROM audit WHERE actor = 'hook' ORDER BY id") }
    }

    @Test func aCompletedRunIsReportedOnceAtItsEnd() throws {
        let bench = try bench()
        let second = try #require(try bench.record(try bench.begin(), .performed(.answered("a"))))
        #expect(try notes(bench) == [])
        try bench.record(second, .performed(.answered("b")))
        #expect(try bench.claim().work.isEmpty)
        #expect(try notes(bench) == ["run 5 completed 2"])
    }

    @Test func everyKindOfEndIsReported() throws {
        let failed = try bench()
        try failed.record(try failed.begin(), .performed(.refused(Failure(code: "forbidden", message: "no"))))
        #expect(try notes(failed) == ["run 6 failed 1"])
        let cancelled = try bench()
        try cancelled.operate { try $0.cancel($1, key: "run", actor: "test", now: $2) }
        _ = try cancelled.claim()
        #expect(try notes(cancelled) == ["run 7 cancelled 1"])
        let skipped = try bench { $0.steps[0].instant = .distantPast }
        _ = try skipped.claim()
        #expect(try notes(skipped) == ["run 9 skipped 1"])
    }

    @Test func aRunThatFailsAgainAfterARetryEndsTwice() throws {
        let bench = try bench()
        for _ in 0..<2 {
            try bench.record(try bench.begin(), .performed(.refused(Failure(code: "forbidden", message: "no"))))
            try bench.operate { try $0.retry($1, key: "run", actor: "test", now: $2) }
        }
        #expect(try notes(bench) == ["run 6 failed 1", "run 6 failed 2"])
    }

    @Test func whatItThrowsUndoesTheEnding() throws {
        var bench = try bench { $0.steps = [] }
        let before = try bench.dump()
        bench.journal.onEnding = { _, _, _, _, _, _ in throw OperatorError("no") }
        #expect(throws: OperatorError("no")) { try bench.claim() }
        #expect(try bench.dump() == before)
    }

    @Test func theEngineCallsIt() async throws {
        let bench = try EngineBench(onEnding: { _, db, key, show, ending, now in
            try db.execute(
                sql: "INSERT INTO audit(at_ms, actor, what) VALUES(?, 'hook', ?)",
                arguments: [now.milliseconds, "\(key) \(show.stage) \(ending.word)"])
        })
        try await bench.whileRunning {
            try await bench.submitReports(1, lane: "north")
            try await bench.completed(1)
        }
        let notes = try await bench.store.pool.read { try String.fetchAll($0, sql: "SELECT what FROM audit WHERE actor = 'hook'") }
        #expect(notes == ["north-0 done completed"])
    }
}

extension Ending {
    fileprivate var word: String {
        switch self {
        case .completed: "completed"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .skipped: "skipped"
        }
    }
}
