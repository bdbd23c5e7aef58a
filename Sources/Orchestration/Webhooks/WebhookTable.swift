import DurableFlow
import Foundation
package import GRDB

/// The SQL of the table `webhook`. Every function runs inside the caller's transaction.
package enum WebhookTable {
    /// Creates the table.
    package static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("webhooks-1") { db in
            try db.execute(
                sql: """
                    -- One row a space whose events we need or needed.
                    CREATE TABLE webhook(
                      connection TEXT NOT NULL,
                      space TEXT NOT NULL,
                      opaque TEXT NOT NULL UNIQUE,
                      url TEXT,                               -- the address that livedigital was given last
                      state TEXT NOT NULL,                    -- SpaceWebhook.State
                      note TEXT,
                      foreign_url TEXT,
                      takes_over INTEGER NOT NULL DEFAULT 0,
                      secret BLOB,                            -- sealed; null before it is known
                      former_secret BLOB,                     -- sealed; what was on its way at a refresh was signed by it
                      run INTEGER NOT NULL DEFAULT 0,         -- how many runs it had
                      checked_ms INTEGER,
                      PRIMARY KEY(connection, space)) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("webhooks-kept") { db in
            // Whether a person asked for it.
            try db.execute(sql: "ALTER TABLE webhook ADD COLUMN kept INTEGER NOT NULL DEFAULT 0")
        }
        migrator.registerMigration("webhooks-doubted") { db in
            // Whether livedigital may sign with a secret that is not stored.
            try db.execute(sql: "ALTER TABLE webhook ADD COLUMN doubted INTEGER NOT NULL DEFAULT 0")
        }
    }

    /// Whether the table is there.
    package static func exists(_ db: Database) throws -> Bool { try db.tableExists("webhook") }

    /// The webhooks of a connection by space; nil takes those of all.
    package static func fetchAll(_ db: Database, connection: String? = nil) throws -> [SpaceWebhook] {
        try Row.fetchAll(db, sql: "SELECT * FROM webhook WHERE ?1 IS NULL OR connection = ?1 ORDER BY connection, space", arguments: [connection])
            .map(SpaceWebhook.init)
    }

    /// Those that were refused, or lead elsewhere than to the active webhook of another connection, which passes the events on, and active ones whose
    /// secret is doubted.
    static func fetchUnserved(_ db: Database) throws -> [SpaceWebhook] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT * FROM webhook WHERE state = ? OR state = ? AND NOT EXISTS (
                  SELECT 1 FROM webhook AS other WHERE other.space = webhook.space AND webhook.foreign_url GLOB '*/' || other.opaque
                    AND other.state = ? AND other.connection <> webhook.connection)
                ORDER BY connection, space
                """,
            arguments: [SpaceWebhook.State.refused.rawValue, SpaceWebhook.State.foreign.rawValue, SpaceWebhook.State.active.rawValue]
        ).map(SpaceWebhook.init) + fetchAll(db).filter { $0.doubt != nil }
    }

    /// The webhook of a space, or nil.
    package static func fetch(_ db: Database, connection: String, space: String) throws -> SpaceWebhook? {
        try Row.fetchOne(db, sql: "SELECT * FROM webhook WHERE connection = ? AND space = ?", arguments: [connection, space]).map(SpaceWebhook.init)
    }

    /// The webhook that posts to an address with that last part, or nil.
    static func fetch(_ db: Database, opaque: String) throws -> SpaceWebhook? {
        try Row.fetchOne(try db.cachedStatement(sql: "SELECT * FROM webhook WHERE opaque = ?"), arguments: [opaque]).map(SpaceWebhook.init)
    }

    /// The other connections that need the events of a space and were shown this webhook there: a space has one, whoever's tokens are good for it.
    ///
    /// It is known by the last part of its address: what our addresses begin with may change.
    static func sharers(_ db: Database, of webhook: SpaceWebhook) throws -> [String] {
        try String.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT connection FROM webhook WHERE space = ? AND foreign_url GLOB '*/' || ? AND connection <> ? AND state IN (?, ?)
                    ORDER BY connection
                    """),
            arguments: [
                webhook.spaceId, webhook.opaque, webhook.connection, SpaceWebhook.State.foreign.rawValue, SpaceWebhook.State.pending.rawValue,
            ])
    }

    /// The secrets that its messages may be signed with, sealed, the newest first.
    static func secrets(_ db: Database, opaque: String) throws -> [Data] {
        let row = try Row.fetchOne(try db.cachedStatement(sql: "SELECT secret, former_secret FROM webhook WHERE opaque = ?"), arguments: [opaque])
        return [row?[0] as Data?, row?[1] as Data?].compactMap(\.self)
    }

    /// Writes a webhook, new or changed; secrets stay as they are.
    static func put(_ db: Database, _ webhook: SpaceWebhook) throws {
        try db.execute(
            sql: """
                INSERT INTO webhook(connection, space, opaque, url, state, note, foreign_url, takes_over, kept, doubted, checked_ms)
                VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(connection, space) DO UPDATE SET opaque = excluded.opaque, url = excluded.url, state = excluded.state, note = excluded.note,
                  foreign_url = excluded.foreign_url, takes_over = excluded.takes_over, kept = excluded.kept, doubted = excluded.doubted,
                  checked_ms = excluded.checked_ms
                """,
            arguments: [
                webhook.connection, webhook.spaceId, webhook.opaque, webhook.url, webhook.state.rawValue, webhook.note, webhook.foreignURL,
                webhook.takesOver, webhook.isKept, webhook.isDoubted, webhook.checkedAt?.wholeMilliseconds,
            ])
    }

    /// Another secret takes the place of the one before, which stays valid for what is on its way.
    static func setSecret(_ db: Database, connection: String, space: String, sealed: Data) throws {
        try db.execute(
            sql: "UPDATE webhook SET former_secret = secret, secret = ? WHERE connection = ? AND space = ?", arguments: [sealed, connection, space])
    }

    /// A message was refused for its signature: livedigital may sign with another secret.
    static func doubt(_ db: Database, opaque: String) throws {
        try db.execute(sql: "UPDATE webhook SET doubted = 1 WHERE opaque = ?", arguments: [opaque])
    }

    /// The connections that found the webhook of another one in a space look at once what the space has now.
    static func lookAgain(_ db: Database, space: String, besides connection: String) throws {
        try db.execute(
            sql: "UPDATE webhook SET checked_ms = NULL WHERE space = ? AND connection <> ? AND state = ?",
            arguments: [space, connection, SpaceWebhook.State.foreign.rawValue])
    }

    /// The number of the next run of a webhook, from 1 on.
    static func nextRun(_ db: Database, connection: String, space: String) throws -> Int {
        try Int.fetchOne(
            db, sql: "UPDATE webhook SET run = run + 1 WHERE connection = ? AND space = ? RETURNING run", arguments: [connection, space]) ?? 1
    }

    /// The latest run of a webhook, where it has not ended.
    static func runUnderWay(_ db: Database, connection: String, space: String) throws -> String? {
        try RunRecord.fetch(db, prefix: runPrefix(connection: connection, space: space), limit: 1).first { !$0.state.isFinal }?.key
    }

    /// Whether livedigital may sign the messages of a webhook already with a secret that its run has not brought yet.
    static func awaitsSecret(_ db: Database, _ webhook: SpaceWebhook) throws -> Bool {
        guard let key = try runUnderWay(db, connection: webhook.connection, space: webhook.spaceId), let record = try RunRecord.fetch(db, key: key),
            case .webhook(let flow) = try ServiceFlow(record)
        else { return false }
        return flow.awaitsSecret
    }

    /// What the keys of a webhook's runs begin with.
    static func runPrefix(connection: String, space: String) -> String { "webhook/\(connection)/\(space)/" }

    /// The space needs none any more, and has none of ours.
    static func remove(_ db: Database, connection: String, space: String) throws {
        try db.execute(sql: "DELETE FROM webhook WHERE connection = ? AND space = ?", arguments: [connection, space])
    }
}

extension SpaceWebhook {
    fileprivate init(_ row: Row) {
        self.init(
            connection: row["connection"], spaceId: row["space"], opaque: row["opaque"], url: row["url"],
            state: State(rawValue: row["state"]) ?? .pending,
            note: row["note"], foreignURL: row["foreign_url"], takesOver: row["takes_over"], isKept: row["kept"] ?? false,
            isDoubted: row["doubted"] ?? false, checkedAt: (row["checked_ms"] as Int64?).map(Date.init(wholeMilliseconds:)))
    }
}
