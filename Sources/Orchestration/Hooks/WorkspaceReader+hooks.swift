import DurableFlow
import Foundation
import GRDB

extension WorkspaceReader {
    /// The hooks of a connection, the oldest first.
    ///
    /// - Parameter url: only those with this address; nil for all.
    package func hooks(connection: String, url: String? = nil) async throws -> [Hook] {
        try await store.pool.read { try HookTable.fetchAll($0, connection: connection, url: url) }
    }

    /// The hook of that id, where it is one of the connection.
    package func hook(_ id: String, connection: String) async throws -> Hook? {
        try await store.pool.read { try HookTable.fetch($0, id: id, connection: connection) }
    }

    /// The deliveries of a hook, the latest event first.
    package func deliveries(hook: String, state: Delivery.State?, cursor: String?, limit: Int) async throws -> DeliveryPage {
        try await store.pool.read { try DeliveryTable.fetch($0, hook: hook, state: state, cursor: cursor, limit: limit) }
    }

    /// The event of that id and connection, or nil.
    package func event(_ id: String, connection: String) async throws -> Event? {
        try await store.pool.read { try EventTable.fetch($0, id: id, connection: connection) }
    }

    /// Events as they were recorded, newest first.
    package func events(_ selection: EventSelection) async throws -> EventPage {
        try await store.pool.read { try EventTable.fetch($0, selection) }
    }

    /// One to three events of a type, to show what they look like.
    package func samples(_ type: EventType, connection: String) async throws -> [Event] {
        try await store.pool.read { try EventTable.samples($0, type, connection: connection) }
    }
}
