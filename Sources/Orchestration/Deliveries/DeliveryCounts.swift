import DurableFlow
import GRDB

/// How many deliveries of all hooks are not over.
package struct DeliveryCounts: Sendable, Equatable {
    /// They wait for the one before them.
    package var queued: Int
    /// They are being sent, or wait to be tried again.
    package var underWay: Int
}

extension DeliveryTable {
    /// Looks in an index alone.
    static func counts(_ db: Database) throws -> DeliveryCounts {
        let row = try Row.fetchOne(
            db, sql: "SELECT count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1) FROM delivery WHERE state < 2")
        return DeliveryCounts(queued: row?[0] ?? 0, underWay: row?[1] ?? 0)
    }
}

extension WorkspaceReader {
    /// How many deliveries of all hooks are not over.
    package func deliveryCounts() async throws -> DeliveryCounts {
        try await store.pool.read { try DeliveryTable.counts($0) }
    }
}
