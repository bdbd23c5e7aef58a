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
        /// Runs that are worked on at once, in each pool of lanes.
        package var concurrency: Int
        /// The limits of a lane by its name; asked once for each, and again by ``Engine/renewLimits()``.
        package var lane: @Sendable (String) -> LaneLimits
        /// How long calls that were sent may take to end at shutdown.
        package var grace: Duration
        package var clock: EngineClock
        package var faults: FaultPoints
        /// Carries out what other processes ask for, in one transaction, and answers in words; throws to refuse.
        package var commands: @Sendable (OwnerCommand, Journal<F>, Database, Date) throws -> String
        /// Called when a run ends, in the transaction that ends it; see ``Journal/onEnding``.
        package var onEnding: @Sendable (Journal<F>, Database, _ key: String, F, Ending, Date) throws -> Void
        /// Called when a run goes on, is held, or has its lane paused; see ``Journal/onTurn``.
        package var onTurn: @Sendable (Journal<F>, Database, _ key: String, F, RunTurn, Date) throws -> Void
        /// Looks for what a run watches; see ``Journal/onWatch``.
        package var onWatch: @Sendable (Journal<F>, Database, _ key: String, F, F.Call, Date) throws -> Outcome<F.Answer>?
        /// Called with each call that is about to be sent; see ``Journal/onIntent``.
        package var onIntent: @Sendable (Database, Work<F>) throws -> Void

        package init(
            settle: Duration, concurrency: Int = 64, lane: @escaping @Sendable (String) -> LaneLimits, grace: Duration = .seconds(10),
            clock: EngineClock = .system,
            faults: FaultPoints = .none,
            commands: @escaping @Sendable (OwnerCommand, Journal<F>, Database, Date) throws -> String = { command, _, _, _ in
                throw OperatorError("unknown command \(command.verb)")
            },
            onEnding: @escaping @Sendable (Journal<F>, Database, _ key: String, F, Ending, Date) throws -> Void = { _, _, _, _, _, _ in },
            onTurn: @escaping @Sendable (Journal<F>, Database, _ key: String, F, RunTurn, Date) throws -> Void = { _, _, _, _, _, _ in },
            onWatch: @escaping @Sendable (Journal<F>, Database, _ key: String, F, F.Call, Date) throws -> Outcome<F.Answer>? = { _, _, _, _, _, _ in
                nil
            },
            onIntent: @escaping @Sendable (Database, Work<F>) throws -> Void = { _, _ in }
        ) {
            self.settle = settle
            self.concurrency = concurrency
            self.lane = lane
            self.grace = grace
            self.clock = clock
            self.faults = faults
            self.commands = commands
            self.onEnding = onEnding
            self.onTurn = onTurn
            self.onWatch = onWatch
            self.onIntent = onIntent
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
    /// The runs whose call is not sent yet, since its turn in its lane has not come.
    private let awaitingTurn = Mutex<Set<String>>([])
    private let isStopping = Atomic(false)
    private let failure = Mutex<(any Error)?>(nil)

    package init(store: Store, performer: P, options: Options, boot: String, logger: Logger) {
        let lanes = Lanes(concurrency: options.concurrency, limits: options.lane)
        self.store = store
        self.performer = performer
        self.options = options
        self.logger = logger
        self.lanes = lanes
        journal = Journal<F>(
            settle: options.settle, boot: boot, startedAt: options.clock.now(), onEnding: options.onEnding, onTurn: options.onTurn,
            onWatch: options.onWatch, onIntent: options.onIntent)
        writer = Writer(store) { lanes.active > 8 ? lanes.active / 2 : 1 }
    }

    /// Makes a run and lets it begin. False where a run of that key exists already, which is then left as it is.
    package func submit(key: String, flow: F) async throws -> Bool {
        try await change { journal, db, now in try journal.submit(db, key: key, flow: flow, now: now) }
    }

    /// Applies an operator's change to the journal and looks at once for what it made due.
    package func change<T: Sendable>(_ body: @escaping @Sendable (Journal<F>, Database, Date) throws -> T) async throws -> T {
        let (journal, now) = (journal, options.clock.now())
        let value = try await writer.write { try body(journal, $0, now) }
        markLanes()
        signal.raise()
        return value
    }

    /// Asks for the limits of all lanes again. A run that is worked on stays, and a call that waits for its turn keeps it.
    package func renewLimits() {
        lanes.renewLimits(now: options.clock.now())
        signal.raise()
    }

    /// Whether a run waits for its turn because the remote side asked for fewer calls: false once its call was sent, however slow the lane still is.
    package func isSlowed(_ run: RunRecord) -> Bool {
        guard lanes.isSlow(run.lane, now: options.clock.now()) else { return false }
        return run.state == .ready || run.state == .running && awaitingTurn.withLock { $0.contains(run.key) }
    }

    /// Takes note of the lanes in which the journal made something due.
    ///
    /// - Returns: whether there are any.
    @discardableResult
    private func markLanes() -> Bool {
        let marked = journal.marks.take()
        for lane in marked { lanes.mark(lane) }
        return !marked.isEmpty
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
        for lane in known { lanes.mark(lane) }
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
        let (journal, now, openings) = (journal, options.clock.now(), lanes.openings(now: options.clock.now()))
        var isAnyClaimed = false
        if !openings.isEmpty {
            let claims = try await writer.write { db in
                try openings.map { try journal.claim(db, $0.vacancies, atMost: $0.places, now: now) }
            }
            for (opening, claim) in zip(openings, claims) {
                lanes.settle(opening, resting: claim.resting)
                for work in claim.work {
                    lanes.begin(work.row.lane)
                    group.addTask(executorPreference: executor) { await self.drive(work) }
                    isAnyClaimed = true
                }
            }
        }
        guard !isAnyClaimed else { return }
        let sleep = lanes.nextDue.map { Duration.between(options.clock.now(), $0) } ?? .seconds(15)
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
                // With no other run there is no other call under way that would have to wait while this thread syncs.
                (next, waits) = try await writer.write(here: lanes.active == 1) { db in
                    if let same = try journal.record(db, work, result, now: now) { return (same, false) }
                    let other = keepsPlace ? try journal.claim(db, [Vacancy(lane: lane, places: 1)], now: now).work.first : nil
                    return (other, try journal.isDue(db, work.row.id))
                }
                logger.debug("outcome recorded", metadata: work.metadata(result))
                // It may be due before the one that the claiming task sleeps until.
                if waits { lanes.mark(lane) }
                if markLanes() || waits { signal.raise() }
                options.faults.reached(.committed, work.effect.step)
            } catch is LostOwnership {
                logger.warning("a later owner has taken the run; the outcome is left to its look-up", metadata: ["run": "\(work.row.key)"])
                _ = try? await writer.write { try journal.audit($0, work.row.id, "engine", "outcome dropped: ownership lost", now: now) }
                // Its later owner may be this engine, which has not looked since.
                lanes.mark(lane)
                return
            } catch {
                return stop(because: error)
            }
        }
    }

    private func carryOut(_ work: Work<F>) async -> WorkResult<F.Answer> {
        let lane = work.row.lane
        if case .perform = work.mode { options.faults.reached(.intentCommitted, work.effect.step) }
        let wait = lanes.reserve(lane, requests: work.effect.requests, now: options.clock.now())
        if wait > .zero {
            awaitingTurn.withLock { _ = $0.insert(work.row.key) }
            try? await options.clock.sleep(wait)
            awaitingTurn.withLock { _ = $0.remove(work.row.key) }
        }
        if isStopping.load(ordering: .acquiring) { return .notBegun }
        let result = await work.carriedOut(by: performer, reading: store.pool)
        if case .performed = result { options.faults.reached(.answered, work.effect.step) }
        let hindrance = result.hindrance
        if case .rateLimited(let retryAfter) = hindrance {
            lanes.slowDown(lane, retryAfter: retryAfter, now: options.clock.now())
        } else if hindrance == nil {
            lanes.recover(lane, now: options.clock.now())
        }
        return result
    }
}
