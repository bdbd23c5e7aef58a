import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

/// What is forgotten when, in virtual time.
@Suite(.timeLimit(.minutes(10))) struct RetentionSweepTests {
    private static let day: TimeInterval = 86_400

    /// Goes through everything once.
    private func sweep(_ bench: PlanningBench) throws {
        var sweep = RetentionSweep()
        var pieces = 0
        while !sweep.isOver {
            try bench.database.write { try sweep.advance($0, bench.journal, now: bench.now) }
            pieces += 1
            try #require(pieces < 1000, "a lap has an end")
        }
    }

    private func count(_ bench: PlanningBench, _ table: String, _ condition: String = "true") throws -> Int {
        try bench.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table) WHERE \(condition)") ?? 0 }
    }

    /// What the engine would have done with the runs that are there: all are over.
    private func finish(_ bench: PlanningBench, _ condition: String = "true", as state: RunState = .completed) throws {
        try bench.database.write {
            try $0.execute(
                sql: "UPDATE flow SET state = ?, due_ms = NULL, updated_ms = ? WHERE state < 5 AND \(condition)",
                arguments: [state.rawValue, bench.now.wholeMilliseconds])
        }
    }

    private func finishCall(_ bench: PlanningBench, _ call: String) throws {
        var subject = Event.Subject()
        (subject.spaceId, subject.roomId, subject.callId) = ("s", "r", call)
        let event = try #require(Event(livedigital: .callFinished, at: bench.now, connection: "default", subject: subject))
        try bench.database.write { try bench.journal.receive(event, from: .webhook, $0, now: bench.now) }
    }

    /// Ends the deliveries, one after another.
    private func deliver(_ bench: PlanningBench, as state: Delivery.State = .delivered) throws {
        while let row = try bench.database.read({ try Row.fetchOne($0, sql: "SELECT hook, event, run FROM delivery WHERE state = 1") }) {
            try bench.database.write { db in
                let stream = try DeliveryTable.end(
                    db, hook: row["hook"], event: row["event"], as: state, attempts: 1, status: nil, reason: nil, now: bench.now)
                try db.execute(sql: "UPDATE flow SET state = 5, due_ms = NULL WHERE key = ?", arguments: [row["run"] as String])
                try bench.journal.forget(db, key: row["run"])
                try bench.journal.beginDelivery(hook: row["hook"], stream: try #require(stream), db, now: bench.now)
            }
        }
    }

    private func subscribe(_ bench: PlanningBench) throws {
        let subscription = HookSubscription(connection: "default", url: "https://a.example.com/", events: [.callFinished])
        _ = try bench.database.write { try HookTable.subscribe($0, subscription, sealedSecret: Data(), now: bench.now) }
    }

    @Test("years of calls, deliveries, actions and notes leave what the ages say, and every session")
    func years() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try EventBegunTests.job("{event: call.finished}"))
        try subscribe(bench)
        for day in stride(from: 0, to: 1000, by: 4) {
            try finishCall(bench, "c\(day)")
            try bench.plan()
            try deliver(bench)
            try finish(bench)
            if day % 40 == 0 { try sweep(bench) }
            bench.now += 4 * Self.day
        }
        try sweep(bench)
        #expect(try (22...23).contains(count(bench, "event")))
        #expect(try (7...8).contains(count(bench, "delivery")))
        // A collection and the steps of the job for each call.
        #expect(try (198...200).contains(count(bench, "flow")))
        #expect(try (200...201).contains(count(bench, "occurrence")))
        #expect(try count(bench, "session") == 250)
    }

    @Test("an event that is told again after months is still known, and so is its run after a year")
    func again() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try EventBegunTests.job("{event: call.finished}"))
        try finishCall(bench, "c1")
        try bench.plan()
        let runs = try bench.runs
        try finish(bench)
        let first = bench.now
        bench.now += 89 * Self.day
        try sweep(bench)
        var subject = Event.Subject()
        (subject.spaceId, subject.roomId, subject.callId) = ("s", "r", "c1")
        let event = try #require(Event(livedigital: .callFinished, at: first, connection: "default", subject: subject))
        try bench.database.write { try bench.journal.receive(event, from: .webhook, $0, now: bench.now) }
        try bench.plan()
        #expect(try bench.runs == runs)
        bench.now += 300 * Self.day
        try sweep(bench)
        #expect(try bench.runs == runs)
        #expect(try count(bench, "event") == 1, "the newest stays, so that no number is given twice")
    }

    @Test("a delivery that waits keeps its event, however old; a dead one can be replayed for a month")
    func deliveries() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try subscribe(bench)
        try finishCall(bench, "c1")
        try finishCall(bench, "c2")
        try deliver(bench, as: .dead)
        bench.now += 29 * Self.day
        try sweep(bench)
        #expect(try count(bench, "delivery", "state = 3") == 2)
        try bench.database.write { try $0.execute(sql: "UPDATE delivery SET state = 0, ended_ms = NULL WHERE event = 1") }
        bench.now += 200 * Self.day
        try finishCall(bench, "c3")
        try sweep(bench)
        #expect(try count(bench, "delivery", "event = 1") == 1)
        #expect(try count(bench, "delivery", "event = 2") == 0)
        #expect(try bench.database.read { try Int64.fetchAll($0, sql: "SELECT number FROM event ORDER BY number") } == [1, 3])
    }

    @Test(
        "what is not over, what has a key of somebody's own, what made a space or room, and the permanent form stay for ever; the rest goes after 400 days"
    )
    func runs() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        func act(_ action: String, _ values: [String: JSONValue], key: String? = nil) throws -> String {
            let order = ActionOrder(
                ActionArguments(action: action, values: values), naturalKey: key, connection: "default", actor: "test", now: bench.now)
            return try bench.database.write { try order.submit(bench.journal, $0, webURL: "https://x", now: bench.now).run }
        }
        let gone = try act("deleteRoom", ["spaceId": "s", "roomId": "r"])
        let external = try act("deleteRoom", ["spaceId": "s", "roomId": "r"], key: "crm-42")
        let maker = try act("createSpace", ["name": "x"])
        let held = try act("deleteRoom", ["spaceId": "s", "roomId": "q"])
        try bench.apply(
            try PlanningBench.job("always: true", name: "open"), try PlanningBench.job("start: 2026-12-02T10:00"),
            try PlanningBench.collection("start: 2026-12-02T10:00"))
        try bench.plan()
        bench.now += Self.day
        try bench.plan()
        try bench.database.write { db in
            try db.execute(sql: "INSERT INTO remote SELECT 'space', 'space9', id, 'performed' FROM flow WHERE key = ?", arguments: [maker])
            try db.execute(sql: "INSERT INTO remote SELECT 'playback', 'p9', id, 'performed' FROM flow WHERE key LIKE 'weekly@%'")
            try db.execute(sql: "INSERT INTO session_source SELECT id, 1, 1, 1 FROM flow WHERE key LIKE 'weekly@%'")
        }
        try finish(bench, "key = '\(held)'", as: .held)
        try finish(bench, "state <> 8")
        bench.now += 399 * Self.day
        try sweep(bench)
        #expect(try bench.runs.count == 7)
        bench.now += 2 * Self.day
        let newest = try act("deleteRoom", ["spaceId": "s", "roomId": "z"])
        try sweep(bench)
        #expect(try Set(bench.runs) == [external, maker, held, "open@always", newest])
        #expect(!(try bench.runs.contains(gone)))
        #expect(try bench.database.read { try String.fetchAll($0, sql: "SELECT identifier FROM remote") } == ["space9"])
        #expect(try count(bench, "session_source") == 0)
        // The date stays decided: it is not made again, whatever becomes of the cursor.
        #expect(try bench.occurrences() == ["2026-12-02T09:00:00.000Z run"])
        try bench.database.write { try $0.execute(sql: "UPDATE job SET cursor_ms = 0, next_ms = 0 WHERE name = 'weekly'") }
        try bench.plan()
        #expect(try count(bench, "flow", "key LIKE 'weekly@%'") == 0)
    }

    @Test("a run stays until its date has passed for as long, whatever became of it: the next one of that date counts on from it")
    func dates() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try PlanningBench.job("dates: [2026-12-02T10:00, 2028-03-20T10:00], horizon: 9000d"))
        try bench.plan()
        try bench.apply(try PlanningBench.job("always: true", name: "open"))
        try bench.plan()
        try finish(bench, as: .cancelled)
        bench.now += 405 * Self.day
        try sweep(bench)
        #expect(try bench.runs == ["open@always", "weekly@2028-03-20T09:00:00.000Z"])
        bench.now = try instant("2028-03-20T10:00:00Z") + 400 * Self.day
        try sweep(bench)
        #expect(try bench.runs == ["open@always"])
    }

    @Test("the events of a run stay for as long as the run, or they would happen once more")
    func eventsOfRuns() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(try PlanningBench.job("start: 2026-12-02T10:00"))
        try bench.plan()
        let run = try #require(try bench.runs.first)
        func publish() throws -> Bool {
            try bench.database.write { db in
                let flow = try ServiceFlow(try #require(try RunRecord.fetch(db, key: run)))
                return try bench.journal.announce(Event(.autowebinarPublished, run: run, flow: flow, at: bench.now), db, now: bench.now)
            }
        }
        #expect(try publish())
        try finish(bench)
        bench.now += 390 * Self.day
        try finishCall(bench, "c1")
        try sweep(bench)
        #expect(try !publish())
        bench.now += 20 * Self.day
        try sweep(bench)
        #expect(try count(bench, "event", "type = 'autowebinar.published'") == 0)
    }

    @Test("runs of webhooks and answered commands go early; what is asked and not answered stays")
    func notes() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let planner = WebhookPlanner(publicURL: "https://hooks.example.com")
        try bench.database.write { db in
            _ = try planner.ask(db, bench.journal, .own, connection: "default", space: "s", now: bench.now)
            for answered in [bench.now.wholeMilliseconds, nil] {
                try db.execute(
                    sql: "INSERT INTO command(verb, argument, asked_ms, answered_ms) VALUES('order', x'', 0, ?)", arguments: [answered])
            }
        }
        try finish(bench)
        bench.now += 31 * Self.day
        try finishCall(bench, "c1")
        try sweep(bench)
        #expect(try count(bench, "flow", "kind = 'webhook'") == 0)
        #expect(try count(bench, "webhook") == 1)
        #expect(try count(bench, "command") == 1)
        #expect(try count(bench, "command", "answered_ms IS NULL") == 1)
    }

    @Test("a key of somebody's own is told from one that begins with its instant")
    func keys() {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        #expect(!RunKey.isExternal(RunKey.command(now: now), madeAt: now.addingTimeInterval(5)))
        #expect(!RunKey.isExternal(RunKey.command(now: now) + ".2", madeAt: now))
        #expect(RunKey.isExternal(RunKey.command(externalId: "crm-42", connection: "default"), madeAt: now))
        #expect(RunKey.isExternal(RunKey.command(externalId: "crm-42", connection: "default") + ".2", madeAt: now))
        #expect(!RunKey.isExternal("weekly@2026-12-01T10:00:00.000Z", madeAt: now))
    }
}
