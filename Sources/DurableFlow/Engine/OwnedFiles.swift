import Foundation
import Glibc

/// The files of a database that this process owns, as they were when it was opened.
///
/// Who removes them from under an owner makes room for a second one, which makes everything anew; and what the first still writes is lost.
package struct OwnedFiles: Sendable {
    private let path: String
    private let files: [(path: String, inode: ino_t?)]

    /// Notes which files lie at the path of an open database and of its lock now.
    package init(databasePath: String) {
        path = databasePath
        files = [databasePath, OwnerLock.path(of: databasePath)].map { ($0, Self.inode(of: $0)) }
    }

    /// Looks again and again whether they are the same still, until cancelled.
    ///
    /// - Throws: ``StoreError`` once they are others, or gone.
    package func keepWatching(every pause: Duration = .seconds(5)) async throws {
        while (try? await Task.sleep(for: pause)) != nil {
            guard let other = files.first(where: { $0.inode == nil || Self.inode(of: $0.path) != $0.inode }) else { continue }
            throw StoreError(
                path: path,
                reason: "\(other.path) was removed or replaced while this process worked with it; nothing more is done. Put the file back or "
                    + "restore a backup before you start again")
        }
    }

    private static func inode(of path: String) -> ino_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_ino : nil
    }
}
