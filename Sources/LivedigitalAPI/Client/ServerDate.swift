package import Foundation
import Synchronization

/// What livedigital's clock showed, and ours at that moment.
package struct ServerDate: Sendable, Equatable {
    /// The `Date` field of an answer; whole seconds.
    package var date: Date
    /// Our clock when the answer was in.
    package var receivedAt: Date

    /// The same moment on the clock that nobody sets.
    package var receivedOn: ContinuousClock.Instant

    package init(date: Date, receivedAt: Date, receivedOn: ContinuousClock.Instant = .now) {
        self.date = date
        self.receivedAt = receivedAt
        self.receivedOn = receivedOn
    }

    /// What livedigital's clock must show by now, against ours: a clock of ours that was set since the answer shows in the skew.
    package func carriedOn(to now: Date, on instant: ContinuousClock.Instant = .now) -> ServerDate {
        let passed = (instant - receivedOn) / .milliseconds(1)
        return ServerDate(date: date.addingTimeInterval(passed / 1000), receivedAt: now, receivedOn: instant)
    }

    /// How far livedigital's clock is ahead of ours; negative when it is behind. Off by up to a second and the travel time of the answer.
    package var skew: Duration { .milliseconds(WireDate.milliseconds(of: date) - WireDate.milliseconds(of: receivedAt)) }
}

/// The last `Date` field seen, as text: it is parsed only when somebody asks.
final class LastServerDate: Sendable {
    private let last = Mutex<(field: String, receivedAt: Date, receivedOn: ContinuousClock.Instant)?>(nil)

    func note(_ field: String, receivedAt: Date) {
        last.withLock { $0 = (field, receivedAt, .now) }
    }

    var value: ServerDate? {
        guard let (field, receivedAt, receivedOn) = last.withLock({ $0 }), let date = WireDate.parseHTTP(field) else { return nil }
        return ServerDate(date: date, receivedAt: receivedAt, receivedOn: receivedOn)
    }
}
