import DurableFlow
import Foundation
import GRDB

/// The order in which the changes of a space or room are made. Each sends the whole of what it read: of two at once one would take back what the other
/// set, and an earlier one that is sent again after a later one would undo it.
///
/// A change takes its place in the transaction of its first intent and keeps it until its run stands at another step, over all attempts, restarts and
/// commands: so an older one is finished before a newer one is sent. No place is given back, then, and none is lost however the process ends. One that
/// goes on only when somebody answers, or mends the token of its connection, holds nobody up: whoever passes it takes its place away.
///
/// Every function runs inside the caller's transaction.
enum ChangeOrder {
    static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("change-1") { db in
            try db.execute(
                sql: """
                    -- Places of changes, by their order.
                    CREATE TABLE change(
                      id INTEGER PRIMARY KEY,
                      object TEXT NOT NULL,              -- the address of livedigital's API and the id of the space or room
                      flow INTEGER NOT NULL REFERENCES flow(id) ON DELETE CASCADE,
                      step INTEGER NOT NULL,             -- of the run; where it stands at another one, the change is over
                      UNIQUE(flow, step)) STRICT;
                    CREATE INDEX change_object ON change(object, id);
                    """)
        }
    }

    /// The changes of an object that are not over and hold up those behind them; of a paused connection only what is on its way or may come late.
    private static let alive = """
        FROM change JOIN flow ON flow.id = change.flow AND flow.step = change.step
        WHERE change.object = :object AND flow.state < 4 AND (flow.state = 1 OR (flow.state = 3 AND flow.due_ms > :now)
          OR NOT EXISTS (SELECT 1 FROM lane WHERE lane.name = flow.lane AND paused_ms IS NOT NULL))
        """

    /// Gives the change that a run has come to its place behind all others of the same object, unless it has one. Any other call needs none.
    static func enter(_ db: Database, _ work: Work<ServiceFlow>, _ accounts: Accounts) throws {
        guard case .actions(let call) = work.call, let id = call.changedId else { return }
        try db.cachedStatement(
            sql: "INSERT INTO change(object, flow, step) SELECT ?, id, step FROM flow WHERE key = ? ON CONFLICT(flow, step) DO NOTHING"
        ).execute(arguments: ["\(try accounts.address(of: work.lane, db)) \(id)", work.runKey])
    }

    /// How long the change that a run has come to waits before it asks again; nil where it is next. Each place in front is a second: who ends wakes who
    /// comes next, so asking is for what nobody tells.
    static func wait(_ db: Database, key: String, now: Date) throws -> Duration? {
        let statement = try db.cachedStatement(
            sql: "SELECT change.id, object FROM change JOIN flow ON flow.id = change.flow AND flow.step = change.step WHERE flow.key = ?")
        guard let own = try Row.fetchOne(statement, arguments: [key]) else { return nil }
        let values: StatementArguments = ["id": own["id"] as Int64, "object": own["object"] as String, "now": now.wholeMilliseconds]
        try db.execute(
            sql: "DELETE FROM change WHERE object = :object AND id < :id AND id NOT IN (SELECT change.id \(alive))", arguments: values)
        let before = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*), max(CASE WHEN flow.state = 3 THEN flow.due_ms END) - :now \(alive) AND change.id < :id
                """, arguments: values)
        guard let before, let count = before[0] as Int?, count > 0 else { return nil }
        return max(.seconds(count), .milliseconds(before[1] as Int64? ?? 0))
    }

    /// Lets those who wait for a run that has ended or is held go on.
    static func wakeNext(_ db: Database, _ journal: ServiceJournal, after key: String, now: Date) throws {
        let statement = try db.cachedStatement(
            sql: "SELECT DISTINCT object FROM change JOIN flow ON flow.id = change.flow WHERE flow.key = ?")
        for object in try String.fetchAll(statement, arguments: [key]) {
            let next = try String.fetchOne(
                db, sql: "SELECT flow.key \(alive) ORDER BY change.id LIMIT 1", arguments: ["object": object, "now": now.wholeMilliseconds])
            if let next { try journal.wake(db, key: next, now: now) }
        }
    }
}
