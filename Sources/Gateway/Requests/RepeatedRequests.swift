import Crypto
import DurableFlow
import Foundation
import GRDB
import Orchestration
import Synchronization

/// Answers a request that is repeated as it was answered before, and does nothing twice.
///
/// A request is known by its `Idempotency-Key` for 24 hours. Without one, an identical request counts as the same one only while the first is being
/// answered, or its run is not settled, or its answer could not be given to the client. What a killed process was answering is taken over by whoever
/// repeats it.
final class RepeatedRequests: Sendable {
    /// Called once the answer was sent, with whether the client took it.
    typealias Settlement = @Sendable (_ isDelivered: Bool) async -> Void

    private static let lifetime: TimeInterval = 86_400
    /// Says of an answer, a refusal included, that it is that of an earlier request.
    static let replayedHeader = "Idempotent-Replayed"

    private let owned: OwnedWorkspace
    private let masterKey: MasterKey
    /// Who is answering in this process.
    private let holders = Mutex<Set<String>>([])

    init(_ owned: OwnedWorkspace, masterKey: MasterKey) {
        self.owned = owned
        self.masterKey = masterKey
    }

    private enum Beginning: Sendable {
        case go(run: String?)
        case replay(run: String)
        case stored(Data)
        case reused
        case busy
    }

    /// Carries a request out, unless it was before.
    func answer(_ call: Call, _ services: GatewayServices) async throws -> (Answer, Settlement?) {
        let name = try Self.name(of: call)
        let holder = call.requestId
        holders.withLock { _ = $0.insert(holder) }
        defer { holders.withLock { _ = $0.remove(holder) } }
        switch try await begin(call, name, holder) {
        case .reused: throw Problem(.idempotencyKeyReused, ProblemText.keyReused)
        case .busy: throw Problem(.requestInProgress, ProblemText.inProgress)
        case .stored(let sealed): return (try replayed(open(sealed, call.connection)), settlement(call, name))
        case .replay(let run):
            var repeated = call
            repeated.repetition = Repetition(connection: call.connection, key: name.key, run: run, isAnswered: true)
            do {
                return (replayed(try await call.route.handle(repeated, services)), settlement(call, name))
            } catch var refusal as Problem {
                refusal.headers[Self.replayedHeader] = "true"
                throw refusal
            }
        case .go(let run):
            var first = call
            first.repetition = Repetition(connection: call.connection, key: name.key, run: run)
            do {
                let answer = try await call.route.handle(first, services)
                try await finish(call, name, answer)
                return (answer, settlement(call, name))
            } catch {
                try await abandon(call, name, isWithdrawn: (error as? Problem)?.isWithdrawn ?? false)
                throw error
            }
        }
    }

    /// How a request is known.
    private struct Name: Sendable {
        var key: String
        var digest: Data
        /// The client gave no key.
        var isImplicit: Bool
    }

    private static func name(of call: Call) throws(Problem) -> Name {
        let query = call.query.members.filter { $0.key != "wait" }
        let content: JSON = ["operation": .string(call.route.name), "path": .object(call.path.mapValues(JSON.string)), "query": .object(query)]
        let body = JSON.object(call.document.merging(call.body.members) { $1 })
        let digest = Data(SHA256.hash(data: content.json + body.json))
        guard let key = call.header("Idempotency-Key"), !key.isEmpty else {
            return Name(key: "body:" + digest.base64EncodedString(), digest: digest, isImplicit: true)
        }
        guard key.utf8.count <= 255 else {
            throw Problem([Problem.Field(field: "Idempotency-Key", code: "wrong_length", message: ProblemText.notLength(1...255, key.utf8.count))])
        }
        return Name(key: "key:" + key, digest: digest, isImplicit: false)
    }

    private func begin(_ call: Call, _ name: Name, _ holder: String) async throws -> Beginning {
        let connection = call.connection
        return try await owned.engine.change { [self] _, db, now in
            try RequestTable.sweep(db, now: now)
            let known = try RequestTable.fetch(db, connection: connection, key: name.key)
            if var request = known, request.expiresAt.map({ $0 > now }) ?? true {
                guard request.digest == name.digest else { return .reused }
                if let run = request.run, try Self.wasCancelledInVain(db, run) { request.run = nil }
                if let former = request.holder {
                    // Looked at here and now: who wrote its name into the row is among them, or gone.
                    if holders.withLock({ $0.contains(former) }) { return .busy }
                    // Whoever was answering it is gone; what it made is kept.
                    request.holder = holder
                    try RequestTable.put(db, request)
                    return .go(run: request.run)
                }
                let isOver = try name.isImplicit && request.isDelivered && request.run.map { try Self.isSettled(db, $0) } ?? true
                if !isOver {
                    if let run = request.run { return .replay(run: run) }
                    if let answer = request.answer { return .stored(answer) }
                }
            }
            let request = StoredRequest(
                key: name.key, connection: connection, digest: name.digest, holder: holder, expiresAt: now.addingTimeInterval(Self.lifetime))
            try RequestTable.put(db, request)
            return .go(run: nil)
        }
    }

    /// Whether the run of an action was cancelled, or is being so, before it had brought anything about: no answer to whoever asks for it again.
    private static func wasCancelledInVain(_ db: Database, _ run: String) throws -> Bool {
        guard RunKey.job(of: run) == RunKey.command, let record = try RunRecord.fetch(db, key: run) else { return false }
        let standing = try record.standing(ServiceFlow(record).autowebinar)
        if standing == .undecided { throw CancellationUndecided(run: run) }
        return standing == .inVain && (record.state == .cancelled || record.isCancelRequested)
    }

    private static func isSettled(_ db: Database, _ run: String) throws -> Bool {
        guard let record = try RunRecord.fetch(db, key: run) else { return true }
        return RunView(record).isSettled
    }

    /// Forgets a request that was refused, unless it made a run: that of a key is kept, and otherwise one that is under way.
    ///
    /// - Parameter isWithdrawn: its run was taken back, so whoever repeats the request asks for another.
    private func abandon(_ call: Call, _ name: Name, isWithdrawn: Bool) async throws {
        let connection = call.connection
        try await owned.engine.change { _, db, _ in
            guard var request = try RequestTable.fetch(db, connection: connection, key: name.key) else { return }
            let isKept = try !isWithdrawn && request.run.map { try !name.isImplicit || !Self.isSettled(db, $0) } ?? false
            guard isKept else { return try RequestTable.remove(db, connection: connection, key: name.key) }
            request.holder = nil
            try RequestTable.put(db, request)
        }
    }

    /// Keeps the answer for whoever repeats the request.
    private func finish(_ call: Call, _ name: Name, _ answer: Answer) async throws {
        let sealed = try seal(answer, call.connection)
        let connection = call.connection
        try await owned.engine.change { _, db, _ in
            guard var request = try RequestTable.fetch(db, connection: connection, key: name.key) else { return }
            request.holder = nil
            if request.run == nil { request.answer = sealed }
            try RequestTable.put(db, request)
        }
    }

    private func settlement(_ call: Call, _ name: Name) -> Settlement? {
        guard name.isImplicit else { return nil }
        let (owned, connection) = (owned, call.connection)
        return { isDelivered in
            guard isDelivered else { return }
            _ = try? await owned.engine.change { _, db, _ in
                guard var request = try RequestTable.fetch(db, connection: connection, key: name.key), request.holder == nil else { return }
                if try request.run.map({ try Self.isSettled(db, $0) }) ?? true {
                    return try RequestTable.remove(db, connection: connection, key: name.key)
                }
                request.isDelivered = true
                try RequestTable.put(db, request)
            }
        }
    }

    private func replayed(_ answer: Answer) -> Answer {
        var answer = answer
        answer.headers[Self.replayedHeader] = "true"
        return answer
    }

    private struct Kept: Codable {
        var status: Int
        var headers: [String: String]
        var type: String?
        var body: Data
    }

    private func seal(_ answer: Answer, _ connection: String) throws -> Data {
        var kept = Kept(status: answer.status, headers: answer.headers, body: Data())
        if case .bytes(let data, let type) = answer.content { (kept.type, kept.body) = (type, data) }
        return try masterKey.seal(String(decoding: try JSONEncoder().encode(kept), as: UTF8.self), connection: connection, member: "answer")
    }

    private func open(_ sealed: Data, _ connection: String) throws -> Answer {
        let kept = try JSONDecoder().decode(Kept.self, from: Data(try masterKey.open(sealed, connection: connection, member: "answer").utf8))
        return Answer(status: kept.status, headers: kept.headers, content: kept.type.map { .bytes(kept.body, type: $0) } ?? .none)
    }
}
