import Foundation
import Glibc

/// The files of a database that this process owns, as they were when it was opened.
///
/// Who removes them from under an owner makes room for a second one, which makes everything anew; and what the first still writes is lost.
package struct OwnedFiles: Sendable {
    private let path: String
    private let journal: [(path: String, inode: ino_t?)]
    private let lock: (path: String, inode: ino_t?)

    /// Notes which files lie at the path of an open database and of its lock now.
    package init(databasePath: String) {
        func look(_ path: String) -> (path: String, inode: ino_t?) { (path, Self.look(at: path).inode) }
        path = databasePath
        // The last that was written is in the files beside it.
        let real = URL(fileURLWithPath: databasePath).resolvingSymlinksInPath().path
        journal = [look(databasePath)] + ["-wal", "-shm"].map { look(real + $0) }.filter { $0.inode != nil }
        lock = look(OwnerLock.path(of: databasePath))
    }

    /// Looks again and again whether they are the same still, until cancelled.
    ///
    /// - Throws: ``StoreError`` once they are others, or gone.
    package func keepWatching(every pause: Duration = .seconds(5)) async throws {
        while (try? await Task.sleep(for: pause)) != nil {
            if let other = journal.first(where: Self.isOther) {
                throw StoreError(
                    path: path,
                    reason: "\(other.path) was removed or replaced while this process worked with it; nothing more is done. Put the file back or "
                        + "restore a backup before you start again")
            }
            if Self.isOther(lock) {
                throw StoreError(
                    path: path,
                    reason: "its lock \(lock.path) was removed or replaced while this process worked with it, so that another one may own it by now; "
                        + "nothing more is done, and nothing is lost. Start again")
            }
        }
    }

    /// One that may not be looked at just now is the same, as far as is known.
    private static func isOther(_ file: (path: String, inode: ino_t?)) -> Bool {
        let (inode, error) = look(at: file.path)
        return file.inode == nil || inode != file.inode && (inode != nil || error == ENOENT || error == ENOTDIR)
    }

    private static func look(at path: String) -> (inode: ino_t?, error: Int32) {
        var status = stat()
        return stat(path, &status) == 0 ? (status.st_ino, 0) : (nil, errno)
    }
}
