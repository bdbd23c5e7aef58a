import Crypto
import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Orchestration
import Synchronization

/// Tells who asks, by the key of the request.
///
/// A personal token of livedigital is tried once, by `getMe`; its account becomes a stored connection, and from then on the token is known by its
/// SHA-256. Keys that were refused are not tried again for a minute.
final class Authoriser: Sendable {
    private struct State {
        /// Keys that livedigital refused, and when.
        var refused: [Data: ContinuousClock.Instant] = [:]
        /// Tokens of paused connections that were tried again, and when.
        var retried: [Data: ContinuousClock.Instant] = [:]
        /// Tokens that are being tried.
        var trials = 0
    }

    private static let longestKey = 4096
    private static let memory = Duration.seconds(60)
    private static let mostRemembered = 10_000
    private static let mostTrials = 8

    private let owned: OwnedWorkspace
    private let state = Mutex(State())

    init(_ owned: OwnedWorkspace) { self.owned = owned }

    /// The tenant of a key.
    ///
    /// - Throws: a ``Problem``: 401 where the key is missing, unknown, revoked or refused by livedigital; what became of the trial else.
    func tenant(_ text: String?) async throws -> Tenant {
        guard let text, !text.isEmpty, text.utf8.count <= Self.longestKey else { throw Problem(.unauthorized, ProblemText.noKey) }
        let key = AccessKey(text)
        let (entry, isPaused) = try await owned.reader.store.pool.read { db in
            let entry = try AccessKeyTable.fetch(db, key)
            return (entry, try entry.map { try ConnectionTable.pausedReason(db, name: $0.connection) != nil } ?? false)
        }
        if let entry {
            // What paused the connection is a token that was refused: perhaps this very one.
            if isPaused, entry.kind == .token, mayRetry(key) { try await admit(text, key, as: entry.connection) }
            return Tenant(connection: entry.connection, token: entry.kind == .token ? text : nil)
        }
        if text.hasPrefix(AccessKey.prefix) || wasRefused(key) { throw Problem(.unauthorized, ProblemText.wrongKey) }
        if let known = try await storedConnection(of: text) {
            try await owned.carryOut(.addKey(connection: known, digest: key.digest, kind: .token))
            return Tenant(connection: known, token: text)
        }
        return Tenant(connection: try await admit(text, key, as: nil), token: text)
    }

    /// The account of a tenant, asked of livedigital with the very token that was shown; one that is refused is good no more.
    func account(of tenant: Tenant) async throws -> User {
        guard let token = tenant.token else { return try await owned.accounts.client(tenant.connection).getMe() }
        let baseURL = try await owned.reader.connections().first { $0.name == tenant.connection }?.baseURL
        do {
            return try await owned.accounts.client(token: token, baseURL: baseURL).getMe()
        } catch {
            let problem = Problem(error)
            if problem.code == .unauthorized {
                refuse(AccessKey(token))
                try await owned.carryOut(.forgetToken(digest: AccessKey(token).digest))
            }
            throw problem
        }
    }

    /// The connection whose stored token this is.
    private func storedConnection(of text: String) async throws -> String? {
        let key = AccessKey(text)
        if let token = owned.workspace.environmentToken, key.matches(AccessKey(token).digest) { return Connection.defaultName }
        let fingerprint = MasterKey.fingerprint(text)
        let candidates = try await owned.reader.connections().filter { $0.fingerprint == fingerprint }
        for candidate in candidates {
            // The fingerprint is short; only the token itself proves anything.
            let token = try owned.workspace.masterKey().open(candidate.sealedToken, connection: candidate.name, member: "token")
            if key.matches(AccessKey(token).digest) { return candidate.name }
        }
        return nil
    }

    /// Tries a token at livedigital and stores what it proves.
    ///
    /// - Parameter known: the connection that the token belonged to before.
    @discardableResult
    private func admit(_ text: String, _ key: AccessKey, as known: String?) async throws -> String {
        guard begin() else { throw Problem(.rateLimited, ProblemText.tooManyRequests) }
        defer { end() }
        let stored = try await owned.reader.connections()
        let former = stored.first { $0.name == known }
        let user: User
        do {
            user = try await owned.accounts.client(token: text, baseURL: former?.baseURL).getMe()
        } catch  where error.kind == .unauthorized {
            refuse(key)
            if known != nil { try await owned.carryOut(.forgetToken(digest: key.digest)) }
            throw Problem(.unauthorized, ProblemText.wrongKey)
        } catch {
            throw Problem(error)
        }
        let account = user.id ?? user.email
        let name = known ?? stored.first { $0.account != nil && $0.account == account }?.name ?? Self.name(of: account ?? text)
        let existing = stored.first { $0.name == name }
        // Another token of an account that has one is one more key; it takes the other's place only where that one is refused.
        if existing == nil || existing?.pausedReason != nil {
            let sealed = try owned.workspace.makingMasterKey().seal(text, connection: name, member: "token")
            try await owned.carryOut(
                .addConnection(
                    name: name, baseURL: existing?.baseURL, sealedToken: sealed, fingerprint: MasterKey.fingerprint(text),
                    label: user.email ?? user.id, account: account, isAccepted: true))
        }
        try await owned.carryOut(.addKey(connection: name, digest: key.digest, kind: .token))
        return name
    }

    /// The same account always makes the same connection.
    private static func name(of account: String) -> String {
        "account-" + SHA256.hash(data: Data(account.utf8)).prefix(8).map { String(format: "%02x", $0) }.joined()
    }

    private func begin() -> Bool {
        state.withLock { state in
            guard state.trials < Self.mostTrials else { return false }
            state.trials += 1
            return true
        }
    }

    private func end() { state.withLock { $0.trials -= 1 } }

    private func wasRefused(_ key: AccessKey) -> Bool {
        state.withLock { state in state.refused[key.digest].map { .now - $0 < Self.memory } ?? false }
    }

    private func refuse(_ key: AccessKey) {
        state.withLock { state in
            if state.refused.count >= Self.mostRemembered { state.refused = [:] }
            state.refused[key.digest] = .now
        }
    }

    private func mayRetry(_ key: AccessKey) -> Bool {
        state.withLock { state in
            if let last = state.retried[key.digest], .now - last < Self.memory { return false }
            if state.retried.count >= Self.mostRemembered { state.retried = [:] }
            state.retried[key.digest] = .now
            return true
        }
    }
}
