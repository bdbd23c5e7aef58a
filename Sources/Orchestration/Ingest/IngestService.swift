package import DurableFlow
package import Foundation
import GRDB
import Logging
import Synchronization

/// Takes in what livedigital's webhooks post: verified, kept durably, and only then answered. What it means is worked out afterwards.
package final class IngestService: Sendable {
    /// What is to be answered.
    package enum Answer: Sendable, Equatable {
        /// It is kept and survives a power cut; false where it had come before. Answer 200.
        case kept(isNew: Bool)
        /// We have no such address. Answer 404.
        case unknownAddress
        /// It is not signed with the secret of this webhook, or is no message of livedigital's at all. Answer 401.
        case badSignature
        /// It may be signed with a secret that we are about to learn. Answer 503: livedigital posts it again.
        case notVerifiableYet
    }

    /// What verifies the messages of one address.
    private struct Keys {
        var webhook: SpaceWebhook
        /// The other connections that need the space's events and found this webhook there, with tokens of their own.
        var sharers: [String]
        var secrets: [String]
        /// Its messages may be signed with another secret, which a run is about to bring.
        var isSecretAwaited: Bool
        var readAt: Date
    }

    private let pool: any DatabaseReader
    private let writer: Writer
    private let masterKey: @Sendable () throws -> MasterKey
    private let onNew: @Sendable () -> Void
    private let keys = Mutex<[String: Keys]>([:])
    private let lastComplaint = Mutex<[String: Date]>([:])

    /// After so long an address is read again; at once where a signature does not fit.
    private static let memory: TimeInterval = 30
    /// A message that is refused leaves a line in the audit at most that often.
    private static let patience: TimeInterval = 1

    /// - Parameter onNew: called after each message that is new is kept; it must not block.
    package init(
        store: Store, writer: Writer, masterKey: @escaping @Sendable () throws -> MasterKey,
        onNew: @escaping @Sendable () -> Void = {}
    ) {
        pool = store.pool
        self.writer = writer
        self.masterKey = masterKey
        self.onNew = onNew
    }

    /// Verifies a message and keeps it, once however often and at whatever time it comes.
    ///
    /// All that come at once are kept in one commit. When it throws, nothing is kept, and livedigital is to be answered 503 so that it tries again.
    /// - Parameters:
    ///   - raw: the body of the request, untouched.
    ///   - opaque: the last part of the address that it was posted to.
    package func ingest(_ raw: Data, opaque: String, now: Date) async throws -> Answer {
        guard var keys = try await remembered(opaque, now: now) else { return .unknownAddress }
        guard let message = WebhookMessage(raw) else { return try await complain(opaque, "no message of livedigital's, or no signature", now: now) }
        if !keys.secrets.contains(where: message.isSigned) {
            // The secret may have come, or been refreshed, since: an instant ago, even.
            guard let fresh = try await read(opaque, now: now) else { return .unknownAddress }
            keys = fresh
            guard keys.secrets.contains(where: message.isSigned) else {
                if keys.isSecretAwaited { return .notVerifiableYet }
                return try await complain(opaque, "a signature that does not fit", doubtsSecret: true, now: now)
            }
        }
        let webhook = keys.webhook
        let sharers = message.spaceId == webhook.spaceId ? keys.sharers : []
        let isNew = try await writer.write { db in
            for sharer in sharers { _ = try IngestTable.insert(db, message, connection: sharer, now: now) }
            return try IngestTable.insert(db, message, connection: webhook.connection, now: now)
        }
        if isNew { onNew() }
        return .kept(isNew: isNew)
    }

    /// The secrets of an address, as they were a short while ago or are now; nil where it is none of ours.
    private func remembered(_ opaque: String, now: Date) async throws -> Keys? {
        if let known = keys.withLock({ $0[opaque] }), known.readAt > now.addingTimeInterval(-Self.memory) { return known }
        return try await read(opaque, now: now)
    }

    /// The secrets of an address as they are; nil where it is none of ours.
    private func read(_ opaque: String, now: Date) async throws -> Keys? {
        let found = try await pool.read { db -> (SpaceWebhook, [Data], [String], Bool)? in
            guard let webhook = try WebhookTable.fetch(db, opaque: opaque) else { return nil }
            return (
                webhook, try WebhookTable.secrets(db, opaque: opaque), try WebhookTable.sharers(db, of: webhook),
                try WebhookTable.awaitsSecret(db, webhook)
            )
        }
        guard let (webhook, sealed, sharers, isSecretAwaited) = found else {
            keys.withLock { $0[opaque] = nil }
            return nil
        }
        let key = try sealed.isEmpty ? nil : masterKey()
        let secrets = try sealed.compactMap { try key?.open($0, connection: webhook.connection, member: SpaceWebhook.secretMember) }
        let read = Keys(webhook: webhook, sharers: sharers, secrets: secrets, isSecretAwaited: isSecretAwaited, readAt: now)
        keys.withLock { $0[opaque] = read }
        return read
    }

    private func complain(_ opaque: String, _ reason: String, doubtsSecret: Bool = false, now: Date) async throws -> Answer {
        let isDue = lastComplaint.withLock { last in
            if let known = last[opaque], now.timeIntervalSince(known) < Self.patience { return false }
            last[opaque] = now
            return true
        }
        if isDue {
            // The address is a secret of sorts: its beginning tells people which it is.
            try await writer.write { db in
                try db.execute(
                    sql: "INSERT INTO audit(at_ms, actor, what) VALUES(?, 'webhook', ?)",
                    arguments: [now.wholeMilliseconds, "refused a message to \(SpaceWebhook.ingestPath)\(opaque.prefix(6))…: \(reason)"])
                if doubtsSecret { try WebhookTable.doubt(db, opaque: opaque) }
            }
        }
        return .badSignature
    }
}
