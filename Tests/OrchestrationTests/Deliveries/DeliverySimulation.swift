import Curl
import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Synchronization

@testable import Orchestration

/// What receivers do, and what they were sent.
final class Receivers: HTTPTransport {
    struct Receipt: Equatable {
        var host: String
        var id: String
        var room: String?
        var at: Date
    }

    /// What a receiver answers at an instant; nil lets it hang until the sender gives up.
    typealias Script = @Sendable (_ host: String, _ now: Date) -> (status: Int, headers: [(name: String, value: String)])?

    private let state = Mutex<(receipts: [Receipt], sent: [HTTPRequest])>(([], []))
    private let script: Script
    private let now: @Sendable () -> Date

    init(now: @escaping @Sendable () -> Date, _ script: @escaping Script) {
        self.now = now
        self.script = script
    }

    var receipts: [Receipt] { state.withLock { $0.receipts } }
    var requests: [HTTPRequest] { state.withLock { $0.sent } }

    func ids(_ host: String) -> [String] { receipts.filter { $0.host == host }.map(\.id) }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let host = URLComponents(string: request.url)?.host ?? ""
        let event = request.body.flatMap { try? JSONDecoder().decode(Event.self, from: $0) }
        let id = request.headers.first { $0.name == "webhook-id" }?.value ?? ""
        state.withLock { $0.sent.append(request) }
        guard let answer = script(host, now()) else {
            throw HTTPFailure(code: .timedOut, message: "POST https://\(host)/secret: no whole answer came in time.", requestWasSent: true)
        }
        state.withLock { $0.receipts.append(Receipt(host: host, id: id, room: event?.subject.roomId, at: now())) }
        return HTTPResponse(status: answer.status, headers: answer.headers)
    }
}

/// An instant that a test moves.
final class VirtualTime: Sendable {
    private let instant = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    var now: Date {
        get { instant.withLock { $0 } }
        set { instant.withLock { $0 = newValue } }
    }
}

/// Deliveries in virtual time: the journal and the performer of the service, driven by one loop that may lose the process at any step.
final class DeliverySimulation {
    let database: DatabaseQueue
    let receivers: Receivers
    let time = VirtualTime()
    private let key: MasterKey
    private var performer: DeliveryPerformer
    private var journal: ServiceJournal
    private var boots = 1
    /// Whether the process is killed now: between a call and the record of its outcome.
    var killsNow: () -> Bool = { false }

    init(_ script: @escaping Receivers.Script) throws {
        let time = time
        database = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        Workspace.registerMigrations(in: &migrator)
        try migrator.migrate(database)
        let key = try MasterKey.load(
            file: "", environment: [MasterKey.environmentVariable: Data(repeating: 7, count: 32).base64EncodedString()])
        self.key = key
        receivers = Receivers(now: { time.now }, script)
        performer = Self.performer(receivers, database, key, time)
        journal = Self.journal(1)
    }

    private static func performer(_ receivers: Receivers, _ database: DatabaseQueue, _ key: MasterKey, _ time: VirtualTime) -> DeliveryPerformer {
        DeliveryPerformer(transport: receivers, pool: database, masterKey: { key }, allowsPrivate: false, now: { time.now })
    }

    private static func journal(_ boot: Int) -> ServiceJournal {
        ServiceJournal(
            settle: .seconds(60), boot: "boot \(boot)", random: { 0.5 },
            onEnding: { journal, db, key, flow, ending, now in try journal.noteEnding(db, key: key, flow: flow, ending: ending, now: now) })
    }

    @discardableResult
    func subscribe(_ host: String, events: [EventType] = [.callStarted, .callFinished], form: Hook.Form = .standard) throws -> (Hook, HookSecret) {
        let secret = HookSecret()
        let sealed = try secret.sealed(by: key, connection: "default")
        let subscription = HookSubscription(connection: "default", url: "https://\(host)/secret", events: events, form: form)
        let hook = try database.write { try HookTable.subscribe($0, subscription, sealedSecret: sealed, now: time.now).hook }
        return (hook, secret)
    }

    /// Something happens in a room.
    @discardableResult
    func happen(_ type: EventType, in room: String, call: String) throws -> String {
        var subject = Event.Subject()
        (subject.spaceId, subject.roomId, subject.callId) = ("s", room, call)
        let event = Event(type, key: call, at: time.now, connection: "default", subject: subject)
        try change { try $0.announce(event, $1, now: $2) }
        return event.id
    }

    func change(_ body: (ServiceJournal, Database, Date) throws -> Void) throws { try database.write { try body(journal, $0, time.now) } }

    private func write<Value>(_ body: (Database) throws -> Value) throws -> Value { try database.write(body) }

    /// Works on everything that falls due until an instant.
    func run(until end: Date) async throws {
        while true {
            let lanes = try await database.read { try String.fetchAll($0, sql: "SELECT DISTINCT lane FROM flow WHERE due_ms IS NOT NULL") }
            let now = time.now
            let claim = try write { try journal.claim($0, lanes.map { Vacancy(lane: $0, places: 2) }, now: now) }
            for work in claim.work { try await carryOut(work) }
            guard claim.work.isEmpty else { continue }
            guard let next = claim.nextDue, next <= end else { return time.now = end }
            time.now = max(next, now)
        }
    }

    private func carryOut(_ first: Work<ServiceFlow>) async throws {
        var next: Work<ServiceFlow>? = first
        while let work = next {
            let result = await perform(work)
            if killsNow() {
                // A new process knows only what is on the disk.
                boots += 1
                journal = Self.journal(boots)
                performer = Self.performer(receivers, database, key, time)
                try write { try journal.takeOver($0, now: time.now) }
                return
            }
            do {
                next = try write { try journal.record($0, work, .performed(result), now: time.now) }
            } catch is LostOwnership {
                return
            }
        }
    }

    private func perform(_ work: Work<ServiceFlow>) async -> Performance<ServiceAnswer> {
        guard case .delivery(let call) = work.call else { return .refused(Failure(code: "none", message: "no delivery")) }
        let context = CallContext(runKey: "", step: "deliver", lane: "", notBefore: time.now) { _, _ in [] }
        return await performer.perform(call, context).map(ServiceAnswer.delivery)
    }

    func deliveries(_ hook: Hook) throws -> [Delivery] {
        try database.read { try DeliveryTable.fetch($0, hook: hook.id, limit: 200).items }
    }

    func hook(_ id: String) throws -> Hook? { try database.read { try HookTable.fetch($0, id: id) } }
}
