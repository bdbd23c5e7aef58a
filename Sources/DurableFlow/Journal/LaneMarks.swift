import Synchronization

/// The lanes in which a transaction may have made something due: noted while it runs, taken after it.
///
/// What is noted for a transaction that is rolled back costs a look in vain.
final class LaneMarks: Sendable {
    private let lanes = Mutex<Set<String>>([])

    func add(_ lane: String) { lanes.withLock { _ = $0.insert(lane) } }

    /// All that were noted since the last time.
    func take() -> Set<String> {
        lanes.withLock { noted in
            guard !noted.isEmpty else { return [] }
            defer { noted = [] }
            return noted
        }
    }
}

/// What has happened to a run that goes on.
package enum RunTurn: Sendable, Equatable {
    /// A step that needed no call is behind it.
    case passed(step: String)
    /// A step that it can do without was refused.
    case refused(step: String, reason: String)
    /// Only a person can say how to go on.
    case held(question: String)
    /// The remote side does not accept us: the lane is paused now, and was not before.
    case pausedLane(String, reason: String)
}
