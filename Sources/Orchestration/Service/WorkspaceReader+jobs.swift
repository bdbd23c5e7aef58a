import DurableFlow
package import Foundation
import GRDB

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

    /// What was decided of a job's occurrences in a span of time, ascending.
    package func occurrences(ofJob name: String, from: Date = .distantPast, to: Date = .distantFuture) async throws -> [StoredOccurrence] {
        try await store.pool.read { try OccurrenceTable.fetch($0, job: name, from: from, to: to) }
    }

    /// The past sessions that a backfill means.
    package func items(of backfill: Backfill, now: Date) async throws -> [Backfill.Item] {
        try await store.pool.read { try backfill.items($0, now: now) }
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
