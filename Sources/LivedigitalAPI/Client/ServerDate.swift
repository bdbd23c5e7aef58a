package import Foundation
import Synchronization

/// What livedigital's clock showed, and ours at that moment.
package struct ServerDate: Sendable, Equatable {
    /// The `Date` field of an answer; whole seconds.
    package var date: Date
    /// Our clock when the answer was in.
    package var receivedAt: Date

    package init(date: Date, receivedAt: Date) {
        self.date = date
        self.receivedAt = receivedAt
    }

    /// How far livedigital's clock is ahead of ours; negative when it is behind. Off by up to a second and the travel time of the answer.
    package var skew: Duration { .milliseconds(WireDate.milliseconds(of: date) - WireDate.milliseconds(of: receivedAt)) }
}

/// The last `Date` field seen, as text: it is parsed only when somebody asks.
final class LastServerDate: Sendable {
    private let last = Mutex<(field: String, receivedAt: Date)?>(nil)

    func note(_ field: String, receivedAt: Date) {
        last.withLock { $0 = (field, receivedAt) }
    }

    var value: ServerDate? {
        guard let (field, receivedAt) = last.withLock({ $0 }), let date = WireDate.parseHTTP(field) else { return nil }
        return ServerDate(date: date, receivedAt: receivedAt)
    }
}
