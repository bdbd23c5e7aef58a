package import DurableFlow
import GRDB

/// Reads what a workspace keeps. Never writes, and sees each time what is committed then.
package struct WorkspaceReader: Sendable {
    package let store: Store

    package init(_ store: Store) {
        self.store = store
    }

    /// The run of that key, or nil.
    package func run(_ key: String) async throws -> RunView? {
        try await store.pool.read { try RunRecord.fetch($0, key: key) }.map(RunView.init)
    }

    /// The runs, newest first.
    ///
    /// - Parameter job: only those of this job; nil for all.
    package func runs(job: String? = nil) async throws -> [RunView] {
        let prefix = job.map(RunKey.prefix)
        return try await store.pool.read { try RunRecord.fetch($0, prefix: prefix, limit: 100_000) }.map(RunView.init)
    }

    /// The stored connections by name.
    package func connections() async throws -> [Connection] {
        try await store.pool.read { try ConnectionTable.fetchAll($0) }
    }

    /// Why the runs of a connection wait; nil where they do not.
    package func pausedReason(ofConnection name: String) async throws -> String? {
        try await store.pool.read { try ConnectionTable.pausedReason($0, name: name) }
    }
}
