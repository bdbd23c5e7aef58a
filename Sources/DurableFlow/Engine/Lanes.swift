import Foundation
import Synchronization

/// How fast and how wide the runs of a lane may go.
package struct LaneLimits: Sendable, Equatable {
    /// Calls a second; nil is unlimited.
    package var rate: Double?
    /// Runs that are worked on at once.
    package var concurrency: Int
    /// The lanes of a pool share its places, of which each pool has as many as the engine's concurrency: what fills one takes nothing from another.
    package var pool: String

    package init(rate: Double?, concurrency: Int, pool: String = "") {
        self.rate = rate
        self.concurrency = concurrency
        self.pool = pool
    }
}

/// Shares the places among the lanes in turn, and spaces each lane's calls.
///
/// It remembers until when nothing of a lane falls due, so that lanes which rest cost nothing, however many they are. Whatever may make a run due
/// earlier is to be ``mark(_:)``ed.
final class Lanes: Sendable {
    private struct Lane {
        let name: String
        var limits: LaneLimits
        var active = 0
        /// When the next call may be sent.
        var nextCall = Date.distantPast
        /// 1 normally; more after the remote side asked for patience. Counts until ``slowedAt``, and is less and less from then on.
        private var slowness = 1.0
        private var slowedAt = Date.distantPast
        /// Nothing of it falls due before; the distant past where that is not known.
        var restsUntil = Date.distantPast
        /// How often it was marked.
        var marks = 0

        init(name: String, limits: LaneLimits) { (self.name, self.limits) = (name, limits) }

        /// In how long half of the slowness is over, answers or not: few calls must not mean that it lasts for ever. From the slowest pace it takes
        /// three minutes to the whole one.
        private static let halfLife: TimeInterval = 30

        /// How many times slower than its limits it is.
        func slowness(at now: Date) -> Double {
            let past = now.timeIntervalSince(slowedAt)
            return past <= 0 ? slowness : max(1, slowness * exp2(-past / Self.halfLife))
        }

        /// An answer came. One to what was under way when patience was asked for does not shorten it.
        mutating func recover(at now: Date) {
            let current = slowness(at: now)
            if current > 1, now >= slowedAt { setSlowness(current * 0.9, at: now) }
        }

        mutating func setSlowness(_ slowness: Double, at instant: Date) { (self.slowness, slowedAt) = (max(1, slowness), instant) }
    }

    private struct State {
        var lanes: [Lane] = []
        var index: [String: Int] = [:]
        var active: [String: Int] = [:]
        /// How many lanes of each pool had runs that are due or worked on, at the last look.
        var busy: [String: Int] = [:]
        var turn = 0
    }

    /// What may be claimed at once in one pool.
    struct Opening {
        /// For each lane that may have something due an equal share of the free places, and at least one, another lane first each time. Together they
        /// may be more than `places`: every lane is asked, so that none waits for its turn while there is a place.
        var vacancies: [Vacancy] = []
        /// The places that nobody has.
        var places: Int
        /// How often each lane was marked, in the order of the vacancies.
        fileprivate var marks: [Int] = []
    }

    private let state = Mutex(State())
    private let limits: @Sendable (String) -> LaneLimits
    private let concurrency: Int

    /// - Parameters:
    ///   - limits: those of a lane, by its name; asked once for each, and again by ``renewLimits(now:)``. The pool stays the same.
    ///   - concurrency: runs that are worked on at once, over all lanes of a pool.
    init(concurrency: Int, limits: @escaping @Sendable (String) -> LaneLimits) {
        self.limits = limits
        self.concurrency = concurrency
    }

    /// Asks for the limits of all lanes again. The next call has its place as if the new pace had counted before, unless the remote side asked for
    /// patience.
    func renewLimits(now: Date) {
        state.withLock { state in
            for lane in state.lanes.indices {
                let former = state.lanes[lane].limits.rate
                state.lanes[lane].limits = limits(state.lanes[lane].name)
                let ahead = state.lanes[lane].nextCall.timeIntervalSince(now)
                guard state.lanes[lane].slowness(at: now) == 1, ahead > 0, let former else { continue }
                state.lanes[lane].nextCall = now.addingTimeInterval(state.lanes[lane].limits.rate.map { ahead * former / $0 } ?? 0)
            }
        }
    }

    /// The places that are taken, over all pools.
    var active: Int { state.withLock { $0.active.values.reduce(0, +) } }

    /// Something of a lane may be due.
    func mark(_ name: String) {
        state.withLock { state in
            let lane = position(of: name, in: &state)
            state.lanes[lane].restsUntil = .distantPast
            state.lanes[lane].marks += 1
        }
    }

    /// What may be claimed now; a pool that is full or has nothing due is left out.
    func openings(now: Date) -> [Opening] {
        state.withLock { state in
            guard !state.lanes.isEmpty else { return [] }
            state.turn = (state.turn + 1) % state.lanes.count
            var awake: [String: [Int]] = [:]
            state.busy = [:]
            for offset in state.lanes.indices {
                let lane = (state.turn + offset) % state.lanes.count
                let isAwake = state.lanes[lane].restsUntil <= now
                guard isAwake || state.lanes[lane].active > 0 else { continue }
                state.busy[state.lanes[lane].limits.pool, default: 0] += 1
                if isAwake { awake[state.lanes[lane].limits.pool, default: []].append(lane) }
            }
            return awake.compactMap { pool, lanes in
                var opening = Opening(places: concurrency - state.active[pool, default: 0])
                guard opening.places > 0 else { return nil }
                let share = max(1, opening.places / lanes.count)
                for lane in lanes.map({ state.lanes[$0] }) {
                    let places = min(share, lane.limits.concurrency - lane.active)
                    guard places > 0 else { continue }
                    opening.vacancies.append(Vacancy(lane: lane.name, places: places))
                    opening.marks.append(lane.marks)
                }
                return opening.vacancies.isEmpty ? nil : opening
            }
        }
    }

    /// Takes note of what an opening brought.
    ///
    /// - Parameter resting: until when nothing of a lane falls due, for those of which nothing is due now.
    func settle(_ opening: Opening, resting: [String: Date]) {
        state.withLock { state in
            for (vacancy, marks) in zip(opening.vacancies, opening.marks) {
                guard let until = resting[vacancy.lane] else { continue }
                let lane = position(of: vacancy.lane, in: &state)
                // What was marked meanwhile may have come after the look.
                if state.lanes[lane].marks == marks { state.lanes[lane].restsUntil = until }
            }
        }
    }

    /// When something may fall due next that there is room for; nil where nothing does.
    var nextDue: Date? {
        state.withLock { state in
            var next: Date?
            for lane in state.lanes where lane.restsUntil < next ?? .distantFuture {
                guard lane.active < lane.limits.concurrency, state.active[lane.limits.pool, default: 0] < concurrency else { continue }
                next = lane.restsUntil
            }
            return next
        }
    }

    /// Whether a lane has no more places than an equal share of those of its pool, as many lanes as were busy at the last look.
    func isWithinShare(_ name: String) -> Bool {
        state.withLock { state in
            let lane = state.lanes[position(of: name, in: &state)]
            return lane.active <= max(1, concurrency / max(1, state.busy[lane.limits.pool, default: 1]))
        }
    }

    func begin(_ name: String) {
        state.withLock { state in
            let lane = position(of: name, in: &state)
            state.lanes[lane].active += 1
            state.active[state.lanes[lane].limits.pool, default: 0] += 1
        }
    }

    func end(_ name: String) {
        state.withLock { state in
            let lane = position(of: name, in: &state)
            state.lanes[lane].active -= 1
            state.active[state.lanes[lane].limits.pool, default: 0] -= 1
        }
    }

    /// Takes the lane's next place in time, for so many requests at once.
    ///
    /// - Returns: how long to wait before the call.
    func reserve(_ name: String, requests: Int = 1, now: Date) -> Duration {
        state.withLock { state in
            let lane = position(of: name, in: &state)
            let at = max(state.lanes[lane].nextCall, now)
            if let rate = state.lanes[lane].limits.rate {
                state.lanes[lane].nextCall = at.addingTimeInterval(Double(requests) * state.lanes[lane].slowness(at: now) / rate)
            }
            return .between(now, at)
        }
    }

    /// The remote side asked for patience: nothing is sent before `now + retryAfter`, and then at half the pace, until it recovers.
    func slowDown(_ name: String, retryAfter: Duration?, now: Date) {
        let earliest = now.adding(retryAfter ?? .seconds(1))
        state.withLock { state in
            let lane = position(of: name, in: &state)
            state.lanes[lane].setSlowness(min(state.lanes[lane].slowness(at: now) * 2, 64), at: earliest)
            state.lanes[lane].nextCall = max(state.lanes[lane].nextCall, earliest)
        }
    }

    /// An answer came: the pace recovers sooner than with time alone.
    func recover(_ name: String, now: Date) {
        state.withLock { state in
            let lane = position(of: name, in: &state)
            state.lanes[lane].recover(at: now)
        }
    }

    /// Whether the calls of a lane are kept back because the remote side asked for patience.
    func isSlow(_ name: String, now: Date) -> Bool {
        state.withLock { state in state.index[name].map { state.lanes[$0].slowness(at: now) > 1 } ?? false }
    }

    private func position(of name: String, in state: inout State) -> Int {
        if let known = state.index[name] { return known }
        state.lanes.append(Lane(name: name, limits: limits(name)))
        state.index[name] = state.lanes.count - 1
        return state.lanes.count - 1
    }
}
