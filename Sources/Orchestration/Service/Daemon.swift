package import DurableFlow
import Foundation
import LivedigitalAPI
import Logging

/// The service: it plans and runs the stored jobs until it is cancelled.
///
/// Cancelling stops it in order: first what answers others, then no new step begins, calls that were sent are awaited for ten seconds, and what is open stays an intent. Killing it
/// is as good. Only one process does this for a database.
package struct Daemon: Sendable {
    /// The database, and the engine that runs.
    package let owned: OwnedWorkspace
    /// Takes in and tells of events while the service runs.
    package let events: EventService
    /// How the service is named to other processes.
    package static let purpose = "autowebinar serve"
    private let jobPaths: [String]
    private let notification: ServiceNotification
    private let logger: Logger

    /// Takes the database, or fails at once where another process has it.
    ///
    /// - Parameter jobPaths: job files and folders that are applied at the start and when ``reload(configuration:)`` asks; none leaves the stored jobs as they are.
    package init(_ workspace: Workspace, jobPaths: [String], faults: FaultPoints = .none) throws {
        owned = try OwnedWorkspace(workspace, purpose: Self.purpose, faults: faults)
        events = EventService(owned)
        self.jobPaths = jobPaths
        notification = ServiceNotification(environment: workspace.environment)
        logger = workspace.logger
    }

    /// Works until cancelled. Mistakes in the job files are logged, and the stored jobs go on as they are.
    ///
    /// - Parameters:
    ///   - front: what answers others while the engine runs, until cancelled. It calls its argument once it is ready, with its port, and has ended
    ///     before the engine stops.
    ///   - onReady: called once everything is taken over, the files are applied and `front` is ready.
    /// - Throws: what `front` throws, or what made the database unusable.
    package func run(
        front: @escaping @Sendable (_ onReady: @escaping @Sendable (_ port: Int) -> Void) async throws -> Void,
        onReady: @escaping @Sendable (_ jobs: Int, _ port: Int) -> Void
    ) async throws {
        defer { owned.engine.writer.close() }
        do {
            try await apply()
        } catch let mistakes as DiagnosticList {
            logger.error("the job files were not applied:\n\(mistakes)")
        }
        let jobs = try await owned.reader.jobCount()
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        let (ready, announce) = AsyncStream.makeStream(of: Void.self)
        // Not a child task: cancelling this one must not stop the engine before `front` has ended.
        let core = Task {
            defer { end.finish() }
            try await work()
        }
        let outcome: Result<Void, any Error>
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await front { port in
                        notification.send("READY=1\nSTATUS=\(jobs.counted("job"))")
                        onReady(jobs, port)
                        announce.finish()
                    }
                }
                group.addTask { for await _ in ended {} }
                group.addTask {
                    // systemd hears first that the service is ready.
                    for await _ in ready {}
                    await watch()
                }
                defer {
                    notification.send("STOPPING=1")
                    group.cancelAll()
                }
                // The first one to end is the one that fails, or all were cancelled.
                try await group.next()
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        core.cancel()
        let ending = await core.result
        // What ended `front` comes first: the core is only cancelled then.
        try outcome.get()
        try ending.get()
    }

    private func work() async throws {
        let workspace = owned.workspace
        let clock = owned.clockCheck { await reopen($0) }
        let (asking, answered) = AsyncStream.makeStream(of: Void.self)
        let first = Task {
            defer { answered.finish() }
            _ = await clock.problem()
        }
        defer { first.cancel() }
        let loop = PlannerLoop(
            owned: owned, planner: Planner(zones: workspace.zones, webURL: workspace.configuration.livedigital.webURL), logger: logger,
            clockProblem: {
                await withTaskCancellationHandler {
                    await first.value
                } onCancel: {
                    first.cancel()
                }
                return await clock.problem() ?? owned.clockDoubt
            })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // A clock that is wrong from the start is found before a run is ended as late by it, where livedigital answers soon.
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { for await _ in asking {} }
                    group.addTask { try? await Task.sleep(for: .seconds(3)) }
                    await group.next()
                    group.cancelAll()
                }
                try await owned.engine.run()
            }
            group.addTask { try await loop.run() }
            group.addTask { try await owned.keepWatching() }
            group.addTask { try await SessionImporter(owned).keepImporting() }
            group.addTask { try await events.run() }
            group.addTask { try await RetentionLoop(owned: owned).run() }
            defer { group.cancelAll() }
            // The first one to end is the one that fails, or all were cancelled.
            try await group.next()
        }
    }

    /// Lets the runs of a connection that works again go on: its token, the configuration or the certificate was mended.
    private func reopen(_ connection: String) async {
        guard (try? await owned.reader.pausedReason(ofConnection: connection)).flatMap({ $0 }) != nil else { return }
        guard (try? await owned.carryOut(.openConnection(name: connection))) != nil else { return }
        logger.notice("the connection works again; its runs go on", metadata: ["connection": "\(connection)"])
    }

    /// Takes over what can be of the configuration, and applies the job files again. Mistakes in the one or the others are logged and change
    /// nothing of it.
    ///
    /// - Parameter configuration: reads the configuration anew.
    package func reload(configuration: @Sendable () throws -> ServiceConfiguration) async {
        notification.send("RELOADING=1")
        defer { notification.send("READY=1") }
        do {
            let taken = owned.take(try configuration())
            if !taken.now.isEmpty { logger.notice("configuration taken over", metadata: ["keys": "\(taken.now.joined(separator: ", "))"]) }
            if !taken.later.isEmpty { logger.warning("a restart is needed for \(taken.later.joined(separator: ", ")), which was changed") }
        } catch {
            logger.error("the configuration was not read again:\n\(error)")
        }
        do {
            try await apply()
        } catch {
            logger.error("the job files were not applied:\n\(error)")
        }
    }

    private func apply() async throws {
        guard !jobPaths.isEmpty else { return }
        let workspace = owned.workspace
        let files = try JobFolder.read(jobPaths, zones: workspace.zones, holidays: workspace.holidays)
        try workspace.check(files)
        if let unread = JobFolder.unread(jobPaths) { logger.warning("\(unread)") }
        let planner = ChangePlanner(zones: workspace.zones)
        let summary = try await owned.engine.change { journal, db, now in
            let set = try planner.changes(files, prune: false, in: db, now: now)
            return set.isEmpty ? nil : try planner.apply(set, db, journal, actor: "serve", now: now)
        }
        logger.info("job files applied", metadata: ["result": "\(summary ?? "nothing differs")"])
    }

    /// Tells the watchdog that the database can still be written; when it cannot, silence does.
    private func watch() async {
        guard let interval = notification.watchdogInterval else {
            // Nobody listens; end with the others.
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
            return
        }
        while !Task.isCancelled {
            if (try? await owned.engine.writer.write { _ in }) != nil { notification.send("WATCHDOG=1") }
            try? await Task.sleep(for: interval / 2)
        }
    }
}
