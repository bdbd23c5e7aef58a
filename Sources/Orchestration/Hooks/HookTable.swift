package import Foundation
package import GRDB

/// The SQL of the table `hook`. Every function runs inside the caller's transaction.
package enum HookTable {
    /// Creates the table.
    package static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("hooks-1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE hook(
                      id TEXT PRIMARY KEY,
                      connection TEXT NOT NULL,
                      identity TEXT NOT NULL,                 -- stands for address, events and filter
                      url TEXT NOT NULL,
                      events TEXT NOT NULL,                   -- names, a space between
                      space TEXT,
                      room TEXT,
                      job TEXT,
                      form TEXT NOT NULL,                     -- Hook.Form
                      status TEXT NOT NULL,                   -- Hook.Status
                      reason TEXT,                            -- why it is disabled
                      secret BLOB NOT NULL,                   -- sealed
                      former_secret BLOB,                     -- sealed; the one before a rotation
                      former_until_ms INTEGER,                -- how long it still signs
                      created_ms INTEGER NOT NULL,
                      UNIQUE(connection, identity)) STRICT;
                    """)
        }
    }

    /// Adds a hook, or finds the one that asks for the same, which keeps its id and secret and is active again.
    ///
    /// - Parameter sealedSecret: the secret of a new hook, or one that the subscriber insists on; see ``HookSecret``.
    /// - Parameter replacesSecret: whether a hook that is there takes that secret, too.
    package static func subscribe(
        _ db: Database, _ subscription: HookSubscription, sealedSecret: Data, replacesSecret: Bool = false, now: Date
    ) throws -> (hook: Hook, isNew: Bool) {
        let id = "hook_" + Identifier.random()
        try db.execute(
            sql: """
                INSERT INTO hook(id, connection, identity, url, events, space, room, job, form, status, secret, created_ms)
                VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, ?)
                ON CONFLICT(connection, identity) DO UPDATE SET status = 'active', reason = NULL,
                  secret = CASE WHEN ? THEN excluded.secret ELSE secret END
                """,
            arguments: [
                id, subscription.connection, subscription.identity, subscription.url, subscription.events.map(\.rawValue).joined(separator: " "),
                subscription.spaceId, subscription.roomId, subscription.jobName, subscription.form.rawValue, sealedSecret, now.wholeMilliseconds,
                replacesSecret,
            ])
        let row = try Row.fetchOne(
            db, sql: "SELECT * FROM hook WHERE connection = ? AND identity = ?", arguments: [subscription.connection, subscription.identity])
        guard let row else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
        let hook = Hook(row)
        return (hook, hook.id == id)
    }

    /// The hook of that id and connection, or nil.
    package static func fetch(_ db: Database, id: String, connection: String) throws -> Hook? {
        try fetch(db, id: id).flatMap { $0.connection == connection ? $0 : nil }
    }

    /// The hook of that id, whosever it is, or nil.
    static func fetch(_ db: Database, id: String) throws -> Hook? {
        try Row.fetchOne(try db.cachedStatement(sql: "SELECT * FROM hook WHERE id = ?"), arguments: [id]).map(Hook.init)
    }

    /// The hooks of a connection, the oldest first.
    package static func fetchAll(_ db: Database, connection: String) throws -> [Hook] {
        try Row.fetchAll(
            try db.cachedStatement(sql: "SELECT * FROM hook WHERE connection = ? ORDER BY created_ms, id"), arguments: [connection]
        ).map(Hook.init)
    }

    /// A part of the hooks of a connection, the oldest first.
    ///
    /// - Parameters:
    ///   - url: only those with this address; nil for all.
    ///   - position: only those behind it, as an earlier part gave it; nil from the oldest on.
    /// - Returns: the hooks, and the position of the last where there are more.
    static func fetch(
        _ db: Database, connection: String, url: String?, after position: Int64?, limit: Int
    ) throws -> (items: [Hook], next: Int64?) {
        let rows = try Row.fetchAll(
            try db.cachedStatement(
                sql: "SELECT rowid, * FROM hook WHERE connection = ? AND (?2 IS NULL OR url = ?2) AND rowid > ? ORDER BY rowid LIMIT ?"),
            arguments: [connection, url, position ?? 0, limit + 1])
        let page = rows.prefix(limit)
        return (page.map(Hook.init), rows.count > limit ? page.last?["rowid"] : nil)
    }

    /// All hooks that are active.
    static func fetchActive(_ db: Database) throws -> [Hook] {
        try Row.fetchAll(db, sql: "SELECT * FROM hook WHERE status = 'active'").map(Hook.init)
    }

    /// Removes a hook with its deliveries; what is on its way ends by itself.
    ///
    /// - Returns: false, changing nothing, where the connection has none of that id.
    package static func remove(_ db: Database, id: String, connection: String) throws -> Bool {
        try db.execute(sql: "DELETE FROM hook WHERE id = ? AND connection = ?", arguments: [id, connection])
        return db.changesCount == 1
    }

    /// Tells a hook nothing more until it is subscribed again.
    ///
    /// - Returns: false, changing nothing, where it is disabled already or gone.
    static func disable(_ db: Database, id: String, reason: String) throws -> Bool {
        try db.execute(sql: "UPDATE hook SET status = 'disabled', reason = ? WHERE id = ? AND status = 'active'", arguments: [reason, id])
        return db.changesCount == 1
    }

    /// Gives a hook a new secret. The one before goes on signing beside it until an instant.
    package static func rotateSecret(_ db: Database, id: String, sealedSecret: Data, formerUntil: Date) throws {
        try db.execute(
            sql: "UPDATE hook SET former_secret = secret, former_until_ms = ?, secret = ? WHERE id = ?",
            arguments: [formerUntil.wholeMilliseconds, sealedSecret, id])
    }

    /// The secrets that sign what is sent to a hook now, sealed, the newest first; empty where there is no such hook.
    package static func sealedSecrets(_ db: Database, hook id: String, now: Date) throws -> [Data] {
        let row = try Row.fetchOne(
            try db.cachedStatement(sql: "SELECT secret, CASE WHEN former_until_ms > ? THEN former_secret END FROM hook WHERE id = ?"),
            arguments: [now.wholeMilliseconds, id])
        guard let row else { return [] }
        return [row[0] as Data?, row[1] as Data?].compactMap(\.self)
    }
}

extension Hook {
    fileprivate init(_ row: Row) {
        let names: String = row["events"]
        self.init(
            id: row["id"], connection: row["connection"], url: row["url"],
            events: names.split(separator: " ").compactMap { EventType(rawValue: String($0)) }, spaceId: row["space"], roomId: row["room"],
            jobName: row["job"], form: Form(rawValue: row["form"]) ?? .standard, status: Status(rawValue: row["status"]) ?? .disabled,
            disabledReason: row["reason"], createdAt: Date(wholeMilliseconds: row["created_ms"]))
    }
}
