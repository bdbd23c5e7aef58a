import Foundation
import LivedigitalAPI
import Synchronization
import Testing

@testable import Orchestration

@Suite struct SteadyClockTests {
    /// Clocks that the test sets, and what livedigital's answers have shown.
    private final class Clocks: Sendable {
        private struct State {
            var real = Date(timeIntervalSince1970: 1_800_000_000)
            var error: TimeInterval
            var instant = ContinuousClock.now
            var heard: [ServerDate] = []
        }
        private let state: Mutex<State>

        /// - Parameter error: how far the machine's clock is ahead.
        init(error: TimeInterval = 0) { state = Mutex(State(error: error)) }

        var real: Date { state.withLock { $0.real } }

        func steady() -> SteadyClock {
            SteadyClock(
                wall: { self.state.withLock { $0.real + $0.error } }, instant: { self.state.withLock { $0.instant } },
                heard: { self.state.withLock { $0.heard } })
        }

        func set(error: TimeInterval) { state.withLock { $0.error = error } }

        /// - Parameter notFor: as long as a machine that stands still with all its clocks does not notice.
        func pass(_ seconds: TimeInterval, notFor stopped: TimeInterval = 0) {
            state.withLock {
                $0.real += seconds
                $0.error -= stopped
                $0.instant += .seconds(seconds - stopped)
            }
        }

        /// An answer of livedigital, whose clock is so far ahead.
        func answer(ahead: TimeInterval = 0) {
            state.withLock { $0.heard = [ServerDate(date: $0.real + ahead, receivedAt: $0.real + $0.error, receivedOn: $0.instant)] }
        }

        /// How far a clock is ahead of the truth.
        func error(of clock: SteadyClock) -> TimeInterval { clock.now().timeIntervalSince(real) }
    }

    @Test(
        "a jump is not believed, whether livedigital was heard or not, and time goes on", arguments: [18_000.0, -18_000, 121, -121], [true, false])
    func jump(_ error: TimeInterval, isHeard: Bool) {
        let clocks = Clocks()
        let steady = clocks.steady()
        if isHeard { clocks.answer() }
        clocks.pass(10)
        #expect(clocks.error(of: steady) == 0)
        clocks.set(error: error)
        for _ in 0..<3 {
            #expect(abs(clocks.error(of: steady)) < 0.001)
            let words = "this machine's clock was set \(Int(abs(error).rounded())) s \(error > 0 ? "ahead" : "back"), and livedigital does not"
            #expect(steady.doubt?.hasPrefix(words) == true, "\(steady.doubt ?? "")")
            clocks.pass(3600)
        }
        clocks.set(error: 0)
        #expect(steady.doubt == nil)
        #expect(clocks.error(of: steady) == 0, "it was set right")
    }

    @Test("a clock that drifts or is set by up to two minutes is followed", arguments: [100.0, -100])
    func drift(_ error: TimeInterval) {
        let clocks = Clocks()
        let steady = clocks.steady()
        clocks.answer()
        clocks.set(error: error)
        #expect(clocks.error(of: steady) == error)
        clocks.pass(5)
        #expect(clocks.error(of: steady) == error)
    }

    @Test("a machine that stood still takes its own clock when livedigital agrees, and not before")
    func standstill() {
        let clocks = Clocks()
        let steady = clocks.steady()
        clocks.answer()
        // All of its clocks stood; then the one that may be set was set right.
        clocks.pass(7200, notFor: 7200)
        clocks.set(error: 0)
        #expect(clocks.error(of: steady) == -7200)
        clocks.answer()
        clocks.pass(2)
        #expect(clocks.error(of: steady) == 0)
    }

    @Test("a clock that was wrong from the start is replaced by livedigital's as soon as that is heard", arguments: [18_000.0, -18_000])
    func wrongFromTheStart(_ error: TimeInterval) {
        let clocks = Clocks(error: error)
        let steady = clocks.steady()
        #expect(clocks.error(of: steady) == error, "nobody says otherwise")
        clocks.answer()
        #expect(abs(clocks.error(of: steady)) < 0.001)
        clocks.pass(3600)
        #expect(abs(clocks.error(of: steady)) < 0.001)
        clocks.set(error: 0)
        #expect(clocks.error(of: steady) == 0, "it was set right")
    }

    @Test("several livedigitals that differ leave the clock with which one of them agrees")
    func differing() {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let heard = [3600.0, 0, -3600].map { ServerDate(date: now + $0, receivedAt: now) }
        #expect(abs(SteadyClock(wall: { now }, heard: { heard }).now().timeIntervalSince(now)) < 1)
    }
}
