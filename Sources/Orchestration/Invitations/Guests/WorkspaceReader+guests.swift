package import DurableFlow
import GRDB

extension WorkspaceReader {
    /// The latest run of each order of a natural key, in the order of the keys; nil where it was never taken.
    package func latestRuns(ofKeys keys: [String]) async throws -> [RunRecord?] {
        try await store.pool.read { db in
            try keys.map { try RunRecord.fetch(db, prefix: $0, limit: 1, leavingOut: ServiceFlow.internalKinds).first }
        }
    }
}
