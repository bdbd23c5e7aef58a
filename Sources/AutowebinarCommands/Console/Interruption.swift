import ArgumentParser
import Foundation
import UnixSignals

/// Runs `body` until it ends or Ctrl-C or SIGTERM comes; then `body` is cancelled, and a second signal ends the process at once.
func untilInterrupted<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    return try await withThrowingTaskGroup(of: T?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            var received = signals.makeAsyncIterator()
            guard await received.next() != nil else { return nil }
            // The next one ends the process as if nobody listened.
            signal(SIGINT, SIG_DFL)
            signal(SIGTERM, SIG_DFL)
            throw Interrupted()
        }
        defer { group.cancelAll() }
        while let value = try await group.next() {
            if let value { return value }
        }
        throw Interrupted()
    }
}

/// Ctrl-C or SIGTERM.
struct Interrupted: Error {}
