import DurableFlow
import GRDB

extension WorkspaceReader {
    /// The spaces whose webhook is needed and not ours: it leads elsewhere or was refused.
    package func unservedWebhooks() async throws -> [SpaceWebhook] {
        try await store.pool.read { db in
            guard try WebhookTable.exists(db) else { return [] }
            return try WebhookTable.fetchAll(db).filter { $0.state == .foreign || $0.state == .refused }
        }
    }
}
