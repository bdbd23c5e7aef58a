import Foundation
import GRDB

/// A run that may be a session, and changed since it was looked at last.
struct SessionSource: Sendable {
    var run: Int64
    var key: String
    var version: Int
    var context: Data
    var updatedMilliseconds: Int64
    var state: Int
    var step: Int

    /// Which runs may be sessions: published ones rest at these steps, and what has ended may have been published. Word for word that of the index
    /// `flow_session`, or SQLite does not use it.
    static let condition =
        "kind = '\(AutowebinarFlow.kind)' AND (state IN (5, 6, 7, 9) "
        + "OR step_name IN ('awaitFinalCheck', 'awaitSessionEnd', 'collectAnalytics', 'awaitCleanup'))"

    /// State and step count, too: two changes may fall into one millisecond.
    private static let changed = """
        FROM (SELECT * FROM flow INDEXED BY flow_session WHERE \(condition) AND updated_ms >= ?) AS flow
        LEFT JOIN session_source AS seen ON seen.run = flow.id
        WHERE seen.run IS NULL OR seen.updated_ms <> flow.updated_ms OR seen.state <> flow.state OR seen.step <> flow.step
        """

    /// Some of those that changed at or after an instant, the earliest first.
    static func fetchChanged(_ db: Database, since milliseconds: Int64, limit: Int) throws -> [SessionSource] {
        try Row.fetchAll(
            try db.cachedStatement(
                sql: "SELECT flow.id, key, version, ctx, flow.updated_ms, flow.state, flow.step \(changed) ORDER BY flow.updated_ms LIMIT ?"),
            arguments: [milliseconds, limit]
        ).map { row in
            SessionSource(run: row[0], key: row[1], version: row[2], context: row[3], updatedMilliseconds: row[4], state: row[5], step: row[6])
        }
    }

    static func countChanged(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) \(changed)", arguments: [Int64.min]) ?? 0
    }

    /// Brings the session up to date, or removes it where the run is none, and notes that the run was looked at.
    func take(_ db: Database) throws {
        // What a later version wrote is left as it is.
        if let flow = try? AutowebinarFlow.restore(kind: AutowebinarFlow.kind, version: version, from: context) {
            if let session = Session(runKey: key, flow: flow) {
                try SessionTable.put(db, session)
            } else {
                try SessionTable.remove(db, id: key)
            }
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO session_source(run, updated_ms, state, step) VALUES(?, ?, ?, ?)
                ON CONFLICT(run) DO UPDATE SET updated_ms = excluded.updated_ms, state = excluded.state, step = excluded.step
                """
        ).execute(arguments: [run, updatedMilliseconds, state, step])
    }
}
