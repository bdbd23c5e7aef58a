import DurableFlow
import Foundation
import Logging

/// Forgets what is over for long, for as long as it runs: a lap an hour, a piece a second, so that everything else comes first.
struct RetentionLoop: Sendable {
    var owned: OwnedWorkspace

    private static let betweenLaps = Duration.seconds(3600)
    private static let betweenPieces = Duration.seconds(1)

    /// Works until cancelled.
    ///
    /// - Throws: `CancellationError`, or what made the database unusable.
    func run() async throws {
        while true {
            var sweep = RetentionSweep()
            while !sweep.isOver {
                try await Task.sleep(for: Self.betweenPieces)
                let before = sweep
                sweep = try await owned.engine.change { journal, db, now in
                    var next = before
                    try next.advance(db, journal, now: now)
                    return next
                }
            }
            try await Task.sleep(for: Self.betweenLaps)
        }
    }
}
