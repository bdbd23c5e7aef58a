import DurableFlow
import Foundation
import Orchestration

/// Follows a run in the database until it rests.
struct RunWatch {
    var reader: WorkspaceReader
    var key: String
    /// Shows each step once; nil shows nothing.
    var progress: StepProgress?

    /// Says whether nobody works on the runs of the database; nil where this process sees to it.
    var isUnattended: (@Sendable () -> Bool)?

    /// How often the database is read.
    private static let interval = Duration.milliseconds(100)

    /// Returns the run when it has ended, is held, waits for a token that works, or has nothing left but the removal of its playback; in its place the
    /// run that makes a playback for it, where that is held.
    ///
    /// - Parameter stopWhenWaiting: also when it waits for an instant, a report or a recording.
    /// - Throws: `CancellationError`, or ``OperatorError`` where there is no such run.
    func untilRest(stopWhenPublished: Bool, stopWhenWaiting: Bool = false) async throws -> RunView {
        var progress = progress
        var (looks, wasUnattended) = (0, false)
        while true {
            guard let view = try await reader.run(key) else {
                throw OperatorError("there is no run \(key); `autowebinar run list` shows them all")
            }
            progress?.show(view)
            if view.state.isFinal || view.state == .held || view.pausedReason != nil || view.isCollected { return view }
            if let other = view.awaitedRun, let awaited = try await reader.run(other), awaited.state == .held { return awaited }
            if stopWhenWaiting, view.state == .waiting { return view }
            if stopWhenPublished, view.published, view.inviteUrl != nil { return view }
            if let isUnattended, looks.isMultiple(of: 50) {
                let isNow = isUnattended()
                if isNow, !wasUnattended { Self.tellUnattended(key) }
                wasUnattended = isNow
            }
            looks += 1
            try await Task.sleep(for: Self.interval)
        }
    }

    static func tellUnattended(_ key: String) {
        Console.error("Nobody works on \(key) now; it goes on with `autowebinar serve`, or with `autowebinar job run` of its job.")
    }
}
