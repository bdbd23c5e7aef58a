import Dispatch
package import DurableFlow
package import Foundation
import GRDB
package import Logging

/// Brings the tables of sessions up to date with the runs and their report files. Only the owner of the database may.
///
/// It works in small transactions of the one writer, each with whole sessions, so that steps of runs pass in between and a crash at any
/// instant leaves whole sessions or none. Doing it twice changes nothing.
package struct SessionImporter: Sendable {
    /// How many reports are read, and how many there are to read.
    package typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void

    private let pool: DatabasePool
    private let writer: Writer
    private let logger: Logger
    private let now: @Sendable () -> Date
    /// Reading files blocks, so it has a thread of its own.
    private let queue = DispatchQueue(label: "autowebinar.analytics")

    /// What a transaction takes at most, unless a single report has more rows.
    private static let (runsAtOnce, reportsAtOnce, rowsAtOnce) = (200, 20, 4_000)
    /// How often ``keepImporting()`` looks.
    private static let interval = Duration.seconds(2)
    /// How far the clock may fall behind the last change without a change being missed.
    private static let slack: Int64 = 120_000

    package init(store: Store, writer: Writer, logger: Logger, now: @escaping @Sendable () -> Date = { Date() }) {
        pool = store.pool
        self.writer = writer
        self.logger = logger
        self.now = now
    }

    /// Imports into a database that this process owns.
    package init(_ owned: OwnedWorkspace) {
        self.init(store: owned.reader.store, writer: owned.engine.writer, logger: owned.workspace.logger)
    }

    /// Takes in everything that is new.
    ///
    /// A file that cannot be read is noted with its reason, and the next one is read.
    ///
    /// - Throws: `CancellationError` between two transactions, or what made the database unusable.
    package func importPending(progress: @escaping Progress = { _, _ in }) async throws {
        _ = try await importChanges(since: .min, progress: progress)
    }

    /// Takes in what is new as long as the task is not cancelled: for the process that owns the database, beside its engine.
    ///
    /// A look where nothing is new reads an index, however many runs there are.
    ///
    /// - Throws: `CancellationError` only; what goes wrong is logged and tried again.
    package func keepImporting() async throws {
        var since = Int64.min
        var lastProblem: String?
        while true {
            do {
                let latest = try await importChanges(since: since)
                if let latest { since = max(since, latest - Self.slack) }
                lastProblem = nil
            } catch {
                try Task.checkCancellation()
                let problem = StoreError.explain(error)
                if problem != lastProblem { logger.warning("sessions are not imported", metadata: ["error": "\(problem)"]) }
                lastProblem = problem
            }
            try await Task.sleep(for: Self.interval)
        }
    }

    /// - Returns: the latest change of a run that may be a session, in milliseconds since 1970: up to it everything is taken in. Nil where there is
    ///   no such run.
    func importChanges(since: Int64, progress: @escaping Progress = { _, _ in }) async throws -> Int64? {
        // Read first: what changes meanwhile is later.
        let latest = try await pool.read { try SessionSource.latestChange($0) }
        var reached = since
        while true {
            let sources = try await pool.read { [reached] in try SessionSource.fetchChanged($0, since: reached, limit: Self.runsAtOnce) }
            guard let last = sources.last else { break }
            try await writer.write { db in for source in sources { try source.take(db) } }
            // They come in the order of their changes.
            reached = last.updatedMilliseconds
            try Task.checkCancellation()
        }
        let mended = try await pool.read { try ReportImport.fetchMended($0) }
        let total = try await pool.read { try ReportImport.countUntried($0) } + mended.count
        guard total > 0 else { return latest }
        var done = 0
        try await importReports(mended, done: &done, of: total, progress)
        while true {
            let untried = try await pool.read { try ReportImport.fetchUntried($0, limit: Self.reportsAtOnce) }
            if untried.isEmpty { return latest }
            try await importReports(untried, done: &done, of: max(total, done + untried.count), progress)
        }
    }

    private func importReports(_ reports: [ReportImport], done: inout Int, of total: Int, _ progress: Progress) async throws {
        var waiting: [ReportImport.Outcome] = []
        for (index, report) in reports.enumerated() {
            waiting.append(await read(report))
            try Task.checkCancellation()
            let isFull = waiting.count == Self.reportsAtOnce || waiting.reduce(0, { $0 + $1.count }) >= Self.rowsAtOnce
            guard isFull || index == reports.count - 1 else { continue }
            let (outcomes, now) = (waiting, now())
            try await writer.write { db in for outcome in outcomes { try outcome.store(db, now: now) } }
            done += outcomes.count
            progress(done, total)
            waiting = []
        }
    }

    private func read(_ report: ReportImport) async -> ReportImport.Outcome {
        await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: report.read()) } }
    }
}
