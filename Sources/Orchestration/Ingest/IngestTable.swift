import Crypto
import Foundation
package import GRDB

/// The SQL of the table `ingested`: what livedigital's webhook brought. Every function runs inside the caller's transaction.
package enum IngestTable {
    /// Creates the table.
    package static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("ingest-1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE ingested(
                      number INTEGER PRIMARY KEY,
                      identity BLOB NOT NULL UNIQUE,          -- stands for connection, name and ids: a repeat is no second row
                      connection TEXT NOT NULL,
                      name TEXT NOT NULL,
                      space TEXT,
                      room TEXT,
                      call TEXT,
                      record TEXT,
                      body TEXT NOT NULL,                     -- as it was signed
                      received_ms INTEGER NOT NULL,
                      lookups INTEGER NOT NULL DEFAULT 0,     -- how often its call was looked up
                      due_ms INTEGER) STRICT;                 -- when it is processed; null once it is
                    CREATE INDEX ingested_due ON ingested(due_ms, number) WHERE due_ms IS NOT NULL;
                    CREATE INDEX ingested_nameless ON ingested(connection, room, name, received_ms) WHERE call IS NULL AND record IS NULL;
                    """)
        }
        migrator.registerMigration("ingest-2") { db in
            // What holds back the later messages of its room.
            try db.execute(
                sql:
                    "CREATE INDEX ingested_unnamed ON ingested(connection, room, number) WHERE due_ms IS NOT NULL AND call IS NULL AND record IS NULL"
            )
        }
    }

    /// How long a second event of the same name and room without any id is taken for a repeat.
    static let repeatWindow = Duration.seconds(600)

    /// Keeps a message, unless it is a repeat: one small insertion into an index, whatever is in the table.
    ///
    /// - Returns: false, changing nothing, where it was there already.
    static func insert(_ db: Database, _ message: WebhookMessage, connection: String, now: Date) throws -> Bool {
        let at = now.wholeMilliseconds
        let isNameless = message.callId == nil && message.recordId == nil
        if isNameless {
            let known = try Int.fetchOne(
                try db.cachedStatement(
                    sql: """
                        SELECT 1 FROM ingested WHERE connection = ? AND room IS ? AND name = ? AND received_ms > ? AND received_ms <= ?
                          AND call IS NULL AND record IS NULL LIMIT 1
                        """),
                arguments: [
                    connection, message.roomId, message.eventName, at - Int64(repeatWindow.components.seconds) * 1000,
                    at + Int64(repeatWindow.components.seconds) * 1000,
                ])
            if known != nil { return false }
        }
        let ids = [
            connection, message.eventName, message.spaceId ?? "", message.roomId ?? "", message.callId ?? "", message.recordId ?? "",
            isNameless ? "\(at)" : "",
        ]
        let identity = Data(SHA256.hash(data: Data(ids.joined(separator: "\0").utf8)).prefix(16))
        try db.cachedStatement(
            sql: """
                INSERT INTO ingested(identity, connection, name, space, room, call, record, body, received_ms, due_ms)
                VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?9) ON CONFLICT(identity) DO NOTHING
                """
        ).execute(arguments: [
            identity, connection, message.eventName, message.spaceId, message.roomId, message.callId, message.recordId, message.body, at,
        ])
        return db.changesCount == 1
    }

    /// What is to be processed and has an id, in the order in which it came. What came behind one of its room that has none, or that was put off,
    /// waits for that. It is read as it fell due, so that a piece costs the same however much waits.
    static func fetchDue(_ db: Database, now: Date, limit: Int) throws -> [IngestedEvent] {
        try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT * FROM ingested WHERE due_ms IS NOT NULL AND due_ms <= ?1 AND NOT (call IS NULL AND record IS NULL)
                      AND NOT EXISTS (SELECT 1 FROM ingested AS before WHERE before.due_ms IS NOT NULL AND before.call IS NULL AND before.record IS NULL
                        AND before.connection = ingested.connection AND before.room IS ingested.room AND before.number < ingested.number)
                      AND NOT EXISTS (SELECT 1 FROM ingested AS before WHERE before.due_ms > ?1
                        AND before.connection = ingested.connection AND before.room IS ingested.room AND before.number < ingested.number)
                    ORDER BY due_ms, number LIMIT ?2
                    """),
            arguments: [now.wholeMilliseconds, limit]
        ).map(IngestedEvent.init).sorted { $0.number < $1.number }
    }

    /// What has no id and is to be looked up, at most one of each room: the first that is left of it. The index holds nothing else, so that it costs the
    /// same however much waits; the plus keeps SQLite from going through all that ever came.
    static func fetchNameless(_ db: Database, now: Date) throws -> [IngestedEvent] {
        try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT * FROM ingested INDEXED BY ingested_unnamed
                    WHERE due_ms IS NOT NULL AND due_ms <= ?1 AND call IS NULL AND record IS NULL
                      AND NOT EXISTS (SELECT 1 FROM ingested AS before WHERE before.due_ms IS NOT NULL AND before.connection = ingested.connection
                        AND before.room IS ingested.room AND +before.number < ingested.number)
                    ORDER BY number
                    """),
            arguments: [now.wholeMilliseconds]
        ).map(IngestedEvent.init)
    }

    /// When there is something to process next; nil where nothing is left.
    static func earliestDue(_ db: Database) throws -> Date? {
        try Int64.fetchOne(try db.cachedStatement(sql: "SELECT min(due_ms) FROM ingested WHERE due_ms IS NOT NULL"))
            .map(Date.init(wholeMilliseconds:))
    }

    /// It is an event now, or never will be one.
    static func settle(_ db: Database, _ number: Int64) throws {
        try db.cachedStatement(sql: "UPDATE ingested SET due_ms = NULL WHERE number = ?").execute(arguments: [number])
    }

    /// Forgets what became an event long ago, the oldest first. The newest message of all stays, so that no number is given twice.
    ///
    /// - Returns: whether there may be more.
    static func removeSettled(_ db: Database, before: Date, limit: Int) throws -> Bool {
        try db.execute(
            sql: """
                DELETE FROM ingested WHERE number < (SELECT min(number) FROM ingested) + ? AND number < (SELECT max(number) FROM ingested)
                  AND due_ms IS NULL AND received_ms < ?
                """,
            arguments: [limit, before.wholeMilliseconds])
        return db.changesCount > 0
    }

    /// Its call or its room was looked up in vain, and is looked up again at an instant.
    static func postpone(_ db: Database, _ number: Int64, until: Date) throws {
        try db.cachedStatement(sql: "UPDATE ingested SET due_ms = ?, lookups = lookups + 1 WHERE number = ?")
            .execute(arguments: [until.wholeMilliseconds, number])
    }
}

extension IngestedEvent {
    fileprivate init(_ row: Row) {
        self.init(
            number: row["number"], connection: row["connection"], eventName: row["name"], spaceId: row["space"], roomId: row["room"],
            callId: row["call"], recordId: row["record"], receivedAt: Date(wholeMilliseconds: row["received_ms"]), lookUps: row["lookups"])
    }
}
