import DurableFlow
import GRDB

extension WorkspaceReader {
    /// The spaces whose webhook is needed and not ours: it leads elsewhere or was refused, or messages to it
    /// are. That of another connection is ours.
    package func unservedWebhooks() async throws -> [SpaceWebhook] {
        try await store.pool.read { db in
            guard try WebhookTable.exists(db) else { return [] }
            return try WebhookTable.fetchUnserved(db)
        }
    }
}
