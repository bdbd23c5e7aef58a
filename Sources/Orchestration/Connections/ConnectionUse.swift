import DurableFlow
import GRDB

/// What needs a connection to be there.
package struct ConnectionUse: Sendable, Equatable {
    /// Active jobs, by their names.
    package var jobs: [String] = []
    /// Runs that have not ended, by their keys.
    package var runs: [String] = []

    /// All connections that something needs, stored or not, by name.
    static func fetchAll(_ db: Database) throws -> [String: ConnectionUse] {
        var uses: [String: ConnectionUse] = [:]
        for stored in try JobTable.fetchAll(db) where stored.state == .active {
            uses[stored.job.connection, default: Self()].jobs.append(stored.job.name)
        }
        let final = RunState.allCases.filter(\.isFinal).map { String($0.rawValue) }.joined(separator: ", ")
        let kinds = ServiceFlow.internalKinds.map { "'\($0)'" }.joined(separator: ", ")
        let sql = "SELECT lane, key FROM flow WHERE state NOT IN (\(final)) AND kind NOT IN (\(kinds)) ORDER BY id"
        for row in try Row.fetchAll(db, sql: sql) { uses[row["lane"], default: Self()].runs.append(row["key"]) }
        return uses
    }
}

extension WorkspaceReader {
    /// All connections that something needs, stored or not, by name.
    package func connectionUses() async throws -> [String: ConnectionUse] {
        try await store.pool.read { try ConnectionUse.fetchAll($0) }
    }
}
