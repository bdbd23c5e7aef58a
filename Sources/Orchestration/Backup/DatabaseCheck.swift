import DurableFlow
import Foundation
import GRDB

/// Looks whether a file is a whole database of this program.
enum DatabaseCheck {
    /// - Throws: ``StoreError`` where SQLite finds the database damaged.
    static func soundness(_ db: Database, path: String) throws {
        let verdict = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no answer"
        if verdict != "ok" { throw StoreError(path: path, reason: "it is damaged (\(verdict)); take another backup") }
    }

    /// - Throws: ``StoreError`` where the database is another program's, or a newer version's.
    static func origin(_ db: Database, _ migrator: DatabaseMigrator, path: String) throws {
        let applied = try db.tableExists("grdb_migrations") ? try migrator.appliedIdentifiers(db) : []
        // The first migration is in every database of this program that was ever used.
        guard let first = migrator.migrations.first, applied.contains(first) else {
            throw StoreError(path: path, reason: "it is not a database of this program; name a file that `autowebinar backup` made")
        }
        if try migrator.hasBeenSuperseded(db) {
            throw StoreError(path: path, reason: "it was written by a newer version of this program; use that version")
        }
    }

    /// Whether two paths lead to one file. False where one of them leads nowhere.
    static func isSameFile(_ left: String, _ right: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(left, &first) == 0, stat(right, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}
