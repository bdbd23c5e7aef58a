import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Orchestration
import Recurrence

/// The service through a year of virtual time: planning, runs, kills and a clock that is set wrong twice.
///
/// The planner, the journal, the client and the performer are those of the service, over its database. What is not, since it must not sleep and
/// must be the same each time, is the waiting between them: one loop goes from one instant at which something happens to the next.
struct Year {
    /// At which point of its work the process is killed.
    enum KillPoint: CaseIterable {
        /// Before a transaction is committed: nothing of it stays.
        case insideTransaction
        /// The intent is committed, nothing is sent.
        case intentCommitted
        /// The call was sent, its answer is lost.
        case answered
        /// An outcome is committed.
        case committed
    }

    /// An answer on its way to the service. A class, as it is moved about more than read.
    final class Arrival {
        let work: Work<ServiceFlow>
        let result: WorkResult<ServiceAnswer>

        init(_ work: Work<ServiceFlow>, _ result: WorkResult<ServiceAnswer>) { (self.work, self.result) = (work, result) }
    }

    /// The process was killed at the point that was chosen.
    struct Killed: Error {}

    let remote: Livedigital
    let folder: URL
    let zones = ZoneDatabase()
    let files: [JobFile]
    var random: SeededGenerator
    /// The true time, in whole milliseconds.
    var now = WeeklyJob.firstDay
    /// How far the machine's clock is ahead of it.
    var offset: TimeInterval = 0
    var service: Service?
    var clock: MachineClock?
    var arrivals = Heap<Arrival>()
    /// When runs are claimed, and when occurrences are planned, the next time.
    var claimAt = Date.distantPast
    var planAt = Date.distantPast
    /// When the process is started again after a kill.
    var startAt = WeeklyJob.firstDay
    var killPoint: KillPoint?
    var (starts, kills, clockJumps) = (0, 0, 0)
    private var killTimes: [Date]
    private var jumps: [(at: Date, offset: TimeInterval)]

    init(_ jobs: [WeeklyJob], days: Int, restarts: Int, faults: Double, folder: URL, random: SeededGenerator) throws {
        let (zones, year) = (zones, Double(days) * 86_400)
        var random = random
        files = try jobs.map { try $0.file(zones) }
        remote = Livedigital(
            directory: Livedigital.Directory(jobs), faultRate: faults, now: now, random: SeededGenerator(state: random.next()))
        killTimes = (0..<restarts).map { _ in WeeklyJob.firstDay.addingTimeInterval(Double.random(in: 3600...year * 0.95, using: &random)) }.sorted()
        self.random = random
        self.folder = folder
        // Once ahead and once behind, each until somebody sets the clock right.
        let (ahead, behind) = (WeeklyJob.firstDay.addingTimeInterval(year / 3), WeeklyJob.firstDay.addingTimeInterval(year * 2 / 3))
        jumps = [(ahead, 5 * 3600), (ahead.addingTimeInterval(1500), 0), (behind, -3 * 3600), (behind.addingTimeInterval(5400), 0)]
    }

    /// What the machine's clock shows.
    var machineTime: Date { now.addingTimeInterval(offset) }

    /// Goes through the year, and on until nothing is left to do.
    mutating func run() async throws {
        while let next = nextInstant {
            now = max(now, next)
            setClock()
            clock?.now = machineTime
            remote.advance(to: now)
            do {
                try await work()
            } catch is Killed {
                die()
            }
        }
    }

    private var nextInstant: Date? {
        guard service != nil else { return startAt }
        let next = min(arrivals.firstInstant, claimAt, planAt)
        guard next < .distantFuture else { return nil }
        // Nothing of the year is left, but the clock may still have to be set.
        return min(next, jumps.first?.at ?? .distantFuture)
    }

    private mutating func setClock() {
        while let jump = jumps.first, jump.at <= now {
            jumps.removeFirst()
            if jump.offset != 0 { clockJumps += 1 }
            offset = jump.offset
            // Sleeps are short, so that a clock that was set is noticed.
            (claimAt, planAt) = (now, now)
        }
    }

    private mutating func work() async throws {
        guard let service else { return try await start() }
        if killPoint == nil, let time = killTimes.first, time <= now {
            killTimes.removeFirst()
            killPoint = KillPoint.allCases.randomElement(using: &random)
        }
        if min(claimAt, arrivals.firstInstant) <= now { try await proceed(service) }
        if planAt <= now { try await plan(service) }
    }

    /// The process is gone, with all that it had not committed; livedigital goes on with what it was sent.
    private mutating func die() {
        kills += 1
        killPoint = nil
        service = nil
        arrivals = Heap()
        // Most of the time somebody, or systemd, starts it again soon; sometimes nobody is there for days.
        let away: Double
        switch Int.random(in: 0..<20, using: &random) {
        case 0: away = Double.random(in: 86_400...4 * 86_400, using: &random)
        case 1...3: away = Double.random(in: 600...6 * 3600, using: &random)
        default: away = Double.random(in: 1...60, using: &random)
        }
        startAt = now.addingTimeInterval(away.rounded())
    }

    /// Dies here where that was chosen.
    func reach(_ point: KillPoint) throws {
        if killPoint == point { throw Killed() }
    }
}
