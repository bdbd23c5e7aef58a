import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Orchestration
import Recurrence
import Synchronization

extension Year {
    /// One life of the process.
    struct Service {
        let store: Store
        let journal: ServiceJournal
        let performer: ServicePerformer
        /// Of each account, in their order.
        let clients: [LivedigitalClient]
        let planner: Planner
        /// When livedigital's clock was asked for.
        var clockAskedAt = Date.distantPast
        /// Runs that are worked on.
        var active: [String: Int] = [:]
    }

    /// Runs of a connection that are worked on at once.
    private static let concurrency = 16
    private static let webURL = "https://edu.livedigital.space"

    /// Starts the process: it takes over what the one before left, and applies the job files as `serve --jobs` does.
    mutating func start() async throws {
        starts += 1
        let clock = MachineClock(machineTime)
        let store = try Store.open(path: folder.appending(path: "year.sqlite").path(percentEncoded: false), synchronous: .normal) { migrator in
            Workspace.registerMigrations(in: &migrator)
        }
        let jitter = Mutex(SeededGenerator(state: random.next()))
        let journal = ServiceJournal(
            settle: .seconds(60), boot: "boot-\(starts)", startedAt: machineTime,
            random: { jitter.withLock { Double.random(in: 0..<1, using: &$0) } },
            onEnding: { journal, db, key, flow, ending, now in
                try JobTable.noteEnding(db, journal, key: key, flow: flow, ending: ending, now: now)
            })
        let remote = remote
        let clients = Dictionary(
            uniqueKeysWithValues: WeeklyJob.accounts.map { account in
                (account, LivedigitalClient(baseURL: Livedigital.address, token: account, transport: remote, now: { clock.now }))
            })
        let performer = LivedigitalPerformer(
            clients: { account in clients[account]! }, listing: SharedListing(now: { clock.now }), reports: ReportStore(root: folder))
        self.clock = clock
        service = Service(
            store: store, journal: journal, performer: ServicePerformer(autowebinar: performer),
            clients: WeeklyJob.accounts.compactMap { clients[$0] },
            planner: Planner(zones: zones, webURL: Self.webURL))
        let (machineTime, files, changePlanner, isFirst) = (machineTime, files, ChangePlanner(zones: zones), starts == 1)
        try transact { db in
            try journal.takeOver(db, now: machineTime)
            // Reading all files again each time would only take long.
            guard isFirst || starts.isMultiple(of: 10) else { return }
            let changes = try changePlanner.changes(files, prune: true, in: db, now: machineTime)
            guard isFirst || changes.isEmpty else {
                throw Surprise("the files did not change, but applying them would change \(changes.changes.count) jobs")
            }
            _ = try changePlanner.apply(changes, db, journal, actor: "simulation", now: machineTime)
        }
        (claimAt, planAt) = (now, now)
    }

    /// One transaction, unless the process is killed in it.
    func transact<Value>(_ body: (Database) throws -> Value) throws -> Value {
        guard let service else { throw Killed() }
        // As the service's writer does it, with statements that are compiled once.
        return try service.store.pool.writeWithoutTransaction { db in
            try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
            do {
                let value = try body(db)
                try reach(.insideTransaction)
                try db.cachedStatement(sql: "COMMIT").execute()
                return value
            } catch {
                try db.rollback()
                throw error
            }
        }
    }

    /// Records what has arrived and claims what is due, in one transaction as the engine's writer does, then sends what it asks for.
    mutating func proceed(_ service: Service) async throws {
        var arrived: [Arrival] = []
        while arrivals.firstInstant <= now { arrived.append(arrivals.removeFirst()) }
        var active = service.active
        let (time, journal) = (machineTime, service.journal)
        let (next, due) = try transact { db in
            var next: [Work<ServiceFlow>] = []
            for arrival in arrived {
                if let work = try journal.record(db, arrival.work, arrival.result, now: time) {
                    next.append(work)
                } else {
                    active[arrival.work.lane, default: 1] -= 1
                }
            }
            // A run that rests may be due before all others.
            guard claimAt <= now || next.count < arrived.count else { return (next, claimAt) }
            let claim = try journal.claim(db, WeeklyJob.accounts.map { Vacancy(lane: $0, places: Self.concurrency - (active[$0] ?? 0)) }, now: time)
            for work in claim.work { active[work.lane, default: 0] += 1 }
            return (next + claim.work, trueTime(claim.nextDue))
        }
        self.service?.active = active
        claimAt = due
        if !arrived.isEmpty { try reach(.committed) }
        for work in next {
            try reach(.intentCommitted)
            let result = await work.carriedOut(by: service.performer, reading: service.store.pool)
            try reach(.answered)
            // In whole milliseconds, so that what arrives together is recorded together, as by a writer that others wait for.
            let milliseconds = (now.timeIntervalSince1970 * 1000).rounded() + (random.chance(0.1) ? 300 : 100)
            arrivals.insert(Arrival(work, result), at: Date(timeIntervalSince1970: milliseconds / 1000))
        }
    }

    /// When it is that the machine's clock shows an instant: now where it shows it already, never where there is none.
    private func trueTime(_ instant: Date?) -> Date { instant.map { max(now, $0.addingTimeInterval(-offset)) } ?? .distantFuture }

    /// Plans what is due, as the service's loop does: not while the clock is wrong.
    mutating func plan(_ service: Service) async throws {
        if now.timeIntervalSince(service.clockAskedAt) >= ClockCheck.interval.inSeconds {
            self.service?.clockAskedAt = now
            for client in service.clients { _ = try? await client.getMe() }
        }
        planAt = now.addingTimeInterval(15)
        let skews = service.clients.compactMap { $0.serverDate?.skew.inSeconds }
        if skews.contains(where: { abs($0) > ClockCheck.largestSkew.inSeconds }) {
            self.service?.clockAskedAt = .distantPast
            return
        }
        let (time, planner, journal) = (machineTime, service.planner, service.journal)
        let progress = try transact { try planner.advance($0, journal, now: time, isConfirmed: !skews.isEmpty) }
        guard progress.clockProblem == nil else { return }
        planAt = trueTime(progress.next)
        if progress.planned > 0 { claimAt = now }
    }
}

/// Something happened that the service must never do.
struct Surprise: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// The clock of the machine, set by the loop.
final class MachineClock: Sendable {
    private let time: Mutex<Date>

    init(_ now: Date) { time = Mutex(now) }

    var now: Date {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}
