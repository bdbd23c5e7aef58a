import DurableFlow
import Foundation
package import GRDB

/// The SQL of the table `delivery`. Every function runs inside the caller's transaction.
package enum DeliveryTable {
    /// Creates the table.
    package static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("deliveries-1") { db in
            try db.execute(
                sql: """
                    -- One row an event and hook. Only the first of a hook and stream that is not over has a run.
                    CREATE TABLE delivery(
                      hook TEXT NOT NULL REFERENCES hook(id) ON DELETE CASCADE,
                      event INTEGER NOT NULL REFERENCES event(number),
                      stream TEXT NOT NULL,                   -- what must keep its order: a room
                      state INTEGER NOT NULL,                 -- Delivery.State
                      replays INTEGER NOT NULL DEFAULT 0,
                      run TEXT,                               -- the key of its run; null before
                      attempts INTEGER NOT NULL DEFAULT 0,    -- once it is over
                      status INTEGER,
                      reason TEXT,
                      queued_ms INTEGER NOT NULL,
                      ended_ms INTEGER,
                      PRIMARY KEY(hook, event)) STRICT, WITHOUT ROWID;
                    CREATE INDEX delivery_open ON delivery(hook, stream, state, event) WHERE state < 2;
                    CREATE INDEX delivery_event ON delivery(event);
                    """)
        }
    }

    /// What keeps its order: the events of a room, and those of none. What is sent to try a hook waits for nothing.
    static func stream(of event: StoredEvent) -> String { event.event.isTest ? "test \(event.number)" : event.event.subject.roomId ?? "" }

    /// Puts an event at the end of its stream for a hook; where it is there already, nothing changes.
    static func enqueue(_ db: Database, hook: String, event: StoredEvent, now: Date) throws {
        try db.cachedStatement(
            sql: "INSERT INTO delivery(hook, event, stream, state, queued_ms) VALUES(?, ?, ?, 0, ?) ON CONFLICT(hook, event) DO NOTHING"
        ).execute(arguments: [hook, event.number, stream(of: event), now.wholeMilliseconds])
    }

    /// The streams of a hook in which something waits.
    static func waitingStreams(_ db: Database, hook: String) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT DISTINCT stream FROM delivery WHERE hook = ? AND state = 0", arguments: [hook])
    }

    /// Marks the first delivery of a stream that waits as under way, unless one is already.
    ///
    /// - Returns: its event and the key of the run that it needs now; nil where there is nothing to begin.
    static func begin(_ db: Database, hook: String, stream: String) throws -> (event: Int64, run: String)? {
        let isBusy = try Int.fetchOne(
            try db.cachedStatement(sql: "SELECT 1 FROM delivery WHERE hook = ? AND stream = ? AND state = 1 LIMIT 1"), arguments: [hook, stream])
        guard isBusy == nil else { return nil }
        let next = try Row.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT event, replays, event.id FROM delivery JOIN event ON event.number = delivery.event
                    WHERE hook = ? AND stream = ? AND state = 0 ORDER BY event LIMIT 1
                    """),
            arguments: [hook, stream])
        guard let next else { return nil }
        let (event, replays, id): (Int64, Int, String) = (next[0], next[1], next[2])
        // No key of a job's run holds a slash.
        let run = "\(hook)/\(id)" + (replays == 0 ? "" : ".\(replays + 1)")
        try db.cachedStatement(sql: "UPDATE delivery SET state = 1, run = ? WHERE hook = ? AND event = ?").execute(arguments: [run, hook, event])
        return (event, run)
    }

    /// Writes down how a delivery ended.
    ///
    /// - Returns: the stream in which the next one may begin; nil where the delivery is gone with its hook.
    static func end(
        _ db: Database, hook: String, event: Int64, as state: Delivery.State, attempts: Int, status: Int?, reason: String?, now: Date
    ) throws -> String? {
        try db.cachedStatement(
            sql: """
                UPDATE delivery SET state = ?, attempts = ?, status = ?, reason = ?, ended_ms = ? WHERE hook = ? AND event = ?
                RETURNING stream
                """
        ).fetchText(arguments: [state.rawValue, attempts, status, reason, now.wholeMilliseconds, hook, event])
    }

    /// Gives up everything of a hook that waits for another. What is under way ends by itself.
    static func giveUpWaiting(_ db: Database, hook: String, reason: String, now: Date) throws {
        try db.execute(
            sql: "UPDATE delivery SET state = 3, reason = ?, ended_ms = ? WHERE hook = ? AND state = 0",
            arguments: [reason, now.wholeMilliseconds, hook])
    }

    /// The keys of the runs of a hook's deliveries that are under way.
    static func runsUnderWay(_ db: Database, hook: String) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT run FROM delivery WHERE hook = ? AND state = 1 AND run IS NOT NULL", arguments: [hook])
    }

    /// The key of the run that is under way in the stream of an event that is not over: its own, or that of the one which it waits for.
    static func runUnderWay(_ db: Database, hook: String, before event: String) throws -> String? {
        try String.fetchOne(
            db,
            sql: """
                SELECT run FROM delivery WHERE hook = :hook AND state = 1 AND stream =
                  (SELECT stream FROM delivery WHERE hook = :hook AND state < 2 AND event = (SELECT number FROM event WHERE id = :event))
                """,
            arguments: ["hook": hook, "event": event])
    }

    /// Forgets deliveries of a range of events that were over before an instant, delivered or given up.
    static func removeEnded(_ db: Database, events: ClosedRange<Int64>, before instant: Date) throws {
        try db.cachedStatement(sql: "DELETE FROM delivery WHERE event BETWEEN ? AND ? AND state >= 2 AND ended_ms < ?")
            .execute(arguments: [events.lowerBound, events.upperBound, instant.wholeMilliseconds])
    }

    /// Queues deliveries again that are over; the same events go out with the same ids.
    ///
    /// - Parameter event: the id of one event, delivered or dead; nil takes all dead ones.
    /// - Returns: how many.
    static func replay(_ db: Database, hook: String, event: String?, now: Date) throws -> Int {
        try db.execute(
            sql: """
                UPDATE delivery SET state = 0, replays = replays + 1, queued_ms = :now, ended_ms = NULL, attempts = 0, status = NULL, reason = NULL
                WHERE hook = :hook AND CASE WHEN :event IS NULL THEN state = 3
                  ELSE state >= 2 AND event = (SELECT number FROM event WHERE id = :event) END
                """,
            arguments: ["now": now.wholeMilliseconds, "hook": hook, "event": event])
        return db.changesCount
    }
}

extension Statement {
    /// The first column of the one row that a statement returns.
    fileprivate func fetchText(arguments: StatementArguments) throws -> String? { try String.fetchOne(self, arguments: arguments) }
}
