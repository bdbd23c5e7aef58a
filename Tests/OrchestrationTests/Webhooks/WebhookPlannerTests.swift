import DurableFlow
import Foundation
import GRDB
import Testing

@testable import Orchestration

@Suite("who needs which webhook", .timeLimit(.minutes(5)))
struct WebhookPlannerTests {
    let planner = WebhookPlanner(publicURL: "https://hooks.example.com")
    let none = WebhookAnswer.shown(url: nil, isActive: nil, holder: nil)

    func runs(_ bench: PlanningBench) throws -> [String] {
        try bench.database.read { try String.fetchAll($0, sql: "SELECT key FROM flow WHERE kind = 'webhook' ORDER BY id") }
    }

    func advance(_ bench: PlanningBench, _ needed: [String: Set<String>], by planner: WebhookPlanner? = nil) throws {
        _ = try bench.database.write { try (planner ?? self.planner).advance($0, bench.journal, needed: needed, now: bench.now) }
    }

    /// What the latest run of a space brought about, as if it had ended.
    func end(_ bench: PlanningBench, _ space: String = "s", of connection: String = "default", _ answers: WebhookAnswer...) throws {
        try bench.database.write { db in
            let record = try #require(try RunRecord.fetch(db, prefix: "webhook/\(connection)/\(space)/").first)
            guard case .webhook(var flow) = try ServiceFlow(record) else { return }
            for answer in answers { flow.receive(.answered(answer, how: .performed), at: bench.now) }
            try db.execute(sql: "UPDATE flow SET state = 5, due_ms = NULL WHERE key = ?", arguments: [record.key])
            try WebhookTable.end(db, flow, bench.journal, now: bench.now)
        }
    }

    func webhook(_ bench: PlanningBench, of connection: String = "default") throws -> SpaceWebhook? {
        try bench.database.read { try WebhookTable.fetch($0, connection: connection, space: "s") }
    }

    private func secrets(_ bench: PlanningBench) throws -> [Data] {
        let opaque = try #require(try webhook(bench)?.opaque)
        return try bench.database.read { try WebhookTable.secrets($0, opaque: opaque) }
    }

    @Test("a needed space gets one run; the last need gone, ours is removed, and a space that is needed again is made again")
    func lifetime() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try advance(bench, ["default": ["s", "t"]])
        try advance(bench, ["default": ["s", "t"]])
        #expect(Set(try runs(bench)).count == 2)
        try end(bench, "s", none, .created(secret: Data("x".utf8)))
        #expect(try webhook(bench)?.state == .active)
        let url = try #require(try webhook(bench)?.url)
        #expect(url.hasPrefix("https://hooks.example.com/v1/ingest/"))
        try advance(bench, ["default": ["s", "t"]])
        #expect(try runs(bench).count == 2)
        try advance(bench, ["default": ["t"]])
        try advance(bench, ["default": ["t"]])
        #expect(try runs(bench).count == 3)
        #expect(try webhook(bench)?.state == .removing)
        try end(bench, "s", .shown(url: url, isActive: true, holder: nil), .deleted)
        #expect(try webhook(bench) == nil)
        try advance(bench, ["default": ["s", "t"]])
        #expect(try runs(bench).count == 4)
        // An account that is not known yet stays as it is.
        try advance(bench, [:])
        #expect(try runs(bench).count == 4)
    }

    @Test("a space is unserved where its webhook leads elsewhere or was refused, and served where another connection of this service has it")
    func unserved() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        func unserved() throws -> [String] { try bench.database.read { try WebhookTable.fetchUnserved($0).map { "\($0.connection) \($0.spaceId)" } } }
        func put(_ connection: String, _ space: String, _ state: SpaceWebhook.State, leadsTo foreignURL: String? = nil) throws {
            var webhook = SpaceWebhook(connection: connection, spaceId: space)
            (webhook.state, webhook.foreignURL) = (state, foreignURL)
            try bench.database.write { try WebhookTable.put($0, webhook) }
        }
        try put("default", "s", .active)
        let opaque = try #require(try webhook(bench)?.opaque)
        try put("school", "s", .foreign, leadsTo: "https://hooks.example.com/v1/ingest/\(opaque)")
        #expect(try unserved() == [])
        try bench.database.write { try WebhookTable.doubt($0, opaque: opaque) }
        #expect(try unserved() == ["default s"])
        try put("school", "t", .foreign, leadsTo: "https://elsewhere.example.com/hook")
        try put("school", "u", .refused)
        #expect(try unserved() == ["school t", "school u", "default s"])
        try put("default", "s", .refused)
        #expect(try unserved() == ["default s", "school s", "school t", "school u"])
    }

    @Test("a foreign webhook is left alone, reported, looked at again later, and taken over where a person says so: its receiver becomes a hook")
    func foreign() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try advance(bench, ["default": ["s"]])
        let foreign = "https://elsewhere.example.com/hook"
        let shown = WebhookAnswer.shown(url: foreign, isActive: true, holder: nil)
        try end(bench, "s", shown)
        #expect(try webhook(bench)?.state == .foreign)
        #expect(try webhook(bench)?.foreignURL == foreign)
        #expect(try webhook(bench)?.note?.contains("take it over") == true)
        try advance(bench, ["default": ["s"]])
        #expect(try runs(bench).count == 1)
        bench.now += 7 * 3600
        try advance(bench, ["default": ["s"]])
        #expect(try runs(bench).count == 2)
        try end(bench, "s", shown)
        try bench.database.write { try planner.takeOver($0, bench.journal, connection: "default", space: "s", now: bench.now) }
        #expect(try runs(bench).count == 3)
        try end(bench, "s", shown, .updated(relaySecret: Data("r".utf8)), .refreshed(secret: Data("n".utf8)))
        #expect(try webhook(bench)?.state == .active)
        let hooks = try bench.database.read { try HookTable.fetchAll($0, connection: "default") }
        #expect(hooks.map(\.url) == [foreign])
        #expect(hooks.map(\.form) == [.livedigital])
        // That hook needs the space's events for as long as it is there.
        let needs = try bench.database.read { try WatchedSpaces(watch: .spaces([])).needs($0, environment: "default") }
        #expect(needs == ["default": .init(all: false, named: ["s"])])
    }

    func ask(_ bench: PlanningBench, _ goal: WebhookFlow.Goal, by planner: WebhookPlanner? = nil) throws -> String {
        try bench.database.write {
            try (planner ?? self.planner).ask($0, bench.journal, goal, connection: "default", space: "s", now: bench.now)
        }
    }

    @Test(
        "what a person asked for stays without any need, and is watched; what a person removed is not made again, whoever needs it, until it is asked for"
    )
    func asked() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let run = try ask(bench, .own)
        #expect(try ask(bench, .own) == run)
        #expect(try ask(bench, .remove) == run, "one run at a time for a space")
        try end(bench, "s", none, .created(secret: Data("x".utf8)))
        try advance(bench, ["default": []])
        #expect(try runs(bench) == [run])
        let needs = try bench.database.read { try WatchedSpaces(watch: nil).needs($0, environment: "default") }
        #expect(needs == ["default": .init(named: ["s"])])

        let url = try #require(try webhook(bench)?.url)
        #expect(try ask(bench, .remove) != run)
        try end(bench, "s", .shown(url: url, isActive: true, holder: nil), .deleted)
        #expect(try webhook(bench)?.state == .declined)
        bench.now += 7 * 86_400
        try advance(bench, ["default": ["s"]])
        try advance(bench, ["default": []])
        #expect(try runs(bench).count == 2)
        #expect(try webhook(bench)?.state == .declined)
        #expect(try bench.database.read { try WatchedSpaces(watch: nil).needs($0, environment: "default").isEmpty })

        _ = try ask(bench, .own)
        try end(bench, "s", none, .created(secret: Data("y".utf8)))
        #expect(try webhook(bench)?.state == .active)
    }

    @Test("without a public address ours is known by the address that it got, and is removed")
    func unreachable() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        _ = try ask(bench, .own)
        try end(bench, "s", none, .created(secret: Data("x".utf8)))
        let url = try #require(try webhook(bench)?.url)
        _ = try ask(bench, .remove, by: WebhookPlanner(publicURL: nil))
        try end(bench, "s", .shown(url: url, isActive: true, holder: nil), .deleted)
        #expect(try webhook(bench)?.state == .declined)
        let order = WebhookOrder(connection: "default", spaces: ["s"], goal: .own, actor: "test")
        #expect(throws: OperatorError.self) { try bench.database.write { _ = try order.carryOut($0, bench.journal, publicURL: nil, now: bench.now) } }
    }

    @Test("a connection that goes takes along what is known of its webhooks, and ends what is under way about them")
    func forgotten() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let run = try ask(bench, .own)
        try bench.database.write { try WebhookTable.forget($0, bench.journal, connection: "default", now: bench.now) }
        #expect(try webhook(bench) == nil)
        #expect(try bench.state(of: run)?.cancel == 1)
        // The connection comes back before that run has ended.
        let old = try bench.database.read { try #require(try RunRecord.fetch($0, key: run)) }
        try advance(bench, ["default": ["s"]])
        let new = try #require(try webhook(bench))
        guard case .webhook(var flow) = try ServiceFlow(old) else { return }
        flow.cancel(at: bench.now)
        try bench.database.write { [flow] in try WebhookTable.end($0, flow, bench.journal, now: bench.now) }
        #expect(try webhook(bench) == new)
    }

    @Test("a secret that is doubted is made anew, at most once in five minutes, and stays doubted until then; the one before stays good")
    func doubted() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        let needed: [String: Set<String>] = ["default": ["s"]]
        try advance(bench, needed)
        try end(bench, "s", none, .created(secret: Data("x".utf8)))
        let (opaque, url) = (try #require(try webhook(bench)?.opaque), try #require(try webhook(bench)?.url))
        let shown = WebhookAnswer.shown(url: url, isActive: true, holder: nil)
        func doubt() throws { try bench.database.write { try WebhookTable.doubt($0, opaque: opaque) } }
        try doubt()
        try advance(bench, needed)
        #expect(try runs(bench).count == 1, "it was looked at an instant ago")
        bench.now += 301
        for _ in 0..<2 { try advance(bench, needed) }
        #expect(try runs(bench).count == 2)
        try doubt()
        try end(bench, "s", shown, .refreshed(secret: Data("y".utf8)))
        #expect(try webhook(bench)?.doubt == nil)
        #expect(try secrets(bench) == [Data("y".utf8), Data("x".utf8)])
        bench.now += 301
        try advance(bench, needed)
        #expect(try runs(bench).count == 2, "nothing speaks against the new one")
        // A look that was under way already does not end the doubt.
        let run = try ask(bench, .own)
        try doubt()
        try end(bench, "s", shown)
        #expect(try runs(bench).last == run && webhook(bench)?.doubt != nil)
    }

    @Test("one whose making failed or was cancelled half-way is no longer trusted with the secret of the one before")
    func halfMade() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try advance(bench, ["default": ["s"]])
        try end(bench, "s", none, .created(secret: Data("x".utf8)))
        bench.now += 86_401
        try advance(bench, ["default": ["s"]])
        try bench.database.write { db in
            let record = try #require(try RunRecord.fetch(db, prefix: "webhook/default/s/").first)
            guard case .webhook(var flow) = try ServiceFlow(record) else { return }
            flow.receive(.answered(none, how: .performed), at: bench.now)
            flow.cancel(at: bench.now)
            try WebhookTable.end(db, flow, bench.journal, now: bench.now)
        }
        #expect(try webhook(bench)?.state == .refused)
        bench.now += 7 * 3600
        try bench.database.write { try $0.execute(sql: "UPDATE flow SET state = 5, due_ms = NULL") }
        try advance(bench, ["default": ["s"]])
        let url = try #require(try webhook(bench)?.url)
        try end(bench, "s", .shown(url: url, isActive: true, holder: nil), .refreshed(secret: Data("y".utf8)))
        #expect(try secrets(bench).first == Data("y".utf8))
    }

    @Test("another public address sets every webhook anew at once, and an active one is looked at once a day")
    func moved() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try advance(bench, ["default": ["s"]])
        try end(bench, "s", none, .created(secret: Data("x".utf8)))
        // As the performer stores it.
        try bench.database.write { try WebhookTable.setSecret($0, connection: "default", space: "s", sealed: Data("x".utf8)) }
        let moved = WebhookPlanner(publicURL: "https://new.example.com")
        try advance(bench, ["default": ["s"]], by: moved)
        #expect(try runs(bench).count == 2)
        let old = try #require(try webhook(bench)?.url)
        try end(bench, "s", .shown(url: old, isActive: true, holder: nil), .updated(relaySecret: Data()))
        #expect(try webhook(bench)?.state == .active)
        #expect(try webhook(bench)?.url?.hasPrefix("https://new.example.com/v1/ingest/") == true)
        #expect(try bench.database.read { try HookTable.fetchAll($0, connection: "default").isEmpty })
        bench.now += 86_401
        try advance(bench, ["default": ["s"]], by: moved)
        #expect(try runs(bench).count == 3)
    }

    @Test("watch, hooks and jobs each are a need; without a public address only hooks and jobs are")
    func needs() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        func needs(_ watch: ServiceConfiguration.Livedigital.Watch?) throws -> [String: WatchedSpaces.Need] {
            try bench.database.read { try WatchedSpaces(watch: watch).needs($0, environment: "default") }
        }
        func hook(_ events: [EventType], _ space: String?, job: String? = nil) throws {
            let subscription = HookSubscription(
                connection: "default", url: "https://a.example.com/", events: events, spaceId: space, jobName: job)
            _ = try bench.database.write { try HookTable.subscribe($0, subscription, sealedSecret: Data(), now: bench.now) }
        }
        #expect(try needs(.all) == ["default": .init(all: true)])
        #expect(try needs(.spaces(["Маркетинг"])) == ["default": .init(named: ["Маркетинг"])])
        #expect(try needs(.spaces([])).isEmpty)
        #expect(try needs(nil).isEmpty)
        // Our own events need nothing of livedigital.
        try hook([.runFailed], nil)
        #expect(try needs(nil).isEmpty)
        try hook([.callStarted], "66d5")
        #expect(try needs(nil) == ["default": .init(named: ["66d5"])])
        // A call is a session, too; those of a job are made by its runs.
        for (index, type) in [EventType.sessionStarted, .sessionFinished, .analyticsReady].enumerated() {
            try hook([type], "calls \(index)")
            try hook([type], "runs", job: "weekly")
        }
        #expect(try needs(nil) == ["default": .init(named: ["66d5", "calls 0", "calls 1", "calls 2"])])
        try bench.database.write { try $0.execute(sql: "DELETE FROM hook WHERE space <> '66d5'") }
        try bench.apply(try JobOpeningTests.job())
        #expect(try needs(nil) == ["default": .init(named: ["66d5", "Space"])])
        let places = [("66d5", "A"), ("77", "Space"), ("88", "B")].map { Place(id: $0.0, name: $0.1, since: .distantPast) }
        #expect(try needs(nil)["default"]?.among(places).map(\.id) == ["66d5", "77"])
        #expect(try needs(.all)["default"]?.among(places).count == 3)
    }
}
