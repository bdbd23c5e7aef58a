import DurableFlow
import Foundation
import GRDB

/// What of the sessions is not in the tables yet.
struct SessionBacklog: Sendable, Equatable {
    /// Runs that changed.
    var runs: Int
    /// Reports that are to be read.
    var reports: Int

    var isEmpty: Bool { runs == 0 && reports == 0 }

    /// - Returns: nil where the tables are not made yet.
    static func fetch(_ db: Database) throws -> SessionBacklog? {
        guard try SessionTable.exists(db) else { return nil }
        return SessionBacklog(
            runs: try SessionSource.countChanged(db),
            reports: try ReportImport.countUntried(db) + ReportImport.fetchMended(db).count)
    }
}

extension Workspace {
    /// The sessions for reading, with everything that is known by now: what is missing is imported by the process that owns the database, else by
    /// this one, which then owns it meanwhile.
    ///
    /// - Parameters:
    ///   - purpose: how this process is named to others.
    ///   - patience: how long another process is waited for.
    /// - Returns: the reader, and in a sentence what is not in yet; nil where there is no database.
    package func openSessions(
        purpose: String, patience: Duration = .seconds(3), progress: @escaping SessionImporter.Progress = { _, _ in }
    ) async throws -> (reader: WorkspaceReader, remark: String?)? {
        guard let reader = try openForReading() else { return nil }
        let deadline = ContinuousClock.now + patience
        while true {
            let backlog = try await reader.store.pool.read { try SessionBacklog.fetch($0) }
            if let backlog, backlog.isEmpty { return (reader, nil) }
            do {
                let owned = try OwnedWorkspace(self, purpose: purpose)
                defer { owned.engine.writer.close() }
                try await SessionImporter(owned).importPending(progress: progress)
                return (reader, nil)
            } catch let taken as OwnerLock.Taken {
                guard ContinuousClock.now < deadline else {
                    guard let backlog else { throw OperatorError("there are no tables of sessions yet, and \(taken)") }
                    return (reader, remark(backlog, taken))
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private func remark(_ backlog: SessionBacklog, _ taken: OwnerLock.Taken) -> String {
        var parts: [String] = []
        if backlog.runs > 0 { parts.append("\(backlog.runs.counted("run that has", "runs that have")) changed") }
        if backlog.reports > 0 { parts.append(backlog.reports.counted("report")) }
        return "Not in yet: \(parts.joined(separator: " and ")); \(taken) and has not imported them. Ask again later."
    }
}
