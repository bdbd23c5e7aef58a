import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

/// When runs that collect the analytics of a permanent autowebinar are planned, and what ends them.
@Suite(.timeLimit(.minutes(5)))
struct PermanentPlanningTests {
    private func report(_ digest: String) -> StoredReport { StoredReport(format: .xlsx, path: "/data/\(digest).xlsx", bytes: 4, sha256: digest) }

    /// A permanent job whose autowebinar was published.
    private func published(every: String = "1h") throws -> (bench: PlanningBench, job: JobFile) {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        let job = try PlanningBench.job("always: true", name: "open", more: "analytics: {every: \(every)}")
        try bench.apply(job)
        try bench.plan()
        #expect(try bench.runs == ["open@always"])
        try publish(bench, playbackId: "p1", eventId: "e1")
        return (bench, job)
    }

    /// Its run has made and published them.
    private func publish(_ bench: PlanningBench, playbackId: String, eventId: String) throws {
        let key = "open@always"
        try bench.database.write { db in
            let record = try #require(try RunRecord.fetch(db, key: key))
            guard case .autowebinar(var flow) = try ServiceFlow(record) else { return }
            flow.state = .completed
            (flow.facts.spaceId, flow.facts.roomId, flow.facts.playbackId, flow.facts.eventId, flow.facts.published) =
                ("s1", "r1", playbackId, eventId, true)
            try db.execute(
                sql: "UPDATE flow SET state = ?, due_ms = NULL, ctx = ? WHERE key = ?",
                arguments: [RunState.completed.rawValue, flow.stored(by: JSONEncoder()), key])
            try JobTable.noteEnding(db, bench.journal, key: key, flow: .autowebinar(flow), ending: .completed, now: bench.now)
        }
    }

    /// What a collection has come to.
    private func store(_ bench: PlanningBench, _ key: String, _ change: (inout PermanentCollectionFlow) -> Void) throws {
        try bench.database.write { db in
            var flow = try #require(try RunRecord.fetch(db, key: key).flatMap { try ServiceFlow($0).permanentCollection })
            change(&flow)
            try db.execute(sql: "UPDATE flow SET ctx = ? WHERE key = ?", arguments: [flow.stored(by: JSONEncoder()), key])
        }
    }

    /// Whether a collection was told, and not cancelled, that its autowebinar is taken down.
    private func looksOnceMore(_ bench: PlanningBench, _ key: String) throws -> Bool {
        try bench.database.read { db in
            let isTold = try Bool.fetchOne(db, sql: "SELECT amendment IS NOT NULL AND cancel = 0 FROM flow WHERE key = ?", arguments: [key])
            return isTold ?? false
        }
    }

    private func end(_ bench: PlanningBench, _ key: String) throws {
        try bench.database.write { db in
            let record = try #require(try RunRecord.fetch(db, key: key))
            guard var flow = try ServiceFlow(record).permanentCollection else { return }
            flow.receive(.elapsed, at: bench.now)
            flow.receive(.answered(.interval(report("a")), how: .performed), at: bench.now)
            flow.state = .completed
            try db.execute(
                sql: "UPDATE flow SET state = ?, due_ms = NULL, ctx = ? WHERE key = ?",
                arguments: [RunState.completed.rawValue, flow.stored(by: JSONEncoder()), key])
            try JobTable.noteEnding(db, bench.journal, key: key, flow: .permanentCollection(flow), ending: .completed, now: bench.now)
        }
    }

    @Test("once it is published its collection is planned, one at a time, each from where the last one ended; nothing is due in between")
    func planning() throws {
        let (bench, _) = try published()
        bench.now = try instant("2026-11-24T10:05:00Z")
        #expect(try bench.plan().planned == 1)
        let first = "open@always/2026-11-24T10:05:00.000Z"
        #expect(try bench.runs == ["open@always", first])
        let idle = try bench.plan()
        #expect(idle.planned == 0 && idle.next == nil)
        bench.now = try instant("2026-11-24T11:05:00Z")
        try end(bench, first)
        #expect(try bench.plan().planned == 1)
        let second = try #require(try bench.runs.last)
        let flow = try #require(try bench.database.read { try RunRecord.fetch($0, key: second) }.flatMap { try ServiceFlow($0).permanentCollection })
        #expect(flow.digest == "a")
        #expect(flow.coveredUntil == bench.now)
    }

    @Test("a changed job ends the collection and plans another as it says now; a removed one ends it")
    func changed() throws {
        let (bench, _) = try published()
        bench.now = try instant("2026-11-24T10:05:00Z")
        try bench.plan()
        let first = try #require(try bench.runs.last)
        bench.now = try instant("2026-11-24T10:20:00Z")
        try bench.apply(PlanningBench.job("always: true", name: "open", more: "analytics: {every: 5m}"))
        #expect(try bench.state(of: first)?.cancel == 1)
        // The engine carries the cancellation out.
        let waiting = try bench.database.write { try bench.planner.advance($0, bench.journal, now: bench.now) }
        #expect(waiting.planned == 0 && waiting.next != nil)
        try bench.database.write {
            try $0.execute(sql: "UPDATE flow SET state = ?, due_ms = NULL WHERE key = ?", arguments: [RunState.cancelled.rawValue, first])
        }
        bench.now = try instant("2026-11-24T10:20:05Z")
        #expect(try bench.plan().planned == 1)
        let second = try #require(try bench.runs.last)
        let flow = try #require(try bench.database.read { try RunRecord.fetch($0, key: second) }.flatMap { try ServiceFlow($0).permanentCollection })
        #expect(flow.plan.every == .seconds(300))
        #expect(flow.coveredUntil == (try instant("2026-11-24T10:05:00Z")))
        #expect(flow.intervalEnd <= (try instant("2026-11-24T10:25:05Z")))
        try bench.apply(prune: true)
        #expect(try looksOnceMore(bench, second))
    }

    @Test("cancelling a permanent autowebinar ends its collection; cancelling the collection alone leaves the autowebinar on show")
    func cancelled() throws {
        for (key, isDown) in [("open@always", true), ("open@always/2026-11-24T10:05:00.000Z", false)] {
            let (bench, _) = try published()
            bench.now = try instant("2026-11-24T10:05:00Z")
            try bench.plan()
            try bench.order(.cancel(run: key, actor: "test"))
            #expect(try (bench.state(of: "open@always")?.cancel != 0) == isDown)
            let part = "open@always/2026-11-24T10:05:00.000Z"
            #expect(try isDown ? looksOnceMore(bench, part) : bench.state(of: part)?.cancel == 1)
        }
    }

    @Test("a collection whose autowebinar is not there any more ends all the same")
    func orphan() throws {
        let (bench, _) = try published()
        bench.now = try instant("2026-11-24T10:05:00Z")
        try bench.plan()
        let part = try #require(try bench.runs.last)
        try bench.database.write { db in
            let flow = try #require(try RunRecord.fetch(db, key: part).map { try ServiceFlow($0) })
            try db.execute(sql: "DELETE FROM flow WHERE key = 'open@always'")
            try LastCollection.noteEnding(db, bench.journal, key: part, flow: flow, now: bench.now)
        }
        #expect(try bench.runs == [part])
    }

    @Test("a permanent autowebinar whose playback vanished, and that is let go, ends its collection, too")
    func vanished() throws {
        let (bench, _) = try published()
        bench.now = try instant("2026-11-24T10:05:00Z")
        try bench.plan()
        let finding = DriftFinding(.playbackVanished, job: "open", run: "open@always", playbackId: "p1", eventId: "e1", detail: "it is gone")
        let outcomes = try bench.order(.mendDrift(DriftMending(remedy: .adopt, findings: [finding]), actor: "test"))
        #expect(outcomes.contains("the run is cancelled"))
        #expect(try bench.state(of: "open@always")?.cancel != 0)
        #expect(try looksOnceMore(bench, "open@always/2026-11-24T10:05:00.000Z"))
    }

    @Test(
        "a permanent autowebinar whose playback or event is made again is collected by a run that asks for the new one, from where the last one ended",
        arguments: [DriftFinding.Kind.playbackVanished, .eventVanished])
    func madeAgain(_ kind: DriftFinding.Kind) throws {
        let (bench, _) = try published()
        bench.now = try instant("2026-11-24T10:05:00Z")
        try bench.plan()
        let first = "open@always/2026-11-24T10:05:00.000Z"
        bench.now = try instant("2026-11-24T11:05:00Z")
        try store(bench, first) { flow in
            flow.receive(.elapsed, at: bench.now)
            flow.receive(.answered(.interval(report("a")), how: .performed), at: bench.now)
        }
        bench.now = try instant("2026-11-24T11:20:00Z")
        let finding = DriftFinding(kind, job: "open", run: "open@always", playbackId: "p1", eventId: "e1", detail: "it is gone")
        #expect(try bench.order(.mendDrift(DriftMending(remedy: .recreate, findings: [finding]), actor: "test")).contains("made again"))
        try bench.plan()
        #expect(try bench.state(of: first)?.cancel == 0)
        let playbackId = kind == .playbackVanished ? "p2" : "p1"
        try publish(bench, playbackId: playbackId, eventId: "e2")
        let waiting = try bench.plan()
        #expect(try bench.state(of: first)?.cancel == 1)
        #expect(waiting.planned == 0 && waiting.next != nil)
        // The engine carries the cancellation out.
        try bench.database.write {
            try $0.execute(sql: "UPDATE flow SET state = ?, due_ms = NULL WHERE key = ?", arguments: [RunState.cancelled.rawValue, first])
        }
        bench.now = try instant("2026-11-24T11:20:01Z")
        #expect(try bench.plan().planned == 1)
        let second = try #require(try bench.runs.last)
        let flow = try #require(try bench.database.read { try RunRecord.fetch($0, key: second) }.flatMap { try ServiceFlow($0).permanentCollection })
        #expect(flow.plan.event == PermanentEvent(spaceId: "s1", playbackId: playbackId, eventId: "e2"))
        #expect(flow.coveredUntil == (try instant("2026-11-24T11:05:00Z")) && flow.digest == nil)
        let idle = try bench.plan()
        #expect(try idle.planned == 0 && idle.next == nil && bench.state(of: second)?.cancel == 0)
    }

    @Test("a collection that waits for its connection ends at once when the job changes, and the next one goes on")
    func changedWhileConnectionIsDown() throws {
        let (bench, _) = try published()
        bench.now = try instant("2026-11-24T10:05:00Z")
        try bench.plan()
        let part = "open@always/2026-11-24T10:05:00.000Z"
        try bench.pauseConnection()
        bench.now += 60
        try bench.apply(PlanningBench.job("always: true", name: "open", more: "analytics: {every: 2h}"))
        #expect(try bench.state(of: part)?.state == RunState.cancelled.rawValue)
        try bench.plan()
        #expect(try bench.runs.count == 3)
    }
}
