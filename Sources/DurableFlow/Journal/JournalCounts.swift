package import Foundation
package import GRDB

/// How the runs of a database stand, in numbers.
package struct JournalCounts: Sendable, Equatable {
    /// Runs that are being worked on.
    package var running: Int
    /// Runs that wait for a person's answer.
    package var held: Int
    /// Runs that sleep or wait for a place.
    package var waiting: Int
    /// How long the longest waiting run of a lane that is not paused has been due.
    package var lag: Duration
    /// Lanes that wait for a token that works.
    package var pausedLanes: Int

    /// Look-ups in indexes alone.
    package static func fetch(_ db: Database, now: Date) throws -> JournalCounts {
        let due = try Int64.fetchOne(
            db,
            sql: """
                SELECT min(first) FROM (SELECT lane, min(due_ms) AS first FROM flow WHERE due_ms IS NOT NULL GROUP BY lane)
                WHERE lane NOT IN (SELECT name FROM lane WHERE paused_ms IS NOT NULL)
                """)
        return JournalCounts(
            running: try Int.fetchOne(db, sql: "SELECT count(*) FROM flow WHERE state = 1") ?? 0,
            held: try Int.fetchOne(db, sql: "SELECT count(*) FROM flow WHERE state = 8") ?? 0,
            waiting: try Int.fetchOne(db, sql: "SELECT count(*) FROM flow WHERE due_ms IS NOT NULL") ?? 0,
            lag: .milliseconds(max(0, now.milliseconds - (due ?? .max))),
            pausedLanes: try Int.fetchOne(db, sql: "SELECT count(*) FROM lane WHERE paused_ms IS NOT NULL") ?? 0)
    }
}
