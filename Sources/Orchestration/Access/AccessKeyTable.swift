package import Foundation
package import GRDB

/// The keys of the HTTP API by their SHA-256. Every function runs inside the caller's transaction.
package enum AccessKeyTable {
    /// A key that is known.
    package struct Entry: Sendable, Equatable {
        package var connection: String
        package var kind: AccessKey.Kind
        package var addedAt: Date
    }

    package static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("access-key-1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE access_key(
                      digest BLOB PRIMARY KEY,           -- SHA-256 of the key
                      connection TEXT NOT NULL,
                      kind TEXT NOT NULL,                -- issued, token
                      added_ms INTEGER NOT NULL) STRICT;
                    CREATE INDEX access_key_connection ON access_key(connection);
                    """)
        }
    }

    /// What the key may act for; nil where it is unknown.
    package static func fetch(_ db: Database, _ key: AccessKey) throws -> Entry? {
        guard
            let row = try Row.fetchOne(try db.cachedStatement(sql: "SELECT * FROM access_key WHERE digest = ?"), arguments: [key.digest]),
            key.matches(row["digest"])
        else { return nil }
        return Entry(
            connection: row["connection"], kind: AccessKey.Kind(rawValue: row["kind"]) ?? .issued,
            addedAt: Date(wholeMilliseconds: row["added_ms"]))
    }

    /// Adds a key, or gives a known one to this connection.
    static func put(_ db: Database, digest: Data, connection: String, kind: AccessKey.Kind, now: Date) throws {
        try db.execute(
            sql: """
                INSERT INTO access_key(digest, connection, kind, added_ms) VALUES(?, ?, ?, ?)
                ON CONFLICT(digest) DO UPDATE SET connection = excluded.connection, kind = excluded.kind, added_ms = excluded.added_ms
                """,
            arguments: [digest, connection, kind.rawValue, now.wholeMilliseconds])
    }

    /// Forgets keys of a connection.
    ///
    /// - Parameter kind: nil for every kind.
    /// - Returns: how many there were.
    static func remove(_ db: Database, connection: String, kind: AccessKey.Kind? = nil) throws -> Int {
        try db.execute(
            sql: "DELETE FROM access_key WHERE connection = ? AND (?2 IS NULL OR kind = ?2)", arguments: [connection, kind?.rawValue])
        return db.changesCount
    }

    /// Forgets one key.
    static func remove(_ db: Database, digest: Data) throws {
        try db.execute(sql: "DELETE FROM access_key WHERE digest = ?", arguments: [digest])
    }
}
