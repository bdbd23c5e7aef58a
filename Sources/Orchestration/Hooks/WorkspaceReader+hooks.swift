import DurableFlow
import Foundation
import GRDB

extension WorkspaceReader {
    /// A part of the hooks of a connection, the oldest first, and where the next part begins.
    ///
    /// - Parameters:
    ///   - url: only those with this address; nil for all.
    ///   - position: where the part before ended; nil from the oldest on.
    package func hooks(connection: String, url: String?, after position: Int64?, limit: Int) async throws -> (items: [Hook], next: Int64?) {
        try await store.pool.read { try HookTable.fetch($0, connection: connection, url: url, after: position, limit: limit) }
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
