package import Foundation
package import GRDB

/// The requests that may be repeated. Every function runs inside the caller's transaction.
package enum RequestTable {
    package static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("request-1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE request(
                      connection TEXT NOT NULL,
                      key TEXT NOT NULL,
                      digest BLOB NOT NULL,              -- of all that was asked for
                      holder TEXT,                       -- who is answering it
                      run TEXT,
                      answer BLOB,                       -- sealed, since it may hold a link
                      delivered INTEGER NOT NULL DEFAULT 0,
                      expires_ms INTEGER,
                      PRIMARY KEY(connection, key)) STRICT;
                    CREATE INDEX request_expiry ON request(expires_ms) WHERE expires_ms IS NOT NULL;
                    """)
        }
    }

    package static func fetch(_ db: Database, connection: String, key: String) throws -> StoredRequest? {
        try Row.fetchOne(
            try db.cachedStatement(sql: "SELECT * FROM request WHERE connection = ? AND key = ?"), arguments: [connection, key]
        ).map(StoredRequest.init)
    }

    /// Writes a request, new or changed.
    package static func put(_ db: Database, _ request: StoredRequest) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO request(connection, key, digest, holder, run, answer, delivered, expires_ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(connection, key) DO UPDATE SET digest = excluded.digest, holder = excluded.holder, run = excluded.run,
                  answer = excluded.answer, delivered = excluded.delivered, expires_ms = excluded.expires_ms
                """
        ).execute(arguments: [
            request.connection, request.key, request.digest, request.holder, request.run, request.answer, request.isDelivered,
            request.expiresAt?.wholeMilliseconds,
        ])
    }

    package static func remove(_ db: Database, connection: String, key: String) throws {
        try db.execute(sql: "DELETE FROM request WHERE connection = ? AND key = ?", arguments: [connection, key])
    }

    /// Forgets what has expired, some of it.
    package static func sweep(_ db: Database, now: Date) throws {
        try db.execute(
            sql: "DELETE FROM request WHERE rowid IN (SELECT rowid FROM request WHERE expires_ms <= ? LIMIT 500)", arguments: [now.wholeMilliseconds])
    }
}

extension StoredRequest {
    fileprivate init(_ row: Row) {
        self.init(
            key: row["key"], connection: row["connection"], digest: row["digest"], holder: row["holder"],
            expiresAt: (row["expires_ms"] as Int64?).map(Date.init(wholeMilliseconds:)))
        run = row["run"]
        answer = row["answer"]
        isDelivered = row["delivered"]
    }
}
