import DurableFlow
package import Foundation
import GRDB

/// Puts a backup in the place of the database.
///
/// The backup is copied, brought up to date and marked as restored beside the database. Then SQLite takes it over in one transaction, so that a
/// crash leaves the old database or the new one, and a process that is reading sees one or the other. Only where SQLite cannot use the present
/// file at all is it moved aside and the new one renamed into its place.
package struct Restoration: Encodable, Sendable {
    /// Where the backup came from.
    package var file: String
    /// The database that now has its contents.
    package var database: String
    /// Where the former contents are; nil where there were none.
    package var kept: String?
    package var runs: Int
    /// The runs that can still go on, each of which first looks what became of it since.
    package var unfinished: Int
    /// Connections whose stored tokens the present key does not open.
    package var lockedConnections: [String]

    /// - Parameter now: names the file that is kept.
    /// - Throws: ``OwnerLock/Taken`` while another process owns the database; ``StoreError``, ``OperatorError`` or ``Failure`` where the backup or the
    ///   disk is of no use. Nothing is then changed.
    package static func restore(_ workspace: Workspace, from path: String, now: Date, purpose: String) throws -> Restoration {
        let database = try place(of: workspace.configuration.storage.path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw OperatorError("There is no file \(path).") }
        if isFolder.boolValue { throw OperatorError("\(path) is a folder; name a file that `autowebinar backup` made") }
        if DatabaseCheck.isSameFile(path, database) { throw OperatorError("\(path) is the database itself; name a backup of it") }
        var migrator = DatabaseMigrator()
        Workspace.registerMigrations(in: &migrator)
        try check(path, migrator)
        let lock = try OwnerLock(databasePath: database, owner: "process \(getpid()) (\(purpose))")
        return try withExtendedLifetime(lock) {
            let draft = try WholeFile(path: database, permissions: 0o600)
            defer { draft.discard() }
            var restoration = try prepare(draft, from: path, workspace, migrator, now: now, purpose: purpose)
            restoration.kept = try FormerDatabase(path: database, now: now).giveWay(to: draft)
            return restoration
        }
    }

    /// Where the database is, which may be named by a link: what is renamed into the place of a link would leave the database as it is.
    private static func place(of path: String) throws -> String {
        try BrokenLink.refuse(in: path)
        guard (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil else { return path }
        return URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// Reads the whole file without changing it.
    private static func check(_ path: String, _ migrator: DatabaseMigrator) throws {
        try explaining(path) {
            try open(path).read { db in
                try DatabaseCheck.soundness(db, path: path)
                try DatabaseCheck.origin(db, migrator, path: path)
            }
        }
    }

    /// Makes the database that is to take the place, in the draft.
    private static func prepare(
        _ draft: WholeFile, from path: String, _ workspace: Workspace, _ migrator: DatabaseMigrator, now: Date, purpose: String
    ) throws -> Restoration {
        let journal = ServiceJournal(
            settle: workspace.configuration.livedigital.timeout * 2, boot: purpose)
        return try explaining(path) {
            let queue = try DatabaseQueue(path: draft.draft)
            try open(path).backup(to: queue)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try migrator.migrate(queue)
            let restoration = try queue.write { db in
                let unfinished = try journal.restored(db, now: now)
                return Restoration(
                    file: path, database: workspace.configuration.storage.path, runs: try Int.fetchOne(db, sql: "SELECT count(*) FROM flow") ?? 0,
                    unfinished: unfinished, lockedConnections: try locked(db, workspace))
            }
            try queue.close()
            try WholeFile.sync(draft.draft)
            return restoration
        }
    }

    private static func locked(_ db: Database, _ workspace: Workspace) throws -> [String] {
        let key = try? workspace.masterKey()
        return try ConnectionTable.fetchAll(db).filter { connection in
            (try? key?.open(connection.sealedToken, connection: connection.name, member: "token")) == nil
        }.map(\.name)
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static func explaining<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_NOTADB: throw StoreError(path: path, reason: "it is not a database; name a file that `autowebinar backup` made")
            case .SQLITE_CORRUPT: throw StoreError(path: path, reason: "it is damaged (\(error.message ?? "malformed")); take another backup")
            default: throw StoreError(path: path, reason: StoreError.explain(error))
            }
        }
    }
}
