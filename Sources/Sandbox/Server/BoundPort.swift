import Foundation
import Synchronization

/// The port of a server that is starting: those who ask early wait until it is known, or until the server has ended.
final class BoundPort: Sendable {
    private enum State {
        case idle
        case running
        case bound(Int)
        case ended(SandboxError)
    }

    private struct Contents {
        var state = State.idle
        var waiting: [UUID: CheckedContinuation<Int, any Error>] = [:]
    }

    private let contents = Mutex(Contents())

    /// Marks the server as started; false when it was before.
    func start() -> Bool {
        contents.withLock { contents in
            guard case .idle = contents.state else { return false }
            contents.state = .running
            return true
        }
    }

    func bind(_ port: Int) { settle(.bound(port), with: .success(port)) }

    func end(_ error: SandboxError) { settle(.ended(error), with: .failure(error)) }

    /// Cancelling the waiting task ends the wait.
    var value: Int {
        get async throws {
            let id = UUID()
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    contents.withLock { contents in
                        switch contents.state {
                        case .bound(let port): continuation.resume(returning: port)
                        case .ended(let error): continuation.resume(throwing: error)
                        // The cancellation may have come before the continuation is here; it would not come again.
                        case _ where Task.isCancelled: continuation.resume(throwing: CancellationError())
                        case .idle, .running: contents.waiting[id] = continuation
                        }
                    }
                }
            } onCancel: {
                let continuation = contents.withLock { $0.waiting.removeValue(forKey: id) }
                continuation?.resume(throwing: CancellationError())
            }
        }
    }

    private func settle(_ state: State, with result: Result<Int, any Error>) {
        let waiting = contents.withLock { contents in
            contents.state = state
            defer { contents.waiting = [:] }
            return Array(contents.waiting.values)
        }
        for continuation in waiting { continuation.resume(with: result) }
    }
}
