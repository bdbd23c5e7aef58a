import Foundation
import Synchronization

/// A clock that can be moved by hand.
final class SandboxClock: Sendable {
    private let base: @Sendable () -> Date
    private let offset = Mutex<TimeInterval>(0)

    init(base: @escaping @Sendable () -> Date) { self.base = base }

    var now: Date { base().addingTimeInterval(offset.withLock { $0 }) }

    func advance(by seconds: TimeInterval) { offset.withLock { $0 += seconds } }
}
