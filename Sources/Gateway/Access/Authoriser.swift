import Crypto
import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Logging
import Orchestration
import Synchronization

/// Tells who asks, by the key of the request.
///
/// A personal token of livedigital is tried once, by `getMe`; its account becomes a stored connection, and from then on the token is known by its
/// SHA-256. What it proves, it proves about the address where it was tried: it never acts for a connection that livedigital has elsewhere. Keys that
/// were refused are not tried again for a minute.
final class Authoriser: Sendable {
    private struct State {
        /// Keys that livedigital refused, and when.
        var refused: [Data: ContinuousClock.Instant] = [:]
        /// Tokens of paused connections, and such connections by their names, that were tried again, and when.
        var retried: [Data: ContinuousClock.Instant] = [:]
        /// Tokens that are being tried.
        var trials = 0
    }

    private static let longestKey = 4096
    private static let memory = Duration.seconds(60)
    /// The shortest time between two trials of a connection that is paused.
    private static let retryInterval = Duration.seconds(5)
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
        // No key has other characters, and a header must not have them.
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { throw Problem(.unauthorized, ProblemText.wrongKey) }
        let key = AccessKey(text)
        var known = try await owned.reader.store.pool.read { try AccessKeyTable.fetch($0, key) }
        // The token of the environment takes the place of the stored one, and perhaps the account of another: those that were of the stored are not its.
        if let entry = known, entry.kind == .token, isOverridden(entry.connection), environmentKey?.digest != key.digest { known = nil }
        let tenant: Tenant
        if let known {
            tenant = Tenant(connection: known.connection, token: known.kind == .token ? text : nil)
        } else {
            if text.hasPrefix(AccessKey.prefix) || wasRefused(key) { throw Problem(.unauthorized, ProblemText.wrongKey) }
            guard let stored = try await storedConnection(of: text) else {
                return Tenant(connection: try await admit(text, key, as: nil), token: text)
            }
            try await owned.carryOut(.addKey(connection: stored, digest: key.digest, kind: .token))
            tenant = Tenant(connection: stored, token: text)
        }
        if try await owned.reader.pausedReason(ofConnection: tenant.connection) != nil {
            // What paused the connection is a token that was refused: perhaps this very one.
            if tenant.token == nil {
                try await reopen(tenant.connection)
            } else if mayRetry(key) {
                try await admit(text, key, as: tenant.connection)
            }
        }
        return tenant
    }

    /// Lets the runs of a paused connection go on where its own token works again; whatever else becomes of the trial changes nothing.
    private func reopen(_ connection: String) async throws {
        guard mayRetry(AccessKey(connection)), begin() else { return }
        defer { end() }
        guard let client = try? await owned.accounts.client(connection), (try? await client.getMe()) != nil else { return }
        try await owned.carryOut(.openConnection(name: connection))
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

    private var environmentKey: AccessKey? { owned.workspace.environmentToken.map(AccessKey.init) }

    /// Whether a connection acts with the token of the environment, whatever is stored with it.
    private func isOverridden(_ connection: String) -> Bool { connection == Connection.defaultName && environmentKey != nil }

    /// The connection whose stored token this is.
    private func storedConnection(of text: String) async throws -> String? {
        let key = AccessKey(text)
        if let environmentKey, key.matches(environmentKey.digest) { return Connection.defaultName }
        let fingerprint = MasterKey.fingerprint(text)
        let candidates = try await owned.reader.connections().filter { $0.fingerprint == fingerprint && !isOverridden($0.name) }
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
            owned.workspace.logger.warning("a key could not be tried", metadata: ["error": "\(error)"])
            throw Self.untold(error)
        }
        let account = user.id ?? user.email
        // What livedigital says at one address says nothing about the accounts that it has at another.
        let address = owned.accounts.address(former?.baseURL)
        let own = stored.first {
            $0.account != nil && $0.account == account && owned.accounts.address($0.baseURL) == address && !isOverridden($0.name)
        }?.name
        let name = known ?? own ?? Self.name(of: account ?? text, at: address, besides: Set(stored.map(\.name)))
        let existing = stored.first { $0.name == name }
        // Another token of an account that has one is one more key; it takes the other's place only where that one is refused.
        if existing == nil || existing?.pausedReason != nil {
            let sealed = try owned.workspace.makingMasterKey().seal(text, connection: name, member: "token")
            try await owned.carryOut(
                .addConnection(
                    // The token belongs to the account that it was tried at, wherever the configuration leads later.
                    name: name, baseURL: address, sealedToken: sealed, fingerprint: MasterKey.fingerprint(text),
                    label: user.email ?? user.id, account: account, isAccepted: true))
        }
        try await owned.carryOut(.addKey(connection: name, digest: key.digest, kind: .token))
        return name
    }

    /// The same account at the same address always makes the same connection.
    ///
    /// - Parameter taken: names of connections that are not the account's.
    private static func name(of account: String, at address: String, besides taken: Set<String>) -> String {
        let digest = SHA256.hash(data: Data("\(address)\0\(account)".utf8)).hexadecimal
        let name = "account-\(digest.prefix(16))"
        return taken.contains(name) ? "account-\(digest.prefix(48))" : name
    }

    /// The failure of a trial as somebody may be told of it who has proved nothing yet: without the address that was asked.
    private static func untold(_ error: LivedigitalError) -> Problem {
        var problem = Problem(error)
        problem.detail = ProblemText.untried(as: problem.code)
        return problem
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
            if let last = state.retried[key.digest], .now - last < Self.retryInterval { return false }
            if state.retried.count >= Self.mostRemembered { state.retried = [:] }
            state.retried[key.digest] = .now
            return true
        }
    }
}
