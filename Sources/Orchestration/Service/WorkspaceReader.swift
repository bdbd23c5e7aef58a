package import DurableFlow
package import Foundation
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
        return try await store.pool.read { try RunRecord.fetch($0, prefix: prefix, limit: 100_000, leavingOut: ServiceFlow.internalKinds) }.map(
            RunView.init)
    }

    /// The stored connections by name.
    package func connections() async throws -> [Connection] {
        try await store.pool.read { try ConnectionTable.fetchAll($0) }
    }

    /// Why the runs of a connection wait; nil where they do not.
    package func pausedReason(ofConnection name: String) async throws -> String? {
        try await store.pool.read { try ConnectionTable.pausedReason($0, name: name) }
    }

    /// Why a recording will never be finished, as livedigital has told of it; nil where it has not.
    package func lostRecording(_ recordId: String, connection: String) async throws -> Failure? {
        try await store.pool.read { db in
            // A database of an earlier version may lack the table.
            try db.tableExists("event") ? EventTable.lostRecording(db, recordId, connection: connection) : nil
        }
    }

    /// The runs of autowebinars that a collection covers and whose reports are being asked for, with what each was told last.
    ///
    /// - Parameter collection: the key of its run.
    package func overdueRuns(of collection: String, now: Date) async throws -> [RunView] {
        try await store.pool.read { db in
            guard let flow = try RunRecord.fetch(db, key: collection).flatMap({ try? ServiceFlow($0).collection }) else { return [] }
            let overdue = OverdueReports(collection: flow)
            // A run that was taken up has no step until it is worked on.
            let keys = try String.fetchAll(
                db,
                sql: """
                    SELECT key FROM flow
                    WHERE kind = ? AND state NOT IN (5, 6, 7, 9) AND (step_name IS NULL OR step_name = 'collectAnalytics')
                    """,
                arguments: [AutowebinarFlow.kind])
            return try keys.compactMap { try RunRecord.fetch(db, key: $0) }.filter { record in
                (try? ServiceFlow(record).autowebinar).map { overdue.isMeant($0, now: now) } ?? false
            }.map(RunView.init)
        }
    }
}
