package import DurableFlow
package import Foundation
import GRDB

extension WorkspaceReader {
    /// The run of that key, where it is one of the connection.
    package func run(_ key: String, connection: String) async throws -> RunRecord? {
        let record = try await store.pool.read { try RunRecord.fetch($0, key: key) }
        return record?.lane == connection ? record : nil
    }

    /// A piece of a list, and where the next piece begins; nil where there is none.
    package struct Page<Item: Sendable>: Sendable {
        package var items: [Item]
        package var next: Int64?
    }

    /// Runs of a connection, newest first.
    ///
    /// - Parameters:
    ///   - job: only those of this job.
    ///   - state: only those in this state; of runs that are looked through for it, 5,000 at most.
    ///   - position: where an earlier page said that this one begins.
    package func runs(
        connection: String, job: String? = nil, state: RunView.State? = nil, before position: Int64? = nil, limit: Int
    ) async throws -> Page<RunView> {
        return try await store.pool.read { db in
            let prefix = try job.map { RunKey.prefix(of: try JobName.stored($0, of: connection, in: db)) }
            var page = Page<RunView>(items: [], next: position)
            var seen = 0
            repeat {
                let piece = try RunRecord.fetch(db, lane: connection, prefix: prefix, before: page.next, limit: limit)
                for (position, record) in piece where page.items.count < limit {
                    seen += 1
                    page.next = position
                    let view = RunView(record)
                    if state == nil || view.state == state { page.items.append(view) }
                }
                if piece.count < limit, page.items.count < limit {
                    page.next = nil
                    return page
                }
            } while page.items.count < limit && seen < 5000
            return page
        }
    }

    /// The job that a connection calls so, or nil.
    package func job(_ name: String, of connection: String) async throws -> StoredJob? {
        try await store.pool.read { try JobTable.fetch($0, name, of: connection) }
    }

    /// Under which name the sessions of the job are stored that a connection calls so.
    package func storedName(ofJob name: String, of connection: String) async throws -> String {
        try await store.pool.read { try JobName.stored(name, of: connection, in: $0) }
    }

    /// The stored jobs of a connection by name.
    package func jobs(connection: String) async throws -> [StoredJob] { try await jobs().filter { $0.job.connection == connection } }
}

extension RunView {
    /// With the name of its job as the job's connection knows it, and without what is on the disk of the service.
    package var asCalled: RunView {
        var view = self
        view.job = JobName.shown(job)
        view.results = results?.map(\.withoutLocal)
        return view
    }
}

extension Session {
    /// With the name of its job as the job's connection knows it.
    package var asCalled: Session {
        var session = self
        session.job = JobName.shown(job)
        return session
    }
}

extension WorkspaceReader {
    /// How the runs of all connections stand, in numbers.
    package func counts(now: Date = Date()) async throws -> JournalCounts {
        try await store.pool.read { try JournalCounts.fetch($0, now: now) }
    }
}
