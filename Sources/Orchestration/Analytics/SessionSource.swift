import Foundation
import GRDB

/// A run that may be a session, and changed since it was looked at last.
struct SessionSource: Sendable {
    var run: Int64
    var key: String
    var kind: String
    var version: Int
    var context: Data
    var updatedMilliseconds: Int64
    var state: Int
    var step: Int

    /// Which runs of autowebinars may be sessions: published ones rest at these steps, and what has ended, all from 5 on but 8, may have been
    /// published. No list of three or more: SQLite makes a table of its own for one, anew in each statement that writes a run.
    static let showings =
        "kind = '\(AutowebinarFlow.kind)' AND (state > 4 AND state <> 8 OR step_name = 'awaitFinalCheck' OR step_name = 'awaitSessionEnd' "
        + "OR step_name = 'collectAnalytics' OR step_name = 'awaitCleanup')"

    /// Those, and all collections. Word for word that of the index `flow_session`, or SQLite does not use it.
    static let condition = "(\(showings) OR kind IN ('\(CollectionFlow.kind)', '\(PermanentCollectionFlow.kind)'))"

    /// State and step count, too: two changes may fall into one millisecond.
    private static func changed(in table: String = "flow INDEXED BY flow_session") -> String {
        """
        FROM (SELECT * FROM \(table) WHERE \(condition) AND updated_ms >= ?) AS flow
        LEFT JOIN session_source AS seen ON seen.run = flow.id
        WHERE seen.run IS NULL OR seen.updated_ms <> flow.updated_ms OR seen.state <> flow.state OR seen.step <> flow.step
        """
    }

    /// Some of those that changed at or after an instant, the earliest first.
    static func fetchChanged(_ db: Database, since milliseconds: Int64, limit: Int) throws -> [SessionSource] {
        try Row.fetchAll(
            try db.cachedStatement(
                sql: "SELECT flow.id, key, kind, version, ctx, flow.updated_ms, flow.state, flow.step \(changed()) ORDER BY flow.updated_ms LIMIT ?"),
            arguments: [milliseconds, limit]
        ).map { row in
            SessionSource(
                run: row[0], key: row[1], kind: row[2], version: row[3], context: row[4], updatedMilliseconds: row[5], state: row[6], step: row[7])
        }
    }

    /// When the last one changed, in milliseconds since 1970; nil where there is none.
    static func latestChange(_ db: Database) throws -> Int64? {
        try Int64.fetchOne(try db.cachedStatement(sql: "SELECT max(updated_ms) FROM flow INDEXED BY flow_session WHERE \(condition)"))
    }

    /// A run is forgotten; its sessions stay.
    static func forget(_ db: Database, run: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM session_source WHERE run = ?").execute(arguments: [run])
    }

    /// Asked also of the tables of an earlier version, whose index may have another condition.
    static func countChanged(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) \(changed(in: "flow"))", arguments: [Int64.min]) ?? 0
    }

    /// Brings the sessions of the run up to date, or removes its showing where it is none, and notes that the run was looked at.
    func take(_ db: Database) throws {
        // What a later version wrote is left as it is.
        switch try? ServiceFlow.restore(kind: kind, version: version, from: context) {
        case .autowebinar(let flow):
            if let session = Session(runKey: key, flow: flow) {
                try SessionTable.put(db, session)
            } else {
                try SessionTable.remove(db, id: key)
            }
        case .collection(let flow): for session in flow.sessions(runKey: key) { try SessionTable.put(db, session) }
        case .permanentCollection(let flow):
            for var session in flow.sessions(runKey: key) {
                // A later run may find it once more, and say of it what the job says by then.
                if let first = try SessionTable.fetch(db, id: session.id, connection: session.connection) {
                    (session.title, session.roomId, session.timezone) =
                        (first.title, first.roomId ?? session.roomId, first.timezone ?? session.timezone)
                }
                try SessionTable.put(db, session)
            }
        case .removal, .delivery, .webhook, .actions, .shared, nil: break
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO session_source(run, updated_ms, state, step) VALUES(?, ?, ?, ?)
                ON CONFLICT(run) DO UPDATE SET updated_ms = excluded.updated_ms, state = excluded.state, step = excluded.step
                """
        ).execute(arguments: [run, updatedMilliseconds, state, step])
    }
}
