import Foundation
import Synchronization
import Testing

/// Something did not happen in time.
struct NeverHappened: Error {}

/// Waits until `condition` holds, looking again and again; the time allowed only bounds a failure.
func eventually(within limit: Duration = .seconds(20), _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened() }
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// A door that is shut until somebody opens it, for tasks.
final class Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func open() { continuation.finish() }

    /// Returns when the gate is open, or when the task is cancelled.
    ///
    /// - Returns: false where the task was cancelled first.
    func pass() async -> Bool {
        for await _ in stream {}
        return !Task.isCancelled
    }
}

/// A door that is shut until somebody opens it, for the writing thread.
final class ThreadGate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func open() { semaphore.signal() }
    func pass() { semaphore.wait() }
}

/// A number that several tasks count up.
final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .sequentiallyConsistent) }
    func add() { count.add(1, ordering: .sequentiallyConsistent) }
}
