import Foundation
import Synchronization

/// How fast and how wide the runs of a lane may go.
package struct LaneLimits: Sendable, Equatable {
    /// Calls a second; nil is unlimited.
    package var rate: Double?
    /// Runs that are worked on at once.
    package var concurrency: Int

    package init(rate: Double?, concurrency: Int) {
        self.rate = rate
        self.concurrency = concurrency
    }
}

/// Shares the places among the lanes in turn, and spaces each lane's calls.
final class Lanes: Sendable {
    private struct Lane {
        var active = 0
        /// When the next call may be sent.
        var nextCall = Date.distantPast
        /// 1 normally; more after the remote side asked for patience, and back again with each answer.
        var slowness = 1.0
    }

    private struct State {
        var lanes: [String: Lane] = [:]
        var order: [String] = []
        var active = 0
        var turn = 0
    }

    private let state = Mutex(State())
    private let limits: LaneLimits
    private let concurrency: Int

    /// - Parameter concurrency: runs that are worked on at once, over all lanes.
    init(limits: LaneLimits, concurrency: Int) {
        self.limits = limits
        self.concurrency = concurrency
    }

    var active: Int { state.withLock { $0.active } }

    /// The places that nobody has, over all lanes.
    var free: Int { state.withLock { concurrency - $0.active } }

    func add(_ lane: String) {
        state.withLock {
            guard $0.lanes[lane] == nil else { return }
            $0.lanes[lane] = Lane()
            $0.order.append(lane)
        }
    }

    /// For each lane that has room an equal share of the free places, and at least one, another lane first each time.
    ///
    /// They may be more than ``free``: every lane is asked, so that none waits for its turn while there is a place.
    func vacancies() -> [Vacancy] {
        state.withLock { state in
            let free = concurrency - state.active
            guard free > 0, !state.order.isEmpty else { return [] }
            state.turn = (state.turn + 1) % state.order.count
            let turn = state.order[state.turn...] + state.order[..<state.turn]
            let share = max(1, free / state.order.count)
            return turn.compactMap { lane in
                let places = min(share, limits.concurrency - (state.lanes[lane]?.active ?? 0))
                return places > 0 ? Vacancy(lane: lane, places: places) : nil
            }
        }
    }

    /// Whether a lane has no more places than an equal share of all.
    func isWithinShare(_ lane: String) -> Bool {
        state.withLock { $0.lanes[lane]?.active ?? 0 <= max(1, concurrency / max(1, $0.order.count)) }
    }

    func begin(_ lane: String) {
        state.withLock {
            $0.lanes[lane]?.active += 1
            $0.active += 1
        }
    }

    func end(_ lane: String) {
        state.withLock {
            $0.lanes[lane]?.active -= 1
            $0.active -= 1
        }
    }

    /// Takes the lane's next place in time.
    ///
    /// - Returns: how long to wait before the call.
    func reserve(_ lane: String, now: Date) -> Duration {
        guard let rate = limits.rate else {
            return state.withLock { .between(now, max($0.lanes[lane]?.nextCall ?? now, now)) }
        }
        return state.withLock {
            var entry = $0.lanes[lane] ?? Lane()
            let at = max(entry.nextCall, now)
            entry.nextCall = at.addingTimeInterval(entry.slowness / rate)
            $0.lanes[lane] = entry
            return .between(now, at)
        }
    }

    /// The remote side asked for patience: nothing is sent before `now + retryAfter`, and then at half the pace.
    func slowDown(_ lane: String, retryAfter: Duration?, now: Date) {
        let earliest = now.adding(retryAfter ?? .seconds(1))
        state.withLock {
            guard var entry = $0.lanes[lane] else { return }
            entry.slowness = min(entry.slowness * 2, 64)
            entry.nextCall = max(entry.nextCall, earliest)
            $0.lanes[lane] = entry
        }
    }

    /// An answer came: the pace recovers.
    func recover(_ lane: String) {
        state.withLock {
            guard let slowness = $0.lanes[lane]?.slowness, slowness > 1 else { return }
            $0.lanes[lane]?.slowness = max(1, slowness * 0.9)
        }
    }
}
