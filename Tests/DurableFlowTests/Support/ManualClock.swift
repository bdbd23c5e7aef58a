import DurableFlow
import Foundation
import Synchronization

/// A clock that stands still until it is moved; sleeping on it is waiting for that.
final class ManualClock: Sendable {
    private struct Sleeper {
        var until: Date
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Date(timeIntervalSince1970: 1_800_000_000)
        var sleepers: [Int: Sleeper] = [:]
        var number = 0
    }

    private let state = Mutex(State())

    var now: Date { state.withLock { $0.now } }
    var sleeping: Int { state.withLock { $0.sleepers.count } }

    var engineClock: EngineClock { EngineClock(now: { self.now }, sleep: { try await self.sleep($0) }) }

    /// Moves time on and wakes whoever slept until then.
    func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now += duration.inSeconds
            let over = state.sleepers.filter { $0.value.until <= state.now }
            for number in over.keys { state.sleepers[number] = nil }
            return over.values
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    /// Lets time go on in small steps, with room for the work in between, until `condition` holds.
    func advance(by step: Duration = .milliseconds(100), until condition: () async throws -> Bool) async throws {
        try await eventually {
            if try await condition() { return true }
            advance(by: step)
            return false
        }
    }

    private func sleep(_ duration: Duration) async throws {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver: Bool = state.withLock { state in
                    guard duration > .zero, !Task.isCancelled else { return true }
                    state.sleepers[number] = Sleeper(until: state.now.addingTimeInterval(duration.inSeconds), continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
            try Task.checkCancellation()
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume(throwing: CancellationError())
        }
    }
}
