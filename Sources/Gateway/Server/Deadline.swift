import Synchronization

/// Carries work out within a time; what is not done then is cancelled.
///
/// - Returns: nil where the time passed first. A body that does not end on cancellation prolongs it.
func within<T: Sendable>(_ duration: Duration, _ body: @escaping @Sendable () async throws -> T) async throws -> T? {
    try await withThrowingTaskGroup(of: T?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            await RequestTimer.shared.sleep(for: duration)
            try Task.checkCancellation()
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}

/// The time limits of all requests. Nearly every request ends before its time, so one sleep serves them all instead of a timer of the system each.
private final class RequestTimer: Sendable {
    static let shared = RequestTimer()

    /// So much later than asked for a sleep may end.
    private static let tick = Duration.milliseconds(50)

    private struct Sleepers {
        var asleep: [Int: (until: ContinuousClock.Instant, wake: CheckedContinuation<Void, Never>)] = [:]
        var next = 0
        var isTicking = false
    }

    private let sleepers = Mutex(Sleepers())

    /// Returns once the time has passed, or at once when cancelled.
    func sleep(for duration: Duration) async {
        let number = sleepers.withLock { sleepers in
            sleepers.next += 1
            return sleepers.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { wake in
                let isCancelled = sleepers.withLock { sleepers in
                    // Who is cancelled later than this is woken below.
                    if Task.isCancelled { return true }
                    sleepers.asleep[number] = (.now + duration, wake)
                    if !sleepers.isTicking { Task { await self.wakeSleepers() } }
                    sleepers.isTicking = true
                    return false
                }
                if isCancelled { wake.resume() }
            }
        } onCancel: {
            sleepers.withLock { $0.asleep.removeValue(forKey: number) }?.wake.resume()
        }
    }

    /// Works as long as somebody sleeps.
    private func wakeSleepers() async {
        var isTicking = true
        while isTicking {
            try? await Task.sleep(for: Self.tick)
            let due = sleepers.withLock { sleepers in
                let due = sleepers.asleep.filter { $0.value.until <= .now }
                for number in due.keys { sleepers.asleep[number] = nil }
                isTicking = !sleepers.asleep.isEmpty
                sleepers.isTicking = isTicking
                return due
            }
            for sleeper in due.values { sleeper.wake.resume() }
        }
    }
}
