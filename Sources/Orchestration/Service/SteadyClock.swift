import Foundation
import LivedigitalAPI
import Synchronization

/// The clock that runs go by: this machine's, for as long as it can be believed.
///
/// A machine's clock that is set far ahead would end runs as late and give up reports, and one that is set back would let them wait. So a jump is
/// believed only where livedigital's clock agrees with it; until then time goes on by the clock of the machine that nobody sets. Where livedigital
/// agrees with neither, as when the process was started with a wrong clock, its own word counts.
final class SteadyClock: Sendable {
    private struct Reading {
        var time: Date
        var instant: ContinuousClock.Instant
        /// When this was last compared with livedigital's clock.
        var compared: ContinuousClock.Instant?

        func carriedOn(to instant: ContinuousClock.Instant) -> Date {
            time.addingTimeInterval((instant - self.instant) / .seconds(1))
        }
    }

    private let wall: @Sendable () -> Date
    private let instant: @Sendable () -> ContinuousClock.Instant
    private let heard: @Sendable () -> [ServerDate]
    private let last: Mutex<Reading>

    /// How often livedigital's clock is looked at while ours does not jump.
    private static let comparison = Duration.seconds(1)

    /// - Parameters:
    ///   - wall: the machine's clock, which may be set.
    ///   - instant: the one that nobody sets; it goes on while the machine sleeps.
    ///   - heard: the clocks that livedigital's answers have shown, one for each connection.
    init(
        wall: @escaping @Sendable () -> Date = { Date() }, instant: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        heard: @escaping @Sendable () -> [ServerDate]
    ) {
        self.wall = wall
        self.instant = instant
        self.heard = heard
        last = Mutex(Reading(time: wall(), instant: instant(), compared: nil))
    }

    /// The time now.
    func now() -> Date {
        let (wall, instant) = (wall(), instant())
        return last.withLock { last in
            let steady = last.carriedOn(to: instant)
            let hasJumped = !Self.agree(wall, steady)
            if !hasJumped, let compared = last.compared, instant - compared < Self.comparison {
                (last.time, last.instant) = (wall, instant)
                return wall
            }
            let theirs = heard().map { $0.carriedOn(to: wall, on: instant).date }
            let believed = [wall, steady].first { time in theirs.contains { Self.agree($0, time) } }
            let nearest = theirs.min { abs($0.timeIntervalSince(steady)) < abs($1.timeIntervalSince(steady)) }
            last = Reading(
                time: believed ?? nearest ?? (hasJumped ? steady : wall), instant: instant, compared: theirs.isEmpty ? nil : instant)
            return last.time
        }
    }

    /// What is said where the machine's clock was set and nobody has confirmed it; nil where it shows the time that runs go by.
    var doubt: String? {
        let ahead = wall().timeIntervalSince(now())
        guard abs(ahead) > ClockCheck.largestSkew / .seconds(1) else { return nil }
        return "this machine's clock was set \(Int(abs(ahead))) s \(ahead > 0 ? "ahead" : "back"), and livedigital does not confirm it; set it right"
    }

    /// Asks livedigital what time it is whenever the machine's clock shows another than the runs go by, until cancelled.
    func keepComparing(by check: ClockCheck) async {
        while (try? await Task.sleep(for: .seconds(15))) != nil {
            if doubt != nil { _ = await check.problem() }
        }
    }

    private static func agree(_ one: Date, _ other: Date) -> Bool {
        abs(one.timeIntervalSince(other)) <= ClockCheck.largestSkew / .seconds(1)
    }
}
