package import Foundation

/// What the engine knows of time, passed in so that tests own it.
package struct EngineClock: Sendable {
    /// The wall clock.
    package var now: @Sendable () -> Date
    /// Sleeps for a duration of the monotonic clock; throws when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(now: @escaping @Sendable () -> Date, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's clocks.
    package static let system = EngineClock(now: { Date() }, sleep: { try await Task.sleep(for: $0) })
}

/// Instants at which a test may stop the process.
package struct FaultPoints: Sendable {
    /// An instant in the life of a step.
    package enum Moment: String, Sendable, CaseIterable {
        /// The intent is committed, nothing is sent.
        case intentCommitted
        /// The answer is here, nothing of it is committed.
        case answered
        /// The outcome is committed.
        case committed
    }

    package var reached: @Sendable (Moment, _ step: String) -> Void

    package init(reached: @escaping @Sendable (Moment, _ step: String) -> Void) {
        self.reached = reached
    }

    package static let none = FaultPoints { _, _ in }
}
