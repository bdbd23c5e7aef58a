import Foundation
import GRDB
import LivedigitalAPI
import Synchronization
import Testing

@testable import DurableFlow
@testable import Orchestration

/// A database on the disk with a webhook whose secret is `test-secret`, and the service that takes its messages in.
final class IngestPlace: Sendable {
    let folder: URL
    let store: Store
    let writer: Writer
    let ingest: IngestService
    let key: MasterKey
    let now = Date(timeIntervalSince1970: 1_800_000_000)

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ingest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let key = try MasterKey.make(file: folder.appending(path: "key").path, environment: [:])
        self.key = key
        store = try Store.open(path: folder.appending(path: "events.sqlite").path, synchronous: .full) { Workspace.registerMigrations(in: &$0) }
        writer = Writer(store)
        ingest = IngestService(store: store, writer: writer, masterKey: { key })
        try await setSecret("test-secret")
    }

    deinit {
        writer.close()
        try? FileManager.default.removeItem(at: folder)
    }

    static let url = "https://hooks.example.com/v1/ingest/opaque"

    /// Another connection found a webhook at a space that it needs the events of.
    func find(_ url: String, connection: String, space: String = "s", state: SpaceWebhook.State = .foreign) async throws {
        var webhook = SpaceWebhook(connection: connection, spaceId: space)
        (webhook.state, webhook.foreignURL) = (state, url)
        let found = webhook
        try await writer.write { db in try WebhookTable.put(db, found) }
    }

    func setSecret(_ secret: String) async throws {
        let sealed = try key.seal(secret, connection: "default", member: SpaceWebhook.secretMember)
        try await writer.write { db in
            try WebhookTable.put(
                db,
                SpaceWebhook(
                    connection: "default", spaceId: "s", opaque: "opaque", url: Self.url, state: .active, note: nil, foreignURL: nil,
                    takesOver: false,
                    checkedAt: nil))
            try WebhookTable.setSecret(db, connection: "default", space: "s", sealed: sealed)
        }
    }

    static func message(_ body: String, secret: String = "test-secret") -> Data {
        Data(#"{"signature":"\#(WebhookMessageTests.sign(body, secret))","body":\#(body)}"#.utf8)
    }

    func take(_ body: String, secret: String = "test-secret", after seconds: TimeInterval = 0) async throws -> IngestService.Answer {
        try await ingest.ingest(Self.message(body, secret: secret), opaque: "opaque", now: now.addingTimeInterval(seconds))
    }

    var kept: [String] { get throws { try store.pool.read { try String.fetchAll($0, sql: "SELECT body FROM ingested ORDER BY number") } } }
    var doubt: String? { get throws { try store.pool.read { try WebhookTable.fetch($0, opaque: "opaque")?.doubt } } }
    var complaints: [String] { get throws { try store.pool.read { try String.fetchAll($0, sql: "SELECT what FROM audit WHERE actor = 'webhook'") } } }
}

@Suite("taking in webhooks", .timeLimit(.minutes(5)))
struct IngestServiceTests {
    private static let started = #"{"eventName":"call_started","roomId":"r","spaceId":"s","callId":"c"}"#

    @Test("a signed message is on the disk before it is answered; an unknown name, too")
    func kept() async throws {
        let place = try await IngestPlace()
        #expect(try await place.take(Self.started) == .kept(isNew: true))
        let unknown = #"{"eventName":"room_painted","roomId":"r","colour":"blue"}"#
        #expect(try await place.take(unknown) == .kept(isNew: true))
        let other = try #require(try Store.openForReading(path: place.store.path))
        #expect(try await other.pool.read { try String.fetchAll($0, sql: "SELECT body FROM ingested ORDER BY number") } == [Self.started, unknown])
    }

    @Test("the same event a thousand times, all at once and in both orders of its members, is one")
    func repeated() async throws {
        let place = try await IngestPlace()
        let reordered = #"{"callId":"c","spaceId":"s","roomId":"r","eventName":"call_started"}"#
        let answers = try await withThrowingTaskGroup(of: IngestService.Answer.self) { group in
            for number in 0..<1000 { group.addTask { try await place.take(number % 2 == 0 ? Self.started : reordered, after: Double(number)) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0 == .kept(isNew: true) } == 1)
        #expect(answers.count { $0 == .kept(isNew: false) } == 999)
        #expect(try place.kept.count == 1)
    }

    @Test("without an id there is one event of a name and room in ten minutes")
    func nameless() async throws {
        let place = try await IngestPlace()
        let (started, finished) = (#"{"eventName":"call_started","roomId":"r"}"#, #"{"eventName":"call_finished","roomId":"r"}"#)
        #expect(try await place.take(started) == .kept(isNew: true))
        #expect(try await place.take(started, after: 599) == .kept(isNew: false))
        #expect(try await place.take(finished, after: 599) == .kept(isNew: true))
        #expect(try await place.take(#"{"eventName":"call_started","roomId":"q"}"#, after: 1) == .kept(isNew: true))
        #expect(try await place.take(started, after: 601) == .kept(isNew: true))
        // A recording is known by its own id.
        let record = #"{"eventName":"record_finished","roomId":"r","recordId":"1"}"#
        #expect(try await place.take(record) == .kept(isNew: true))
        #expect(try await place.take(record.replacing("\"1\"", with: "\"2\"")) == .kept(isNew: true))
        #expect(try await place.take(record, after: 5000) == .kept(isNew: false))
    }

    @Test("a forged message is refused with a line in the audit, one a second at most; an address that is none of ours leaves nothing")
    func forged() async throws {
        let place = try await IngestPlace()
        for second in [0, 0.1, 0.2, 1.5] { #expect(try await place.take(Self.started, secret: "guessed", after: second) == .badSignature) }
        #expect(try await place.ingest.ingest(Data("{}".utf8), opaque: "opaque", now: place.now.addingTimeInterval(5)) == .badSignature)
        #expect(try await place.ingest.ingest(IngestPlace.message(Self.started), opaque: "elsewhere", now: place.now) == .unknownAddress)
        #expect(try place.kept.isEmpty)
        #expect(
            try place.complaints == [
                "refused a message to /v1/ingest/opaque…: a signature that does not fit",
                "refused a message to /v1/ingest/opaque…: a signature that does not fit",
                "refused a message to /v1/ingest/opaque…: no message of livedigital's, or no signature",
            ])
        #expect(try place.doubt != nil)
    }

    @Test("another connection that found our webhook at its space is told, too; no other is, and of no other space")
    func shared() async throws {
        let place = try await IngestPlace()
        try await place.find(IngestPlace.url, connection: "second")
        // It was shown before our address changed.
        try await place.find("http://former.example.com/v1/ingest/opaque", connection: "looking", state: .pending)
        try await place.find(IngestPlace.url, connection: "own", state: .active)
        try await place.find(IngestPlace.url, connection: "refused", state: .refused)
        try await place.find(IngestPlace.url, connection: "elsewhere", space: "t")
        try await place.find("https://crm.example.com/", connection: "stranger")
        func told() throws -> [String] {
            try place.store.pool.read { try String.fetchAll($0, sql: "SELECT connection FROM ingested ORDER BY connection") }
        }
        #expect(try await place.take(Self.started, secret: "guessed") == .badSignature)
        #expect(try told().isEmpty)
        #expect(try await place.take(Self.started) == .kept(isNew: true))
        #expect(try await place.take(Self.started) == .kept(isNew: false))
        #expect(try told() == ["default", "looking", "second"])
        #expect(try await place.take(Self.started.replacing("\"s\"", with: "\"t\"")) == .kept(isNew: true))
        #expect(try told() == ["default", "default", "looking", "second"])
    }

    @Test("after a refresh the new secret is right at once, and the one before still is for what was on its way")
    func refreshed() async throws {
        let place = try await IngestPlace()
        #expect(try await place.take(Self.started) == .kept(isNew: true))
        try await place.setSecret("another")
        let second = Self.started.replacing("\"c\"", with: "\"d\"")
        #expect(try await place.take(second, secret: "another", after: 2) == .kept(isNew: true))
        #expect(try await place.take(second, after: 3) == .kept(isNew: false))
        try await place.setSecret("a third")
        #expect(try await place.take(second, after: 60) == .badSignature)
    }

    @Test("what is no message, or is signed as it should be, casts no doubt on the secret")
    func undoubted() async throws {
        let place = try await IngestPlace()
        #expect(try await place.ingest.ingest(Data("{}".utf8), opaque: "opaque", now: place.now) == .badSignature)
        #expect(try await place.take(Self.started, after: 5) == .kept(isNew: true))
        #expect(try place.doubt == nil)
    }

    @Test("a webhook whose secret is not known yet takes nothing")
    func withoutSecret() async throws {
        let place = try await IngestPlace()
        try await place.writer.write { try $0.execute(sql: "UPDATE webhook SET secret = NULL, former_secret = NULL") }
        #expect(try await place.take(Self.started, secret: "") == .badSignature)
    }

    @Test(
        "while a webhook is made, what its secret to come has signed is asked for again, and is kept at once when the secret is there; else it is refused"
    )
    func secretAwaited() async throws {
        let place = try await IngestPlace()
        let (journal, planner) = (
            ServiceJournal(settle: .seconds(60), boot: "test", random: { 0.5 }), WebhookPlanner(publicURL: "https://a.example.com")
        )
        func begin() async throws {
            _ = try await place.writer.write { try planner.ask($0, journal, .own, connection: "default", space: "s", now: place.now) }
        }
        // It is looked at only, and its secret is known.
        try await begin()
        #expect(try await place.take(Self.started, secret: "to come") == .badSignature)
        try await place.writer.write { db in
            try db.execute(sql: "UPDATE flow SET state = 5, due_ms = NULL")
        }
        // It was refused meanwhile, so that its secret is doubted.
        try await begin()
        #expect(try await place.take(Self.started, secret: "to come") == .notVerifiableYet)
        #expect(try await place.take(Self.started, secret: "") == .notVerifiableYet)
        #expect(try await place.ingest.ingest(Data("{}".utf8), opaque: "opaque", now: place.now) == .badSignature)
        try await place.setSecret("to come")
        #expect(try await place.take(Self.started, secret: "to come") == .kept(isNew: true))
        try await place.writer.write { try $0.execute(sql: "UPDATE flow SET state = 5, due_ms = NULL") }
        #expect(try await place.take(Self.started, secret: "guessed") == .badSignature)
        #expect(try place.kept == [Self.started])
    }

    @Test("messages that come at once are kept in few commits, and no look goes through the table")
    func pace() async throws {
        let place = try await IngestPlace()
        let before = place.writer.commits
        let (begun, started) = AsyncStream<Void>.makeStream()
        let gate = DispatchSemaphore(value: 0)
        // The disk is slow for so long that all of them wait.
        async let held: Void = place.writer.write { _ in
            started.yield()
            gate.wait()
        }
        for await _ in begun { break }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<1000 {
                group.addTask { _ = try await place.take(#"{"eventName":"call_started","roomId":"r","spaceId":"s","callId":"\#(number)"}"#) }
            }
            group.addTask {
                while place.writer.waiting < 1000 { try await Task.sleep(for: .milliseconds(5)) }
                gate.signal()
            }
            try await group.waitForAll()
        }
        try await held
        #expect(try place.kept.count == 1000)
        #expect(place.writer.commits - before <= 5)
        let plan = try await place.store.pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    EXPLAIN QUERY PLAN SELECT 1 FROM ingested WHERE connection = '' AND room IS '' AND name = '' AND received_ms > 0
                      AND received_ms <= 1 AND call IS NULL AND record IS NULL LIMIT 1
                    """
            ).map { $0["detail"] as String }
        }
        #expect(plan.allSatisfy { $0.contains("USING COVERING INDEX ingested_nameless") || $0.contains("USING INDEX ingested_nameless") }, "\(plan)")
    }
}
