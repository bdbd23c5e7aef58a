import CSQLite
import Foundation
package import GRDB
import Glibc

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
        _ = countsNoMemory
        do {
            if try isThere(path) { try refuseWhatIsNotOurs(path, migrations) } else { try make(path) }
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.foreignKeysEnabled = true
            configuration.maximumReaderCount = 4
            let pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL on its writer when it switches to WAL, after `prepareDatabase`: so it is set once more here.
            // Its cache holds the pages of the runs that are under way among years of others, 16 MiB at most; SQLite's own 2 MiB read them again.
            try pool.writeWithoutTransaction { db in
                try db.execute(
                    sql: """
                        PRAGMA synchronous = \(synchronous.rawValue.uppercased()); PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384
                        """)
            }
            var migrator = DatabaseMigrator()
            migrations(&migrator)
            try migrator.migrate(pool)
            return Store(pool: pool, path: path)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(path: path, reason: StoreError.explain(error, at: path))
        }
    }

    private static let countsNoMemory = sqlite_count_no_memory() == SQLITE_OK

    /// Whether there is a file that may be the database.
    ///
    /// - Throws: ``StoreError`` where that cannot be told, also for a link whose target is away, and where something else is in its place: a folder, a device, or a file of no bytes,
    ///   which is what a full disk leaves of a copy and never what ``make(_:)`` leaves.
    private static func isThere(_ path: String) throws(StoreError) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else {
                let reason = String(cString: strerror(errno))
                throw StoreError(path: path, reason: "it cannot be looked at (\(reason)); check the owner and the permissions of its folders")
            }
            try BrokenLink.refuse(in: path)
            return false
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG where status.st_size > 0: return true
        case S_IFREG:
            throw StoreError(path: path, reason: "it is empty, all that it held is lost; restore a backup, or remove the file and begin anew")
        case S_IFDIR: throw StoreError(path: path, reason: "it is a folder; choose another storage.path")
        default: throw StoreError(path: path, reason: "it is no ordinary file; choose another storage.path")
        }
    }

    /// Makes the file with a header of SQLite's own and no tables, whole or not at all.
    static func make(_ path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // It holds sealed tokens and what attendees did. SQLite gives its side files the permissions that the file has when they are made.
        let draft = path + ".new"
        unlink(draft)
        let descriptor = Glibc.open(draft, O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
        let queue = try DatabaseQueue(path: draft)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try queue.close()
        guard rename(draft, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        let directory = Glibc.open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        fsync(directory)
        close(directory)
    }

    /// Looks into a file before anything is changed in it.
    private static func refuseWhatIsNotOurs(_ path: String, _ migrations: (inout DatabaseMigrator) -> Void) throws {
        guard let store = try openForReading(path: path) else { return }
        var migrator = DatabaseMigrator()
        migrations(&migrator)
        try store.pool.read { try refuseWhatIsNotOurs($0, migrator, path: path) }
        try store.pool.close()
    }

    /// Refuses tables of another program or of a newer version of this one; no tables at all are what a kill just behind the making leaves.
    package static func refuseWhatIsNotOurs(_ db: Database, _ migrator: DatabaseMigrator, path: String) throws {
        if try !db.tableExists("grdb_migrations"), try Bool.fetchOne(db, sql: "SELECT count(*) > 0 FROM sqlite_master") == true {
            throw StoreError(path: path, reason: "it is a database of another program, and was left as it is; choose another storage.path")
        }
        if try migrator.hasBeenSuperseded(db) {
            throw StoreError(path: path, reason: "it was written by a newer version of this program; use that version")
        }
    }

    /// Opens the file for leaving commands to its owner, who alone makes and changes tables.
    ///
    /// - Returns: nil where there is no file with the owner's tables yet.
    package static func openForCommands(path: String) throws -> Store? {
        guard try isThere(path) else { return nil }
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.maximumReaderCount = 1
            let pool = try DatabasePool(path: path, configuration: configuration)
            return try pool.read { try $0.tableExists("command") } ? Store(pool: pool, path: path) : nil
        } catch {
            throw StoreError(path: path, reason: StoreError.explain(error, at: path))
        }
    }

    /// Opens the file for reading only; nothing is made or changed.
    ///
    /// - Returns: nil where there is no such file yet.
    package static func openForReading(path: String) throws -> Store? {
        guard try isThere(path) else { return nil }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            configuration.maximumReaderCount = 2
            return Store(pool: try DatabasePool(path: path, configuration: configuration), path: path)
        } catch {
            throw StoreError(path: path, reason: StoreError.explain(error, at: path))
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
    ///
    /// - Parameter path: the database, where it was just being opened.
    package static func explain(_ error: any Error, at path: String? = nil) -> String {
        guard let error = error as? DatabaseError else { return error.localizedDescription }
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            return "it is damaged (\(error.message ?? "not a database")); restore a backup, the file was left as it is"
        case .SQLITE_FULL: return full
        // What SQLite says where there is no room for its side files.
        case .SQLITE_IOERR where path.map(isDiskFull) ?? false: return full
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
            let reason = error.message ?? "no permission"
            return "it cannot be opened for writing (\(reason)); check the owner and the permissions of the file, "
                + "of those beside it (-wal, -shm) and of its folder"
        case .SQLITE_IOERR: return "the disk reports an error (\(error.message ?? "input/output error"))"
        case .SQLITE_BUSY: return "another program holds it"
        default: return error.message ?? "\(error)"
        }
    }

    private static let full = "the disk is full; make room and start again, nothing that was recorded is lost"

    private static func isDiskFull(_ path: String) -> Bool {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let free = try? FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? NSNumber
        return free.map { $0.intValue < 64 << 10 } ?? false
    }
}
