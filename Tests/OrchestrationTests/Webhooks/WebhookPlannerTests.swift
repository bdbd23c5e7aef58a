import DurableFlow
import Foundation
import GRDB
import Testing

@testable import Orchestration

@Suite("who needs which webhook", .timeLimit(.minutes(5)))
struct WebhookPlannerTests {
    private let planner = WebhookPlanner(publicURL: "https://hooks.example.com")
    private let none = WebhookAnswer.shown(url: nil, isActive: nil, holder: nil)

    private func runs(_ bench: PlanningBench) throws -> [String] {
        try bench.database.read { try String.fetchAll($0, sql: "SELECT key FROM flow WHERE kind = 'webhook' ORDER BY id") }
    }

    private func advance(_ bench: PlanningBench, _ needed: [String: Set<String>], by planner: WebhookPlanner? = nil) throws {
        _ = try bench.database.write { try (planner ?? self.planner).advance($0, bench.journal, needed: needed, now: bench.now) }
    }

    /// What the latest run of a space brought about, as if it had ended.
    private func end(_ bench: PlanningBench, _ space: String = "s", _ answers: WebhookAnswer...) throws {
        try bench.database.write { db in
            let record = try #require(try RunRecord.fetch(db, prefix: "webhook/default/\(space)/").first)
            guard case .webhook(var flow) = try ServiceFlow(record) else { return }
            for answer in answers { flow.receive(.answered(answer, how: .performed), at: bench.now) }
            try WebhookTable.end(db, flow, bench.journal, now: bench.now)
        }
    }

    private func webhook(_ bench: PlanningBench) throws -> SpaceWebhook? {
        try bench.database.read { try WebhookTable.fetch($0, connection: "default", space: "s") }
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
        func put(_ connection: String, _ space: String, _ state: SpaceWebhook.State, url: String? = nil, leadsTo foreignURL: String? = nil) throws {
            var webhook = SpaceWebhook(connection: connection, spaceId: space)
            (webhook.state, webhook.url, webhook.foreignURL) = (state, url, foreignURL)
            try bench.database.write { try WebhookTable.put($0, webhook) }
        }
        try put("default", "s", .active, url: "https://hooks.example.com/v1/ingest/one")
        try put("school", "s", .foreign, url: "https://hooks.example.com/v1/ingest/two", leadsTo: "https://hooks.example.com/v1/ingest/one")
        #expect(try unserved() == [])
        try put("school", "t", .foreign, leadsTo: "https://elsewhere.example.com/hook")
        try put("school", "u", .refused)
        #expect(try unserved() == ["school t", "school u"])
        try put("default", "s", .refused, url: "https://hooks.example.com/v1/ingest/one")
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

    private func ask(_ bench: PlanningBench, _ goal: WebhookFlow.Goal, by planner: WebhookPlanner? = nil) throws -> String {
        try bench.database.write {
            try (planner ?? self.planner).ask($0, bench.journal, goal, connection: "default", space: "s", now: bench.now)
        }
    }

    /// The journal's own end of the latest run, as far as it matters here.
    private func finish(_ bench: PlanningBench) throws {
        try bench.database.write { try $0.execute(sql: "UPDATE flow SET state = 5, due_ms = NULL") }
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
        try finish(bench)
        try advance(bench, ["default": []])
        #expect(try runs(bench) == [run])
        let needs = try bench.database.read { try WatchedSpaces(watch: nil).needs($0, environment: "default") }
        #expect(needs == ["default": .init(named: ["s"])])

        let url = try #require(try webhook(bench)?.url)
        #expect(try ask(bench, .remove) != run)
        try end(bench, "s", .shown(url: url, isActive: true, holder: nil), .deleted)
        try finish(bench)
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
        try finish(bench)
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
    }

    @Test("one whose making failed or was cancelled half-way is no longer trusted with the secret of the one before")
    func halfMade() throws {
        let bench = try PlanningBench("2026-12-01T10:00:00Z")
        try advance(bench, ["default": ["s"]])
        try end(bench, "s", none, .created(secret: Data("x".utf8)))
        let opaque = try #require(try webhook(bench)?.opaque)
        func secrets() throws -> [Data] { try bench.database.read { try WebhookTable.secrets($0, opaque: opaque) } }
        #expect(try secrets() == [Data("x".utf8)])
        bench.now += 86_401
        try advance(bench, ["default": ["s"]])
        try bench.database.write { db in
            let record = try #require(try RunRecord.fetch(db, prefix: "webhook/default/s/").first)
            guard case .webhook(var flow) = try ServiceFlow(record) else { return }
            flow.receive(.answered(none, how: .performed), at: bench.now)
            flow.cancel(at: bench.now)
            try WebhookTable.end(db, flow, bench.journal, now: bench.now)
        }
        #expect(try secrets().isEmpty)
        #expect(try webhook(bench)?.state == .refused)
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
        func hook(_ events: [EventType], _ space: String?) throws {
            let subscription = HookSubscription(connection: "default", url: "https://a.example.com/", events: events, spaceId: space)
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
        try bench.apply(try JobOpeningTests.job())
        #expect(try needs(nil) == ["default": .init(named: ["66d5", "Space"])])
        let places = [("66d5", "A"), ("77", "Space"), ("88", "B")].map { Place(id: $0.0, name: $0.1, since: .distantPast) }
        #expect(try needs(nil)["default"]?.among(places).map(\.id) == ["66d5", "77"])
        #expect(try needs(.all)["default"]?.among(places).count == 3)
    }
}
