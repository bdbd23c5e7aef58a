package import Foundation
package import GRDB

/// A named livedigital account, as it is stored.
package struct Connection: Sendable, Equatable {
    package var name: String
    /// The address of its API, to which alone its token goes; nil is the configuration's.
    package var baseURL: String?
    /// The token, sealed by ``MasterKey``.
    package var sealedToken: Data
    /// What the token is known by.
    package var fingerprint: String
    /// The account's e-mail as livedigital told it, or nil where it was never reached.
    package var label: String?
    /// livedigital's id of the account; nil where it was never told.
    package var account: String?
    package var addedAt: Date
    /// Why its runs wait, or nil.
    package var pausedReason: String?

    package init(
        name: String, baseURL: String?, sealedToken: Data, fingerprint: String, label: String?, account: String? = nil, addedAt: Date,
        pausedReason: String? = nil
    ) {
        self.name = name
        self.baseURL = baseURL
        self.sealedToken = sealedToken
        self.fingerprint = fingerprint
        self.label = label
        self.account = account
        self.addedAt = addedAt
        self.pausedReason = pausedReason
    }

    /// Whether what a connection is paused for is mended in the configuration, not by another token. The reason alone is kept, which names the key then.
    package static func needsConfiguration(_ pausedReason: String) -> Bool { pausedReason.contains("livedigital.baseURL") }

    /// The token in a text that was typed, copied or read from a file; nil where it is none (RFC 6750 section 2.1 has no such characters).
    package static func token(in text: String) -> String? {
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return !token.isEmpty && token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } ? token : nil
    }

    /// Why a text is no token.
    package static let notToken = "it has spaces, several lines or characters that no token has"

    /// The connection that jobs use unless they name another.
    package static let defaultName = "default"
}

/// The SQL of the table `connection`.
package enum ConnectionTable {
    package static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("connection-1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE connection(
                      name TEXT PRIMARY KEY,
                      base_url TEXT,
                      token BLOB NOT NULL,
                      fingerprint TEXT NOT NULL,
                      label TEXT,
                      added_ms INTEGER NOT NULL) STRICT;
                    """)
        }
        migrator.registerMigration("connection-2") { db in
            try db.execute(sql: "ALTER TABLE connection ADD COLUMN account TEXT")
        }
    }

    /// Whether the migrations, of which this table's is the last, were applied.
    package static func exists(_ db: Database) throws -> Bool { try db.tableExists("connection") }

    /// Adds the connection, or puts another token and address in the place of what it had.
    package static func put(_ db: Database, _ connection: Connection) throws {
        try db.execute(
            sql: """
                INSERT INTO connection(name, base_url, token, fingerprint, label, account, added_ms) VALUES(?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(name) DO UPDATE SET base_url = excluded.base_url, token = excluded.token, fingerprint = excluded.fingerprint,
                  label = excluded.label, account = excluded.account, added_ms = excluded.added_ms
                """,
            arguments: [
                connection.name, connection.baseURL, connection.sealedToken, connection.fingerprint, connection.label, connection.account,
                Int64((connection.addedAt.timeIntervalSince1970 * 1000).rounded()),
            ])
    }

    /// - Returns: false where there was none of that name.
    package static func remove(_ db: Database, name: String) throws -> Bool {
        try db.execute(sql: "DELETE FROM connection WHERE name = ?", arguments: [name])
        return db.changesCount == 1
    }

    package static func fetch(_ db: Database, name: String) throws -> Connection? {
        try fetchAll(db).first { $0.name == name }
    }

    /// All of them, by name.
    package static func fetchAll(_ db: Database) throws -> [Connection] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT connection.*, lane.paused_reason FROM connection
                LEFT JOIN lane ON lane.name = connection.name AND lane.paused_ms IS NOT NULL ORDER BY connection.name
                """
        ).map { row in
            Connection(
                name: row["name"], baseURL: row["base_url"], sealedToken: row["token"], fingerprint: row["fingerprint"], label: row["label"],
                account: row["account"], addedAt: Date(timeIntervalSince1970: Double(row["added_ms"] as Int64) / 1000),
                pausedReason: row["paused_reason"])
        }
    }
}

extension ConnectionTable {
    /// Why the runs of a connection wait, stored or not; nil where they do not.
    package static func pausedReason(_ db: Database, name: String) throws -> String? {
        try String.fetchOne(db, sql: "SELECT paused_reason FROM lane WHERE name = ? AND paused_ms IS NOT NULL", arguments: [name])
    }
}
