import DurableFlow
package import Foundation
import GRDB

/// What people and programs ask of hooks, each checked and carried out in one transaction by the owner of the database.
package struct HookService: Sendable {
    private let engine: ServiceEngine
    private let masterKey: @Sendable () throws -> MasterKey
    private let allowsPrivate: Bool

    /// How long the secret before a rotation goes on signing.
    package static let rotationOverlap = Duration.seconds(86_400)

    /// - Parameter owned: the workspace whose engine delivers.
    package init(_ owned: OwnedWorkspace) {
        let workspace = owned.workspace
        engine = owned.engine
        masterKey = { try workspace.makingMasterKey() }
        allowsPrivate = workspace.configuration.server.allowPrivateHooks
    }

    /// A hook and what the subscriber alone is told.
    package struct Subscribed: Sendable, Equatable {
        package var hook: Hook
        /// `whsec_…`; signs everything that is sent to it.
        package var secret: String
        /// False where the same was subscribed before.
        package var isNew: Bool
    }

    /// Subscribes, or finds the hook that asks for the same: its id and secret stay, and it is active again.
    ///
    /// - Parameter secret: what the subscriber wants to be signed with: base64 of 24 to 64 bytes, with or without `whsec_`; nil makes one.
    /// - Throws: ``HookAddressError`` where the address cannot be a hook's, ``SecretError`` where the secret cannot be one or cannot be sealed.
    package func subscribe(_ subscription: HookSubscription, secret: String? = nil, now: Date) async throws -> Subscribed {
        try await HookAddress.verify(subscription.url, allowsPrivate: allowsPrivate)
        let wanted = try secret.map { text in
            guard let secret = HookSecret(text) else { throw SecretError("the secret must be base64 of 24 to 64 bytes, such as whsec_…") }
            return secret
        }
        let key = try masterKey()
        let sealed = try (wanted ?? HookSecret()).sealed(by: key, connection: subscription.connection)
        let (hook, isNew, inForce) = try await engine.change { _, db, now in
            let (hook, isNew) = try HookTable.subscribe(db, subscription, sealedSecret: sealed, replacesSecret: wanted != nil, now: now)
            return (hook, isNew, try HookTable.sealedSecrets(db, hook: hook.id, now: now).first ?? sealed)
        }
        return Subscribed(hook: hook, secret: try HookSecret.open(inForce, with: key, connection: hook.connection).text, isNew: isNew)
    }

    /// Ends a subscription with everything that is on its way to it.
    ///
    /// - Returns: false where the connection has no such hook; nothing is changed then.
    package func unsubscribe(_ id: String, connection: String) async throws -> Bool {
        try await engine.change { journal, db, now in
            guard try HookTable.fetch(db, id: id, connection: connection) != nil else { return false }
            for run in try DeliveryTable.runsUnderWay(db, hook: id) { try journal.cancel(db, key: run, actor: "hook", now: now) }
            return try HookTable.remove(db, id: id, connection: connection)
        }
    }

    /// Sends a hook a made-up event with `test: true`, as durably as every other.
    ///
    /// - Returns: the event; nil where the connection has no such hook.
    /// - Throws: an `OperatorError` where the hook is disabled.
    package func test(_ id: String, connection: String) async throws -> Event? {
        try await engine.change { journal, db, now in
            guard let hook = try HookTable.fetch(db, id: id, connection: connection), let type = hook.events.first else { return nil }
            guard hook.status == .active else { throw OperatorError("the hook \(id) is disabled; subscribe it again") }
            var event = Event(type, key: "test \(Identifier.random())", at: now, connection: connection, subject: Event.sample(type).subject)
            event.isTest = true
            guard let stored = try EventTable.insert(db, event, now: now) else { return nil }
            try journal.deliver(stored, to: hook, db, now: now)
            return stored.event
        }
    }

    /// Sends events again that are over, with the same ids; one that waits is sent now.
    ///
    /// - Parameter event: the id of one event; nil takes all dead ones.
    /// - Returns: how many; nil where the connection has no such hook.
    /// - Throws: an `OperatorError` where the hook is disabled.
    package func replay(_ id: String, event: String? = nil, connection: String) async throws -> Int? {
        try await engine.change { journal, db, now in
            guard let hook = try HookTable.fetch(db, id: id, connection: connection) else { return nil }
            guard hook.status == .active else { throw OperatorError("the hook \(id) is disabled; subscribe it again") }
            return try journal.replayDeliveries(hook: id, event: event, db, now: now)
        }
    }

    /// Gives a hook a new secret; for a day the one before signs beside it.
    ///
    /// - Returns: the new secret; nil where the connection has no such hook.
    package func rotateSecret(_ id: String, connection: String) async throws -> String? {
        let secret = HookSecret()
        let sealed = try secret.sealed(by: try masterKey(), connection: connection)
        return try await engine.change { _, db, now in
            guard try HookTable.fetch(db, id: id, connection: connection) != nil else { return nil }
            try HookTable.rotateSecret(db, id: id, sealedSecret: sealed, formerUntil: now.later(by: Self.rotationOverlap))
            return secret.text
        }
    }
}
