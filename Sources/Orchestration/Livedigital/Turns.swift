import Foundation
import Synchronization

/// Lets the changes of one thing take turns, from its reading to the answer: each sends the whole of what it read, so of two at once one would take back
/// what the other set.
///
/// Of each thing one change is made and one waits. Whoever comes besides is turned away, since those who wait hold places of their connection that
/// the changes of other things need. After a change of unknown outcome all are turned away until it cannot take effect any more.
final class Turns: Sendable {
    struct Key: Hashable {
        let connection: String
        /// livedigital's id of the thing.
        let id: String
    }

    private struct Turn {
        var waiting: CheckedContinuation<Bool, Never>?

        mutating func takeWaiting() -> CheckedContinuation<Bool, Never>? {
            defer { waiting = nil }
            return waiting
        }
    }

    private let turns = Mutex<[Key: Turn]>([:])
    private let unsettled = Mutex<[Key: Date]>([:])

    /// Makes a change when its turn comes.
    ///
    /// - Returns: what the change gives; nil where it was turned away or cancelled before its turn, and nothing was done.
    func take<Value>(_ key: Key, _ change: () async throws -> Value) async rethrows -> Value? {
        guard await enter(key) else { return nil }
        defer { leave(key) }
        return try await change()
    }

    /// Notes that a change may still take effect, until an instant.
    func note(_ key: Key, until: Date) { unsettled.withLock { $0[key] = until } }

    /// How long a change that was noted may still take effect; nil where none may.
    func rest(of key: Key, at now: Date) -> Duration? {
        unsettled.withLock { unsettled in
            guard let until = unsettled[key], until > now else {
                unsettled[key] = nil
                return nil
            }
            return .seconds(until.timeIntervalSince(now))
        }
    }

    private func enter(_ key: Key) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isLetIn: Bool? = turns.withLock { turns in
                    guard let turn = turns[key] else {
                        turns[key] = Turn()
                        return true
                    }
                    guard turn.waiting == nil, !Task.isCancelled else { return false }
                    turns[key]?.waiting = continuation
                    return nil
                }
                if let isLetIn { continuation.resume(returning: isLetIn) }
            }
        } onCancel: {
            // Should it be another that waits by now, that one just comes again.
            turns.withLock { $0[key]?.takeWaiting() }?.resume(returning: false)
        }
    }

    private func leave(_ key: Key) {
        let next = turns.withLock { turns in
            let next = turns[key]?.takeWaiting()
            if next == nil { turns[key] = nil }
            return next
        }
        next?.resume(returning: true)
    }
}
