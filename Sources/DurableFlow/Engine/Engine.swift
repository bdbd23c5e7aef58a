package import Foundation
package import GRDB
package import Logging
import Synchronization

/// Works on the due runs of one database until it is told to stop.
///
/// One engine owns a database at a time (``OwnerLock``). Killing the process at any instant is as good as stopping it: ``run()`` begins
/// with the one recovery path. Cancelling the task of ``run()`` is the shutdown: no new step begins, calls that were sent are awaited for the
/// grace, their outcomes are recorded, and what is still open stays an intent.
package final class Engine<P: Performer, F: Flow>: Sendable where F.Call == P.Call, F.Answer == P.Answer {
    /// What differs between a service, a command and a test.
    package struct Options: Sendable {
        /// How long an attempt of unknown outcome may still take effect after its end.
        package var settle: Duration
        /// Runs that are worked on at once.
        package var concurrency: Int
        package var lane: LaneLimits
        /// How long calls that were sent may take to end at shutdown.
        package var grace: Duration
        package var clock: EngineClock
        package var faults: FaultPoints
        /// Carries out what other processes ask for, in one transaction, and answers in words; throws to refuse.
        package var commands: @Sendable (OwnerCommand, Journal<F>, Database, Date) throws -> String
        /// Called when a run ends, in the transaction that ends it; see ``Journal/onEnding``.
        package var onEnding: @Sendable (Database, _ key: String, F, Ending, Date) throws -> Void

        package init(
            settle: Duration, concurrency: Int = 64, lane: LaneLimits, grace: Duration = .seconds(10), clock: EngineClock = .system,
            faults: FaultPoints = .none,
            commands: @escaping @Sendable (OwnerCommand, Journal<F>, Database, Date) throws -> String = { command, _, _, _ in
                throw OperatorError("unknown command \(command.verb)")
            },
            onEnding: @escaping @Sendable (Database, _ key: String, F, Ending, Date) throws -> Void = { _, _, _, _, _ in }
        ) {
            self.settle = settle
            self.concurrency = concurrency
            self.lane = lane
            self.grace = grace
            self.clock = clock
            self.faults = faults
            self.commands = commands
            self.onEnding = onEnding
        }
    }

    let store: Store
    let journal: Journal<F>
    package let writer: Writer
    let options: Options
    let logger: Logger
    private let performer: P
    private let lanes: Lanes
    private let signal = Signal()
    private let executor = InlineExecutor()
    private let isStopping = Atomic(false)
    private let failure = Mutex<(any Error)?>(nil)

    package init(store: Store, performer: P, options: Options, boot: String, logger: Logger) {
        let lanes = Lanes(limits: options.lane, concurrency: options.concurrency)
        self.store = store
        self.performer = performer
        self.options = options
        self.logger = logger
        self.lanes = lanes
        journal = Journal<F>(settle: options.settle, boot: boot, onEnding: options.onEnding)
        writer = Writer(store) { lanes.active > 8 ? lanes.active / 2 : 1 }
    }

    /// Makes a run and lets it begin. False where a run of that key exists already, which is then left as it is.
    package func submit(key: String, flow: F) async throws -> Bool {
        let (journal, now) = (journal, options.clock.now())
        lanes.add(flow.lane)
        let isNew = try await writer.write { try journal.submit($0, key: key, flow: flow, now: now) }
        signal.raise()
        return isNew
    }

    /// Applies an operator's change to the journal and looks at once for what it made due.
    package func change<T: Sendable>(_ body: @escaping @Sendable (Journal<F>, Database, Date) throws -> T) async throws -> T {
        let (journal, now) = (journal, options.clock.now())
        // A change may make runs due in lanes that had none.
        let (value, known) = try await writer.write { (try body(journal, $0, now), try journal.lanesInUse($0)) }
        for lane in known { lanes.add(lane) }
        signal.raise()
        return value
    }

    /// Takes the database over and works until the task is cancelled.
    ///
    /// - Throws: where the database can no longer be written; nothing that was reported as done is lost.
    package func run() async throws {
        let (journal, now) = (journal, options.clock.now())
        let known = try await writer.write { db in
            try journal.takeOver(db, now: now)
            return try journal.lanesInUse(db)
        }
        for lane in known { lanes.add(lane) }
        // Not a child task: cancelling `run` must not cancel calls that were sent before the grace is over.
        let worker = Task { await work() }
        let timer = Mutex<Task<Void, Never>?>(nil)
        await withTaskCancellationHandler {
            await worker.value
        } onCancel: {
            stop(because: nil)
            let (clock, grace) = (options.clock, options.grace)
            let task = Task {
                try? await clock.sleep(grace)
                worker.cancel()
            }
            timer.withLock { $0 = task }
        }
        timer.withLock { $0?.cancel() }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    func stop(because error: (any Error)?) {
        if let error {
            failure.withLock { $0 = $0 ?? error }
            logger.critical("the database cannot be written; stopping", metadata: ["error": "\(StoreError.explain(error))"])
        }
        isStopping.store(true, ordering: .releasing)
        signal.raise()
    }

    private func work() async {
        async let _: Void = answerCommands { self.isStopping.load(ordering: .acquiring) }
        await withDiscardingTaskGroup { group in
            while !isStopping.load(ordering: .acquiring) {
                do {
                    try await claimAndStart(in: &group)
                } catch {
                    stop(because: error)
                }
            }
        }
        // Leaving the scope cancels the answering, which may sleep until its next look.
    }

    private func claimAndStart(in group: inout DiscardingTaskGroup) async throws {
        let (journal, now, vacancies, free) = (journal, options.clock.now(), lanes.vacancies(), lanes.free)
        var claim = Claim<F>()
        if !vacancies.isEmpty { claim = try await writer.write { try journal.claim($0, vacancies, atMost: free, now: now) } }
        for work in claim.work {
            lanes.begin(work.row.lane)
            group.addTask(executorPreference: executor) { await self.drive(work) }
        }
        guard claim.work.isEmpty else { return }
        let sleep = claim.nextDue.map { Duration.between(options.clock.now(), $0) } ?? .seconds(15)
        await signal.wait(atMost: min(max(sleep, .zero), .seconds(15)), clock: options.clock)
    }

    /// Works on one run until it rests, ends or is lost, then on the next one of its lane that is due: it is claimed with the outcome of the
    /// last, which saves a commit.
    private func drive(_ first: Work<F>) async {
        let lane = first.row.lane
        defer {
            lanes.end(lane)
            signal.raise()
        }
        let journal = journal
        var next: Work<F>? = first
        while let work = next {
            let result = await carryOut(work)
            let now = options.clock.now()
            let keepsPlace = lanes.isWithinShare(lane) && !isStopping.load(ordering: .acquiring)
            do {
                let waits: Bool
                (next, waits) = try await writer.write { db in
                    if let same = try journal.record(db, work, result, now: now) { return (same, false) }
                    let other = keepsPlace ? try journal.claim(db, [Vacancy(lane: lane, places: 1)], now: now).work.first : nil
                    return (other, try journal.isDue(db, work.row.id))
                }
                logger.debug("outcome recorded", metadata: work.metadata(result))
                // It may be due before the one that the claiming task sleeps until.
                if waits { signal.raise() }
                options.faults.reached(.committed, work.effect.step)
            } catch is LostOwnership {
                logger.warning("a later owner has taken the run; the outcome is left to its look-up", metadata: ["run": "\(work.row.key)"])
                _ = try? await writer.write { try journal.audit($0, work.row.id, "engine", "outcome dropped: ownership lost", now: now) }
                return
            } catch {
                return stop(because: error)
            }
        }
    }

    private func carryOut(_ work: Work<F>) async -> WorkResult<F.Answer> {
        let lane = work.row.lane
        if case .perform = work.mode { options.faults.reached(.intentCommitted, work.effect.step) }
        let wait = lanes.reserve(lane, now: options.clock.now())
        if wait > .zero { try? await options.clock.sleep(wait) }
        if isStopping.load(ordering: .acquiring) { return .notBegun }
        let store = store
        let run = work.row.id
        let context = CallContext(runKey: work.row.key, lane: lane, notBefore: work.notBefore, isRestored: work.row.isRestored) { kind, identifiers in
            try await store.pool.read { db in
                try String.fetchSet(
                    db,
                    sql: """
                        SELECT identifier FROM remote WHERE kind = ? AND flow <> ?
                          AND identifier IN (\(repeatElement("?", count: identifiers.count).joined(separator: ", ")))
                        """,
                    arguments: [kind, run] + StatementArguments(identifiers))
            }
        }
        let hindrance: Hindrance?
        let result: WorkResult<F.Answer>
        switch work.mode {
        case .perform:
            let performance = await performer.perform(work.effect.call, context)
            options.faults.reached(.answered, work.effect.step)
            if case .hindered(let found) = performance { hindrance = found } else { hindrance = nil }
            result = .performed(performance)
        case .lookUp(let identifier):
            let finding = await performer.lookUp(work.effect.call, adopting: identifier, context)
            if case .hindered(let found) = finding { hindrance = found } else { hindrance = nil }
            result = .lookedUp(finding)
        }
        if case .rateLimited(let retryAfter) = hindrance {
            lanes.slowDown(lane, retryAfter: retryAfter, now: options.clock.now())
        } else if hindrance == nil {
            lanes.recover(lane)
        }
        return result
    }
}
