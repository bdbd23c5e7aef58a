import Foundation
import Synchronization

/// Wakes one waiting task; a signal that nobody waits for is kept, and several count as one.
final class Signal: Sendable {
    private enum State {
        case idle
        case raised
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.idle)

    func raise() {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock {
            if case .waiting(let continuation) = $0 {
                $0 = .idle
                return continuation
            }
            $0 = .raised
            return nil
        }
        waiter?.resume()
    }

    /// Returns at the next signal, at once where one is kept, or when the sleep ends. For one task at a time.
    func wait(atMost duration: Duration, clock: EngineClock) async {
        await withTaskGroup(of: Void.self) { group in
            await withCheckedContinuation { continuation in
                let isRaised: Bool = state.withLock {
                    if case .raised = $0 {
                        $0 = .idle
                        return true
                    }
                    $0 = .waiting(continuation)
                    return false
                }
                guard !isRaised else { return continuation.resume() }
                group.addTask {
                    try? await clock.sleep(duration)
                    self.wake()
                }
            }
            group.cancelAll()
        }
    }

    /// Ends the wait, if it still lasts; unlike a signal it leaves nothing for the next one, which would then never sleep.
    private func wake() {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock {
            guard case .waiting(let continuation) = $0 else { return nil }
            $0 = .idle
            return continuation
        }
        waiter?.resume()
    }
}
