import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5)))
struct PermanentCollectionTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private static let event = PermanentEvent(spaceId: "s1", playbackId: "p1", eventId: "e1")

    private func hour(_ hours: Double) -> Date { Self.start.addingTimeInterval(hours * 3600) }

    private func flow(digest: String? = nil) -> PermanentCollectionFlow {
        PermanentCollectionFlow(
            plan: PermanentCollectionPlan(
                connection: "default", title: "Open", roomId: "r1", timezone: "Europe/Moscow", event: Self.event, from: Self.start,
                coveredUntil: Self.start,
                every: .seconds(3600),
                giveUpAfter: .seconds(86_400), digest: digest))
    }

    private func report(_ digest: String) -> StoredReport { StoredReport(format: .xlsx, path: "/data/\(digest).xlsx", bytes: 4, sha256: digest) }

    private func isLooking(_ flow: PermanentCollectionFlow) -> Bool { flow.state == .lookAtEvent }

    @Test("an interval that had new data is a session from the end of the last one; one without is passed over")
    func intervals() {
        var flow = flow()
        for (end, digest) in [(1.0, "a"), (2, nil), (3, "b")] {
            #expect(flow.intervalEnd == hour(end))
            flow.receive(.elapsed, at: hour(end))
            #expect(isLooking(flow))
            flow.receive(.answered(.interval(digest.map(report)), how: .performed), at: hour(end))
        }
        let sessions = flow.sessions(runKey: "open@always/2027-01-15T08:00:00.000Z")
        #expect(sessions.map(\.id) == ["open@always/\(WireDate.format(hour(1)))", "open@always/\(WireDate.format(hour(3)))"])
        #expect(sessions.map(\.job) == ["open", "open"])
        #expect(sessions.map(\.timezone) == ["Europe/Moscow", "Europe/Moscow"])
        #expect(sessions.map(\.startsAt) == [hour(0), hour(1)])
        #expect(sessions.map(\.endsAt) == [hour(1), hour(3)])
        guard
            case .call(let effect) = {
                flow.receive(.elapsed, at: hour(4)); return flow.effect
            }(),
            case .lookAtEvent(Self.event, _, let name, digest: "b") = effect.call
        else { return #expect(Bool(false)) }
        #expect(name == "event-e1-\(WireDate.milliseconds(of: hour(4)))")
    }

    @Test("intervals that passed while nothing ran are one, and a look that fails leaves its time to the next")
    func late() {
        var flow = flow()
        flow.receive(.elapsed, at: hour(5.5))
        flow.receive(.refused(Failure(code: "forbidden", message: "403")), at: hour(5.5))
        #expect(flow.intervalEnd == hour(6))
        flow.receive(.elapsed, at: hour(6))
        flow.receive(.answered(.interval(report("a")), how: .performed), at: hour(6))
        #expect(flow.entries.map(\.startedAt) == [hour(0)])
    }

    @Test("who came while nothing ran is of the interval that ends with what passed, and the next one begins there")
    func passed() {
        var flow = flow()
        flow.receive(.elapsed, at: hour(5.5))
        flow.receive(.answered(.interval(report("a")), how: .performed), at: hour(5.5))
        #expect(flow.entries.map(\.startedAt) == [hour(0)] && flow.entries.map(\.finishedAt) == [hour(5)])
        #expect(flow.coveredUntil == hour(5) && flow.intervalEnd == hour(6))
        // The token did not work for a while: the report is newer than the look.
        flow.receive(.elapsed, at: hour(6))
        flow.receive(.answered(.interval(report("b")), how: .performed), at: hour(9.25))
        #expect(flow.entries.map(\.finishedAt) == [hour(5), hour(9)] && flow.intervalEnd == hour(10))
    }

    @Test("each session that is over is one of its own, once, in batches")
    func sessions() {
        var flow = flow()
        let all = (1...6).map { EventSession(id: "x\($0)", startedAt: 1, finishedAt: Int64($0)) }
        var asked: [[String]] = []
        for end in [1.0, 2] {
            flow.receive(.elapsed, at: hour(end))
            flow.receive(.answered(.sessions(all), how: .performed), at: hour(end))
            while case .call(let effect) = flow.effect, case .collectSessions(_, let sessions) = effect.call {
                asked.append(sessions.map(\.id))
                // The report of the last one is not there the first time.
                let there = sessions.filter { end > 1 || $0.id != "x6" }
                flow.receive(
                    .answered(.sessionReports(there.map { .init(session: $0, report: report($0.id)) }), how: .performed), at: hour(end))
            }
        }
        #expect(asked == [["x1", "x2", "x3", "x4"], ["x5", "x6"], ["x6"]])
        #expect(flow.sessions(runKey: "open@always/x").map(\.id) == all.map(\.id))
    }

    @Test("a run ends after a day, and reads back as it was")
    func day() throws {
        var flow = flow()
        var looks = 0
        while case .wait(_, let until) = flow.effect {
            #expect(try PermanentCollectionFlow.restore(kind: flow.kind, version: 1, from: flow.stored(by: JSONEncoder())) == flow)
            flow.receive(.elapsed, at: until)
            flow.receive(.answered(.interval(nil), how: .performed), at: until)
            looks += 1
        }
        #expect(looks == 24)
        #expect(flow.effect.ending == .completed)
        #expect(flow.intervalEnd == hour(24))
    }

    @Test("where the autowebinar is taken down it looks at once, for two minutes at most, and ends with what came since the last look")
    func lastLook() throws {
        for (outcome, ends) in [
            (Outcome<CollectionAnswer>.answered(.interval(report("b")), how: .performed), [hour(1.5)]),
            (.answered(.interval(nil), how: .performed), []),
            (.refused(Failure(code: "not_found", message: "404")), []), (.expired, []),
        ] {
            var flow = flow()
            flow.receive(.elapsed, at: hour(1))
            flow.receive(.answered(.interval(report("a")), how: .performed), at: hour(1))
            flow.amend(Data(), at: hour(1.5))
            #expect(try PermanentCollectionFlow.restore(kind: flow.kind, version: 1, from: flow.stored(by: JSONEncoder())) == flow)
            guard case .call(let effect) = flow.effect, isLooking(flow) else { return #expect(Bool(false)) }
            #expect(effect.notAfter == hour(1.5).addingTimeInterval(120) && effect.retries.readyBy == effect.notAfter)
            flow.receive(outcome, at: hour(1.5))
            #expect(flow.effect.ending == .cancelled)
            #expect(flow.entries.map(\.finishedAt) == [hour(1)] + ends)
            #expect(flow.entries.dropFirst().map(\.startedAt) == ends.map { _ in hour(1) })
        }
        // One that is looking already goes on with that, and then ends.
        var flow = flow()
        flow.receive(.elapsed, at: hour(1))
        flow.amend(Data(), at: hour(1))
        flow.receive(.answered(.sessions([EventSession(id: "x", startedAt: 1, finishedAt: 2)]), how: .performed), at: hour(1))
        flow.receive(.refused(Failure(code: "forbidden", message: "403")), at: hour(1))
        #expect(flow.effect.ending == .cancelled)
    }

    // MARK: Planning

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
