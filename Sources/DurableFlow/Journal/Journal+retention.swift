package import Foundation
package import GRDB

/// A run that has ended, as it is weighed whether it is still needed.
package struct EndedRun: Sendable {
    /// Its number in the order of making.
    package var position: Int64
    package var key: String
    package var kind: String
    package var version: Int
    /// The flow, as JSON.
    package var context: Data
    package var createdAt: Date
    /// When it ended, or was changed last.
    package var updatedAt: Date
    /// The kinds of what it made on the remote side.
    package var made: Set<String>
}

/// What is over for long may be forgotten; who knows that nobody needs it any more decides. All inside the caller's transaction.
extension Journal {
    /// A piece of the runs in the order of their making, those that have not ended left out.
    ///
    /// - Parameters:
    ///   - position: only those behind it.
    ///   - limit: how many are looked at.
    ///   - instant: where all that were made then or later begin is the end.
    /// - Returns: the ended ones, and the position of the last that was looked at; nil at the end. The newest run of all is never among them, so that
    ///   no number is given twice.
    package func ended(
        _ db: Database, after position: Int64, limit: Int, madeBefore instant: Date
    ) throws -> (runs: [EndedRun], position: Int64)? {
        // Numbers and instants ascend together, but for a clock that was set: a piece that is young altogether is the end.
        let window = try Row.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT max(id), min(created_ms) FROM (SELECT id, created_ms FROM flow
                      WHERE id > ? AND id < (SELECT max(id) FROM flow) ORDER BY id LIMIT ?)
                    """),
            arguments: [position, limit])
        guard let last = window?[0] as Int64?, let first = window?[1] as Int64?, first < instant.milliseconds else { return nil }
        let rows = try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT id, key, kind, version, ctx, created_ms, updated_ms, (SELECT group_concat(kind) FROM remote WHERE flow = id) AS made
                    FROM flow WHERE id > ? AND id <= ? AND state IN (5, 6, 7, 9)
                    """),
            arguments: [position, last])
        let runs = rows.map { row in
            EndedRun(
                position: row["id"], key: row["key"], kind: row["kind"], version: row["version"], context: row["ctx"],
                createdAt: Date(milliseconds: row["created_ms"]), updatedAt: Date(milliseconds: row["updated_ms"]),
                made: Set((row["made"] as String?)?.split(separator: ",").map(String.init) ?? []))
        }
        return (runs, last)
    }

    /// Removes a run that has ended, with its steps and the knowledge of what it made. One that has not ended is left as it is.
    package func forget(_ db: Database, key: String) throws {
        guard let row = try Row.fetchOne(try db.cachedStatement(sql: "SELECT id, state FROM flow WHERE key = ?"), arguments: [key]),
            RunState(rawValue: row["state"])?.isFinal == true
        else { return }
        let id: Int64 = row["id"]
        try db.cachedStatement(sql: "DELETE FROM step WHERE flow = ?").execute(arguments: [id])
        try db.cachedStatement(sql: "DELETE FROM remote WHERE flow = ?").execute(arguments: [id])
        try db.cachedStatement(sql: "DELETE FROM flow WHERE id = ?").execute(arguments: [id])
    }

    /// Forgets lines of the audit that are older than an instant, and answers to commands that nobody waits for any more; some of each, the oldest first.
    ///
    /// - Returns: whether there may be more.
    package func forgetNotes(_ db: Database, auditBefore: Date, answersBefore: Date, limit: Int) throws -> Bool {
        try db.execute(
            sql: "DELETE FROM audit WHERE id < (SELECT min(id) FROM audit) + ? AND at_ms < ?", arguments: [limit, auditBefore.milliseconds])
        let lines = db.changesCount
        try db.execute(
            sql: "DELETE FROM command WHERE id < (SELECT min(id) FROM command) + ? AND answered_ms < ?",
            arguments: [limit, answersBefore.milliseconds])
        return lines + db.changesCount > 0
    }
}
