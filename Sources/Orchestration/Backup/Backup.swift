import DurableFlow
import Foundation
import GRDB

/// A copy of the database in one file of its own, made while the owner may go on working.
///
/// SQLite copies what is committed at one instant; the file of the database itself is never touched. The key that sealed the tokens is not in it.
package struct Backup: Encodable, Sendable {
    /// The absolute path of the copy.
    package var file: String
    package var bytes: Int
    /// All of its runs.
    package var runs: Int
    /// Those of them that can still go on by themselves or after an answer.
    package var unfinished: Int
    package var connections: Int

    /// Makes a copy that appears whole or not at all, readable by its owner alone.
    ///
    /// - Parameter replacing: whether a file of that name gives way.
    /// - Throws: ``OperatorError``, ``StoreError`` or ``Failure``; nothing is then left of the copy.
    package static func make(of workspace: Workspace, at path: String, replacing: Bool) throws -> Backup {
        guard let reader = try workspace.openForReading() else {
            throw OperatorError("There is no database at \(workspace.configuration.storage.path) yet, so there is nothing to back up.")
        }
        try refuseOwnFiles(path, workspace)
        let taken = OperatorError("\(path) exists already; choose another name, or replace it with --force")
        if !replacing, FileManager.default.fileExists(atPath: path) { throw taken }
        let file = try WholeFile(path: path, permissions: 0o600)
        defer { file.discard() }
        var backup = try copy(reader.store, to: file.draft)
        guard try file.publish(replacing: replacing) else { throw taken }
        backup.file = file.path
        return backup
    }

    /// Fills an empty file and looks whether it is sound.
    private static func copy(_ store: Store, to path: String) throws -> Backup {
        do {
            let copy = try DatabaseQueue(path: path)
            try store.pool.backup(to: copy)
            var backup = try copy.writeWithoutTransaction { db in
                // Without it the copy would need side files to be read, and a folder in which they can be made.
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
                try DatabaseCheck.soundness(db, path: store.path)
                return Backup(
                    file: path, bytes: 0, runs: try Int.fetchOne(db, sql: "SELECT count(*) FROM flow") ?? 0,
                    unfinished: try Int.fetchOne(db, sql: "SELECT count(*) FROM flow WHERE state NOT IN (5, 6, 7, 9)") ?? 0,
                    connections: try Int.fetchOne(db, sql: "SELECT count(*) FROM connection") ?? 0)
            }
            try copy.close()
            try WholeFile.sync(path)
            backup.bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            return backup
        } catch let error as DatabaseError {
            throw StoreError(path: store.path, reason: "no backup was made: \(StoreError.explain(error))")
        }
    }

    /// A copy must never be put in the place of the database itself or of what lies beside it.
    private static func refuseOwnFiles(_ path: String, _ workspace: Workspace) throws {
        let database = workspace.configuration.storage.path
        for own in ["", "-wal", "-shm", ".lock"].map({ database + $0 }) + [workspace.configuration.secrets.keyFile]
        where DatabaseCheck.isSameFile(path, own) {
            throw OperatorError("\(path) is a file that the service itself uses; choose another name for the backup")
        }
    }
}
