import DurableFlow
import Foundation
import Orchestration

/// Follows a run in the database until it rests.
struct RunWatch {
    var reader: WorkspaceReader
    var key: String
    /// Shows each step once; nil shows nothing.
    var progress: StepProgress?

    /// How often the database is read.
    private static let interval = Duration.milliseconds(100)

    /// Returns the run when it has ended, is held, waits for a token that works, or has nothing left but the removal of its playback.
    ///
    /// - Throws: `CancellationError`, or ``OperatorError`` where there is no such run.
    func untilRest(stopWhenPublished: Bool) async throws -> RunView {
        var progress = progress
        while true {
            guard let view = try await reader.run(key) else {
                throw OperatorError("there is no run \(key); `autowebinar run list` shows them all")
            }
            progress?.show(view)
            if view.state.isFinal || view.state == .held || view.pausedReason != nil || view.isCollected { return view }
            if stopWhenPublished, view.published, view.inviteUrl != nil { return view }
            try await Task.sleep(for: Self.interval)
        }
    }
}
