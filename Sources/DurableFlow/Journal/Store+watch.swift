import Foundation
import Glibc

extension Store {
    /// Looks again and again whether the file and its lock are still the ones that were opened, until cancelled.
    ///
    /// Who removes them from under an owner makes room for a second one, which makes everything anew; and what the first still writes is lost.
    /// - Throws: ``StoreError`` once they are others, or gone.
    package func keepWatching(every pause: Duration = .seconds(5)) async throws {
        let paths = [path, OwnerLock.path(of: path)]
        let opened = paths.map(Self.inode)
        while (try? await Task.sleep(for: pause)) != nil {
            guard let index = paths.indices.first(where: { Self.inode(of: paths[$0]) != opened[$0] }) else { continue }
            throw StoreError(
                path: path,
                reason: "\(paths[index]) was removed or replaced while this process worked with it; nothing more is done. Put the file back or "
                    + "restore a backup before you start again")
        }
    }

    private static func inode(of path: String) -> ino_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_ino : nil
    }
}
