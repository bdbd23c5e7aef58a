import Foundation
package import GRDB

/// How hard a commit is pressed to the disk.
package enum Synchronous: String, Sendable, CaseIterable {
    /// Every commit survives a power cut.
    case full
    /// Every commit survives a crash of the process; a power cut may lose the last ones, and with them the promise.
    case normal
}

/// The database file, opened.
///
/// Nothing but SQLite ever opens that file: a second open and close anywhere in the process would drop SQLite's POSIX locks.
package struct Store: Sendable {
    /// For reading; the only writing connection belongs to the ``Writer``.
    package let pool: DatabasePool
    package let path: String

    /// Opens the file, makes its folder and its tables where they are missing, and sets the writer to `synchronous`.
    ///
    /// - Throws: ``StoreError`` where the file cannot be used, saying why.
    package static func open(path: String, synchronous: Synchronous, migrations: (inout DatabaseMigrator) -> Void) throws -> Store {
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.foreignKeysEnabled = true
            configuration.maximumReaderCount = 4
            let isNew = !FileManager.default.fileExists(atPath: path)
            let pool = try DatabasePool(path: path, configuration: configuration)
            // It holds sealed tokens and what attendees did; SQLite gives its side files the same permissions.
            if isNew { chmod(path, 0o600) }
            // GRDB sets NORMAL on its writer when it switches to WAL, after `prepareDatabase`: so it is set once more here.
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue.uppercased()); PRAGMA journal_size_limit = 67108864")
            }
            var migrator = DatabaseMigrator()
            migrations(&migrator)
            if try pool.read({ try migrator.hasBeenSuperseded($0) }) {
                throw StoreError(path: path, reason: "it was written by a newer version of this program; use that version")
            }
            try migrator.migrate(pool)
            return Store(pool: pool, path: path)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(path: path, reason: StoreError.explain(error))
        }
    }

    /// Opens the file for leaving commands to its owner, who alone makes and changes tables.
    ///
    /// - Returns: nil where there is no file with the owner's tables yet.
    package static func openForCommands(path: String) throws -> Store? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.maximumReaderCount = 1
            let pool = try DatabasePool(path: path, configuration: configuration)
            return try pool.read { try $0.tableExists("command") } ? Store(pool: pool, path: path) : nil
        } catch {
            throw StoreError(path: path, reason: StoreError.explain(error))
        }
    }

    /// Opens the file for reading only; nothing is made or changed.
    ///
    /// - Returns: nil where there is no such file yet.
    package static func openForReading(path: String) throws -> Store? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            configuration.maximumReaderCount = 2
            return Store(pool: try DatabasePool(path: path, configuration: configuration), path: path)
        } catch {
            throw StoreError(path: path, reason: StoreError.explain(error))
        }
    }
}

/// Why the database cannot be used. Nothing was changed.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    package var path: String
    package var reason: String

    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    package var description: String { "the database \(path) cannot be used: \(reason)" }

    /// The reason in words for people, with what to do.
    package static func explain(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return error.localizedDescription }
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            return "it is damaged (\(error.message ?? "not a database")); restore a backup, the file was left as it is"
        case .SQLITE_FULL: return "the disk is full; make room and start again, nothing that was recorded is lost"
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            let reason = error.message ?? "no permission"
            return "it cannot be opened for writing (\(reason)); check the owner and the permissions of the file and its folder"
        case .SQLITE_IOERR: return "the disk reports an error (\(error.message ?? "input/output error"))"
        case .SQLITE_BUSY: return "another program holds it"
        default: return error.message ?? "\(error)"
        }
    }
}
