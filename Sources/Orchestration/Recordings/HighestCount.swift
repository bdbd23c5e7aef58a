import Synchronization

/// The highest number that any thread has seen.
final class HighestCount: Sendable {
    private let highest = Atomic<Int64>(0)

    var value: Int64 { highest.load(ordering: .relaxed) }

    func note(_ count: Int64) { highest.max(count, ordering: .relaxed) }
}
