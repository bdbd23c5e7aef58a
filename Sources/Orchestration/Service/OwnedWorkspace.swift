package import DurableFlow
package import Foundation
package import GRDB
import LivedigitalAPI
import Logging

/// The engine of the service.
package typealias ServiceEngine = Engine<ServicePerformer, ServiceFlow>

/// The journal of that engine.
package typealias ServiceJournal = Journal<ServiceFlow>

/// A workspace whose database this process owns: it alone works on runs, until the value is gone.
package struct OwnedWorkspace: Sendable {
    package let workspace: Workspace
    package let reader: WorkspaceReader
    let context: OwnerContext
    package let engine: ServiceEngine
    let inForce: ConfigurationInForce
    /// What runs go by, and what compares it with livedigital's clock.
    private let clock: SteadyClock
    private let lock: OwnerLock
    private let files: OwnedFiles

    /// The clients of the stored connections.
    package var accounts: Accounts { context.accounts }

    /// Takes the database, or fails at once with ``OwnerLock/Taken`` where another process has it.
    ///
    /// - Parameter purpose: how this process is named to others, such as `autowebinar job run`.
    package init(_ workspace: Workspace, purpose: String, faults: FaultPoints = .none) throws {
        let storage = workspace.configuration.storage
        let livedigital = workspace.configuration.livedigital
        let process = "process \(getpid()) (\(purpose))"
        try Self.makeFolder(of: storage.path)
        lock = try OwnerLock(databasePath: storage.path, owner: process)
        let store = try workspace.open()
        files = OwnedFiles(databasePath: storage.path)
        let accounts = workspace.accounts(WorkspaceReader(store))
        let inForce = ConfigurationInForce(workspace.configuration)
        self.workspace = workspace
        self.inForce = inForce
        reader = WorkspaceReader(store)
        let context = OwnerContext(
            accounts: accounts, zones: workspace.zones, webURL: livedigital.webURL, publicURL: workspace.configuration.server.publicURL)
        self.context = context
        let clients: @Sendable (String) async throws -> LivedigitalClient = { try await accounts.client($0) }
        let reports = ReportStore(root: URL(fileURLWithPath: storage.data))
        let clock = SteadyClock { accounts.serverDates }
        self.clock = clock
        let now: @Sendable () -> Date = { clock.now() }
        let autowebinar = LivedigitalPerformer(
            clients: clients, listing: SharedListing(now: now), reports: reports,
            lostRecording: { id, connection in try await store.pool.read { try EventTable.lostRecording($0, id, connection: connection) } },
            expectsRecording: { id, connection in
                try await store.pool.read { try EventTable.expectsRecording($0, id, connection: connection, now: now()) }
            })
        let slot = EngineSlot()
        let logger = workspace.logger
        let boot = "\(process) \(UUID().uuidString)"
        engine = ServiceEngine(
            store: store,
            performer: ServicePerformer(
                autowebinar: autowebinar,
                actions: ActionsPerformer(
                    clients: clients, masterKey: { try workspace.makingMasterKey() }, autowebinar: autowebinar, reports: reports,
                    runs: slot.access(store), now: now),
                collection: CollectionPerformer(
                    clients: clients, reports: reports,
                    isChanged: { report, session in try await store.pool.read { try SessionTable.isUnknown($0, report, of: session) } }),
                delivery: DeliveryPerformer(
                    transport: DeliveryPerformer.transport(
                        allowsPrivate: workspace.configuration.server.allowPrivateHooks, certificateAuthorityFile: livedigital.caFile),
                    pool: store.pool, masterKey: { try workspace.masterKey() },
                    allowsPrivate: workspace.configuration.server.allowPrivateHooks, now: now),
                webhook: WebhookPerformer(clients: clients, pool: store.pool, masterKey: { try workspace.makingMasterKey() })),
            options: .init(
                settle: livedigital.timeout * 2,
                lane: { name in
                    // A receiver gets two deliveries at a time; all of them together take nothing from the runs.
                    if name.hasPrefix(DeliveryFlow.lanePrefix) { return LaneLimits(rate: nil, concurrency: 2, pool: "hooks") }
                    let livedigital = inForce.livedigital
                    return LaneLimits(rate: livedigital.rate.perSecond, concurrency: livedigital.concurrency)
                },
                clock: EngineClock(now: now, sleep: EngineClock.system.sleep), faults: faults,
                commands: { command, journal, db, now in try OwnerOrder(command).carryOut(journal, db, context, now: now) },
                onEnding: { journal, db, key, flow, ending, now in
                    if case .failed(let failure) = ending, !flow.isInternal {
                        logger.warning("a run failed", metadata: ["run": "\(key)", "error": "\(failure.message)"])
                    }
                    if let reason = try JobTable.noteEnding(db, journal, key: key, flow: flow, ending: ending, now: now) {
                        logger.warning("a job is paused", metadata: ["job": "\(RunKey.job(of: key))", "reason": "\(reason)"])
                    }
                    if let collection = flow.collection { try OverdueReports(collection: collection).takeUp(db, journal, actor: key, now: now) }
                    try SharedPlaybacks.noteEnding(db, journal, key: key, flow: flow, now: now)
                    try journal.endUnpublished(db, of: flow, key: key, now: now)
                    try LastCollection.noteEnding(db, journal, key: key, flow: flow, now: now)
                    if flow.actions != nil { try ChangeOrder.wakeNext(db, journal, after: key, now: now) }
                    try journal.noteEnding(db, key: key, flow: flow, ending: ending, now: now)
                },
                onTurn: { journal, db, key, flow, turn, now in
                    switch turn {
                    case .refused(let step, let reason):
                        logger.warning(
                            "a step was refused; the run goes on without it", metadata: ["run": "\(key)", "step": "\(step)", "error": "\(reason)"])
                    case .held where !flow.isInternal:
                        logger.warning("a run is held: a person has to answer", metadata: ["run": "\(key)", "see": "autowebinar run show \(key)"])
                    case .pausedLane(let connection, let reason):
                        logger.warning("a connection is paused; its runs wait", metadata: ["connection": "\(connection)", "reason": "\(reason)"])
                    default: break
                    }
                    if case .held = turn, flow.actions != nil { try ChangeOrder.wakeNext(db, journal, after: key, now: now) }
                    try journal.noteTurn(db, key: key, flow: flow, turn: turn, now: now)
                },
                onWatch: { journal, db, key, flow, call, now in
                    try SharedPlaybacks.look(db, journal, key: key, flow: flow, call: call, now: now)
                        ?? LastCollection.look(db, key: key, call: call)
                },
                onIntent: { db, work in try ChangeOrder.enter(db, work, accounts) }),
            boot: boot, logger: workspace.logger)
        slot.fill(engine)
    }

    /// The time that runs go by.
    package var now: Date { clock.now() }

    /// What is not known of this machine's clock, where it was set and livedigital has not said since what time it is; nil where nothing is.
    var clockDoubt: String? { clock.doubt }

    /// Compares the clocks of all connections with this machine's.
    ///
    /// - Parameter onAnswer: called with each connection whose token livedigital has just accepted.
    func clockCheck(onAnswer: @escaping @Sendable (String) async -> Void = { _ in }) -> ClockCheck {
        ClockCheck(accounts: accounts, reader: reader, hasEnvironmentToken: workspace.environmentToken != nil, onAnswer: onAnswer)
    }

    /// Takes over what can be of a configuration that was read again, while the engine runs or not.
    ///
    /// - Returns: the keys that count from now on, and those that count from the next start only.
    func take(_ configuration: ServiceConfiguration) -> (now: [String], later: [String]) {
        let taken = inForce.take(configuration)
        engine.renewLimits()
        return taken
    }

    /// Carries an order out, then runs the engine while `body` runs, and stops it in order afterwards, however `body` ends.
    ///
    /// The order comes first, so that no run is on its way when it is carried out: not in this process, and not seemingly so because an earlier
    /// process was killed in the middle of it.
    ///
    /// - Throws: what the order or `body` throws, or what made the database unusable.
    package func working<T: Sendable>(after order: OwnerOrder, _ body: @escaping @Sendable () async throws -> T) async throws -> T {
        try await working(after: order) { _ in try await body() }
    }

    /// The same; `body` gets what the order answers.
    package func working<T: Sendable>(
        after order: OwnerOrder, _ body: @escaping @Sendable (_ answer: String) async throws -> T
    ) async throws -> T {
        defer { engine.writer.close() }
        let context = context
        let answer = try await engine.change { journal, db, now in
            try journal.takeOver(db, now: now)
            return try order.carryOut(journal, db, context, now: now)
        }
        return try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask {
                try await engine.run()
                return nil
            }
            group.addTask {
                await clock.keepComparing(by: clockCheck())
                return nil
            }
            group.addTask {
                try await keepWatching()
                return nil
            }
            group.addTask { try await body(answer) }
            return try await group.firstValue()
        }
    }

    /// Works on every run that is due until cancelled, then stops in order.
    ///
    /// - Throws: what made the database unusable.
    func working() async throws {
        defer { engine.writer.close() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await clock.keepComparing(by: clockCheck()) }
            group.addTask { try await keepWatching() }
            group.addTask { try await engine.run() }
            defer { group.cancelAll() }
            // The engine ends when it is cancelled or fails, and so does the other.
            try await group.next()
        }
    }

    /// Looks whether the database is still where it was, until cancelled.
    ///
    /// - Throws: ``StoreError`` once it is not.
    func keepWatching() async throws { try await files.keepWatching() }

    /// Carries an order out while the engine runs.
    ///
    /// - Parameter afterwards: more to do in the same transaction, with what was done.
    /// - Returns: what was done, in a sentence.
    @discardableResult
    package func carryOut(
        _ order: OwnerOrder, afterwards: @escaping @Sendable (Database, String) throws -> Void = { _, _ in }
    ) async throws -> String {
        let context = context
        return try await engine.change { journal, db, now in
            let done = try order.carryOut(journal, db, context, now: now)
            try afterwards(db, done)
            return done
        }
    }

    /// Changes the database without running anything, and closes it.
    package func changing<T: Sendable>(_ body: @escaping @Sendable (ServiceJournal, Database, Date) throws -> T) async throws -> T {
        defer { engine.writer.close() }
        return try await engine.change(body)
    }
}

extension OwnedWorkspace {
    private static func makeFolder(of path: String) throws(StoreError) {
        try BrokenLink.refuse(in: path)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw StoreError(
                path: path, reason: "its folder cannot be made (\(error.localizedDescription)); choose another storage.path, or check its permissions"
            )
        }
    }
}
