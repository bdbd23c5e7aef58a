import Foundation
import GRDB

@testable import DurableFlow

/// The engine's journal, driven through virtual time by one seeded loop against a remote side that misbehaves.
///
/// Time is a number, nothing sleeps, nothing runs at once: the same seed gives the same history to the last row.
struct Simulation {
    /// How often what goes wrong, from 0 to 1.
    struct Plan {
        var fault = 0.25
        var crash = 0.03
        /// An owner that died only from its successor's view: its calls end, and it still tries to record them.
        var zombie = 0.5
        /// Work done by the remote side after it hung up: at most this many seconds later, inside the settle window.
        var latest = 3.5
        var faultsUntil: TimeInterval = 400
        /// How often a claim comes with an amendment of one of the runs, from 0 to 1.
        var amendment = 0.0
    }

    private enum Event {
        case claim
        /// An answer arrives at an owner.
        case answer(boot: Int, Work<ShowFlow>, WorkResult<ShowFlow.Answer>)
        /// The remote side does work that nobody waits for any more.
        case late(ShowFlow.Call)
        case crash
    }

    let database: DatabaseQueue
    var remote = SimulatedRemote()
    var plan: Plan
    private(set) var now = Date(timeIntervalSince1970: 1_800_000_000)
    private var generator: SeededGenerator
    private var events: [(at: Date, order: Int, event: Event)] = []
    private var order = 0
    private var boot = 0
    private var inFlight = 0
    private(set) var lostOwnerships = 0
    private(set) var crashes = 0
    /// The last amendment of each run that was accepted.
    private(set) var amended: [String: String] = [:]
    private var names: [String] = []
    private let start: Date
    let settle: Duration = .seconds(4)

    init(seed: UInt64, plan: Plan = Plan()) throws {
        self.plan = plan
        generator = SeededGenerator(state: seed)
        start = now
        database = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        Journal<ShowFlow>.registerMigrations(in: &migrator)
        try migrator.migrate(database)
        try database.write { try $0.execute(sql: "CREATE TABLE ending(key TEXT)") }
    }

    private mutating func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &generator) < probability }
    private mutating func seconds(_ range: ClosedRange<Double>) -> TimeInterval { Double.random(in: range, using: &generator) }

    private mutating func schedule(_ event: Event, in delay: TimeInterval) {
        order += 1
        // Whole milliseconds, as the journal keeps them.
        events.append((now.addingTimeInterval((delay * 1000).rounded() / 1000), order, event))
    }

    private func journal(_ random: Double) -> Journal<ShowFlow> {
        Journal(settle: settle, boot: "boot-\(boot)", random: { random }) { _, db, key, _, _, _ in
            try db.execute(sql: "INSERT INTO ending VALUES(?)", arguments: [key])
        }
    }

    /// Runs the flows to their ends; throws ``Stuck`` where they do not come there.
    mutating func run(_ flows: [ShowFlow]) throws {
        let first = journal(0.5)
        names = flows.map(\.name)
        for flow in flows { _ = try database.write { try first.submit($0, key: flow.name, flow: flow, now: now) } }
        schedule(.claim, in: 0)
        var steps = 0
        while try !isOver() {
            steps += 1
            guard steps < 20_000, let index = events.indices.min(by: { (events[$0].at, events[$0].order) < (events[$1].at, events[$1].order) }) else {
                throw Stuck()
            }
            let event = events.remove(at: index)
            now = max(now, event.at)
            try handle(event.event)
        }
        // What the remote side still does after the last run has ended.
        for event in events.sorted(by: { $0.at < $1.at }) { if case .late(let call) = event.event { _ = remote.apply(call, at: event.at) } }
    }

    struct Stuck: Error {}

    private func isOver() throws -> Bool {
        try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM flow WHERE state NOT IN (5, 6, 7, 8, 9)") == 0 }
    }

    private var isFaulty: Bool { now.timeIntervalSince(start) < plan.faultsUntil }

    private mutating func handle(_ event: Event) throws {
        switch event {
        case .late(let call): _ = remote.apply(call, at: now)
        case .claim: try claim()
        case .crash: try crash()
        case .answer(let boot, let work, let result):
            // The outcome of a dead owner reaches the database only where that owner is a zombie.
            let journal = journal(seconds(0...0.999))
            let time = now
            do {
                let next = try database.write { try journal.record($0, work, result, now: time) }
                if boot == self.boot { inFlight -= 1 }
                if let next { try begin(next) }
            } catch is LostOwnership {
                lostOwnerships += 1
                if boot == self.boot { inFlight -= 1 }
            }
        }
    }

    private mutating func amend() throws {
        let journal = journal(0.5)
        let (key, text, time) = (names[Int.random(in: names.indices, using: &generator)], "\(order)", now)
        do {
            try database.write { try journal.amend($0, key: key, amendment: Data(text.utf8), actor: "test", now: time) }
            amended[key] = text
        } catch is OperatorError {
            // It has ended.
        }
    }

    private mutating func claim() throws {
        if plan.amendment > 0, chance(plan.amendment) { try amend() }
        let journal = journal(seconds(0...0.999))
        let time = now
        let lanes = ["north", "south"].map { Vacancy(lane: $0, places: max(0, 4 - inFlight)) }
        let claim = try database.write { try journal.claim($0, lanes, now: time) }
        for work in claim.work { try begin(work) }
        schedule(.claim, in: 0.25)
    }

    private mutating func crash() throws {
        crashes += 1
        boot += 1
        inFlight = 0
        let isZombie = chance(plan.zombie)
        // The remote side goes on with what it was sent; a truly dead owner hears nothing of it.
        events = events.filter {
            if case .answer = $0.event { return isZombie }
            if case .claim = $0.event { return false }
            return true
        }
        let journal = journal(0.5)
        let time = now
        try database.write { try journal.takeOver($0, now: time) }
        schedule(.claim, in: seconds(0...2))
    }

    /// Sends a call, or looks one up, and decides what becomes of it.
    private mutating func begin(_ work: Work<ShowFlow>) throws {
        inFlight += 1
        let boot = boot
        func answer(_ result: WorkResult<ShowFlow.Answer>) -> Event { .answer(boot: boot, work, result) }
        if isFaulty, chance(plan.crash) { schedule(.crash, in: seconds(0...1)) }
        switch work.mode {
        case .lookUp:
            if isFaulty, chance(plan.fault) {
                schedule(answer(.lookedUp(.hindered(.unknown("no list")))), in: seconds(0.01...1))
            } else {
                schedule(answer(.lookedUp(remote.lookUp(work.effect.call, at: now))), in: seconds(0.01...0.2))
            }
        case .perform:
            let call = work.effect.call
            guard isFaulty, chance(plan.fault) else {
                // The work is done at once, its answer travels: a crash in between loses the answer alone.
                return schedule(answer(.performed(remote.apply(call, at: now))), in: seconds(0.01...0.3))
            }
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: schedule(answer(.performed(.hindered(.notSent("refused connection")))), in: 0.01)
            case 1: schedule(answer(.performed(.hindered(.rateLimited(retryAfter: .seconds(1))))), in: 0.01)
            case 2: schedule(answer(.performed(.hindered(.unknown("hung up before the work")))), in: 0.05)
            case 3:
                _ = remote.apply(call, at: now)
                schedule(answer(.performed(.hindered(.unknown("hung up after the work")))), in: seconds(0.01...1))
            case 4:
                // Within the settle window, which begins when the attempt has ended.
                schedule(answer(.performed(.hindered(.unknown("hung up, works on")))), in: 0.05)
                schedule(.late(call), in: seconds(0.1...plan.latest))
            case 5: schedule(answer(.performed(.notReady("not yet"))), in: 0.05)
            default:
                schedule(answer(.performed(.hindered(.unknown("503")))), in: seconds(0.01...0.5))
            }
        }
    }
}
