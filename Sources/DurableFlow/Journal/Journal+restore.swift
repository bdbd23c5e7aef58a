package import Foundation
package import GRDB

extension Journal {
    /// Makes the journal of a backup one to go on with: every run in it may have gone on since the backup was made.
    ///
    /// What a run that can still go on asks for next, unless it may be repeated, is looked up before it is sent, and so is every step after it;
    /// none does before the settle window is over. Runs that are made later look for what a lost run made before their first create. What other
    /// processes had asked for when the backup was made is withdrawn.
    ///
    /// - Returns: how many runs of the backup can go on.
    package func restored(_ db: Database, now: Date) throws -> Int {
        try takeOver(db, now: now)
        let settled = now.adding(settle).milliseconds
        try db.execute(
            sql: """
                INSERT INTO restoration(at_ms, settled_ms) VALUES(:now, :settled);
                UPDATE flow SET origin = 2 WHERE state NOT IN (5, 7, 9);
                UPDATE flow SET due_ms = max(due_ms, :settled) WHERE due_ms IS NOT NULL;
                DELETE FROM command WHERE answered_ms IS NULL;
                """,
            arguments: ["now": now.milliseconds, "settled": settled])
        let rows = try Row.fetchAll(db, sql: "SELECT id, kind, version, ctx FROM flow WHERE origin = 2")
        for row in rows {
            // A flow that this program does not know is held as soon as it is due.
            guard var flow = try? F.restore(kind: row["kind"], version: row["version"], from: row["ctx"]) else { continue }
            flow.becomeRestored()
            try db.execute(sql: "UPDATE flow SET ctx = ? WHERE id = ?", arguments: [try flow.stored(by: encoder), row["id"] as Int64])
        }
        try audit(db, nil, "operator", "restored from a backup", now: now)
        return rows.count
    }

    /// When the journal last was put in the place of another; nil where it never was.
    package static func restoredAt(_ db: Database) throws -> Date? {
        try Int64.fetchOne(try db.cachedStatement(sql: "SELECT max(at_ms) FROM restoration")).map(Date.init(milliseconds:))
    }

    /// When everything that was on its way at the last restoration has settled; nil where the journal never was restored.
    func settledAfterRestoration(_ db: Database) throws -> Int64? {
        try Int64.fetchOne(try db.cachedStatement(sql: "SELECT max(settled_ms) FROM restoration"))
    }
}
