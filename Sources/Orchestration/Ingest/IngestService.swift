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
    }

    /// What verifies the messages of one address.
    private struct Keys {
        var webhook: SpaceWebhook
        /// The other connections that need the space's events and found this webhook there, with tokens of their own.
        var sharers: [String]
        var secrets: [String]
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
    /// A signature that does not fit makes us read again at most that often, and leaves a line in the audit at most that often.
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
        guard var keys = try await keys(of: opaque, readSince: now.addingTimeInterval(-Self.memory), now: now) else { return .unknownAddress }
        guard let message = WebhookMessage(raw) else { return try await complain(opaque, "no message of livedigital's, or no signature", now: now) }
        if !keys.secrets.contains(where: message.isSigned) {
            // The secret may have been refreshed since.
            guard let fresh = try await self.keys(of: opaque, readSince: now.addingTimeInterval(-Self.patience), now: now) else {
                return .unknownAddress
            }
            keys = fresh
            guard keys.secrets.contains(where: message.isSigned) else { return try await complain(opaque, "a signature that does not fit", now: now) }
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

    /// The secrets of an address; nil where it is none of ours.
    private func keys(of opaque: String, readSince: Date, now: Date) async throws -> Keys? {
        if let known = keys.withLock({ $0[opaque] }), known.readAt > readSince { return known }
        let (webhook, sealed, sharers) = try await pool.read { db in
            let webhook = try WebhookTable.fetch(db, opaque: opaque)
            return (webhook, try WebhookTable.secrets(db, opaque: opaque), try webhook.map { try WebhookTable.sharers(db, of: $0) } ?? [])
        }
        guard let webhook else {
            keys.withLock { $0[opaque] = nil }
            return nil
        }
        let key = try sealed.isEmpty ? nil : masterKey()
        let secrets = try sealed.compactMap { try key?.open($0, connection: webhook.connection, member: SpaceWebhook.secretMember) }
        let read = Keys(webhook: webhook, sharers: sharers, secrets: secrets, readAt: now)
        keys.withLock { $0[opaque] = read }
        return read
    }

    private func complain(_ opaque: String, _ reason: String, now: Date) async throws -> Answer {
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
            }
        }
        return .badSignature
    }
}
