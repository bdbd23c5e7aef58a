import DurableFlow
package import Foundation
import GRDB
package import Recurrence

extension WorkspaceReader {
    /// The stored jobs by name.
    package func jobs() async throws -> [StoredJob] {
        try await store.pool.read { try JobTable.fetchAll($0) }
    }

    /// How many jobs are stored.
    func jobCount() async throws -> Int {
        try await store.pool.read { try JobTable.count($0) }
    }

    /// The stored job of that name, or nil.
    package func job(_ name: String) async throws -> StoredJob? {
        try await store.pool.read { try JobTable.fetch($0, name) }
    }

    /// Whether a job of that name is stored, or has left a run or a session behind.
    package func isKnown(job name: String) async throws -> Bool {
        try await store.pool.read { db in
            if try JobTable.fetch(db, name) != nil { return true }
            if try !RunRecord.fetch(db, prefix: RunKey.prefix(of: name), limit: 1).isEmpty { return true }
            // A database of an earlier version may lack the table.
            return try SessionTable.exists(db)
                && Bool.fetchOne(db, sql: "SELECT EXISTS(SELECT 1 FROM session WHERE job = ?)", arguments: [name]) == true
        }
    }

    /// The occurrences of a job that are ahead, and what became of the last of the others, which have passed or are cancelled: ascending.
    ///
    /// - Parameter limit: how many that are not ahead; nil for all.
    /// - Returns: them, and whether there are others before.
    package func occurrences(
        ofJob name: String, past limit: Int?, zones: ZoneDatabase, now: Date
    ) async throws -> (shown: [StoredOccurrence], hasOlder: Bool) {
        try await store.pool.read { try OccurrenceTable.fetchOutcomes($0, job: name, past: limit, zones: zones, now: now) }
    }

    /// What was decided of the dates of a job from an instant on.
    package func decidedDates(ofJob name: String, from: Date) async throws -> DecidedDates {
        try await store.pool.read { try OccurrenceTable.decided($0, job: name, from: from) }
    }

    /// Stored jobs as people see them.
    ///
    /// - Parameter count: how many of their dates to work out.
    package func views(_ jobs: [StoredJob], count: Int, zones: ZoneDatabase, now: Date) async throws -> [JobView] {
        let decided = try await store.pool.read { db in try jobs.map { try OccurrenceTable.decided(db, job: $0.job.name, from: now) } }
        return zip(jobs, decided).map { JobView($0, count: count, decided: $1, zones: zones, now: now) }
    }

    /// The past sessions that a backfill means.
    package func items(of backfill: Backfill, zones: ZoneDatabase, now: Date) async throws -> [Backfill.Item] {
        try await store.pool.read { try backfill.items($0, zones: zones, now: now) }
    }

    /// The changes that make the stored jobs as the files say.
    package func changes(_ files: [JobFile], prune: Bool, planner: ChangePlanner, now: Date) async throws -> ChangeSet {
        try await store.pool.read { try planner.changes(files, prune: prune, in: $0, now: now) }
    }

    /// When there is something to plan or to report next; nil where nothing is known.
    func nextPlanning() async throws -> Date? {
        try await store.pool.read { db in [try JobTable.earliestPlanning(db), try OccurrenceTable.earliestAlert(db)].compactMap(\.self).min() }
    }
}
