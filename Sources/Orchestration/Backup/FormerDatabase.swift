import DurableFlow
import Foundation
import GRDB

/// The database whose place a backup takes. Its owner is the caller.
struct FormerDatabase {
    let path: String
    /// Where its contents go.
    let kept: String

    init(path: String, now: Date) {
        self.path = path
        let instant = now.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).dateSeparator(.omitted).timeSeparator(.omitted))
        kept = "\(path).before-restore-\(instant)Z"
    }

    /// Puts the draft, a closed and synced database, in the place.
    ///
    /// - Returns: where the former contents are; nil where there were none.
    func giveWay(to draft: WholeFile) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else {
            _ = try draft.publish(replacing: true)
            return nil
        }
        do {
            try takeOver(draft)
        } catch let error as DatabaseError where [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode) {
            try moveAside(draft)
        } catch let error as DatabaseError {
            unlink(kept)
            throw StoreError(path: path, reason: "nothing was restored: \(StoreError.explain(error))")
        }
        return kept
    }

    /// Has SQLite keep the contents in a file of their own and then put the draft's in their place, in one transaction.
    ///
    /// The file itself stays: renaming one that another process has open would part it from its write-ahead log.
    private func takeOver(_ draft: WholeFile) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        let present = try DatabasePool(path: path, configuration: configuration)
        try present.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            _ = try db.checkpoint(.truncate)
        }
        // Made under a name without an instant, so that the next restoration sweeps up what a killed one left.
        let keeping = try WholeFile(path: path + ".before-restore", permissions: 0o600)
        defer { keeping.discard() }
        let copy = try DatabaseQueue(path: keeping.draft)
        try present.backup(to: copy)
        try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try copy.close()
        try WholeFile.sync(keeping.draft)
        guard try keeping.publish(replacing: false, as: kept) else { throw WholeFile.failure("make", kept, EEXIST) }
        var readonly = Configuration()
        readonly.readonly = true
        try DatabaseQueue(path: draft.draft, configuration: readonly).backup(to: present)
        try present.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try present.close()
    }

    /// Keeps a file that SQLite cannot use, with what lies beside it, and renames the draft into its place.
    private func moveAside(_ draft: WholeFile) throws {
        unlink(kept)
        guard link(path, kept) == 0 else { throw WholeFile.failure("make", kept) }
        for suffix in ["-wal", "-shm"] where rename(path + suffix, kept + suffix) != 0 && errno != ENOENT {
            throw WholeFile.failure("move", path + suffix)
        }
        _ = try draft.publish(replacing: true)
    }
}
