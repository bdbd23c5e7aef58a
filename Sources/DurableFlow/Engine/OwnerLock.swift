import Foundation

/// Holds a database for one process, by `flock` on a file beside it, until it is released or the process ends, however it ends.
package final class OwnerLock: Sendable {
    private let descriptor: Int32

    /// Who holds the lock, as that process described itself.
    package struct Taken: Error, Sendable, Equatable, CustomStringConvertible {
        package var path: String
        package var owner: String

        package var description: String { "\(path) is in use by \(owner)" }
    }

    /// Takes the lock at once or not at all.
    ///
    /// - Parameter owner: how this process describes itself to others, such as `process 4711 (autowebinar serve)`.
    /// - Throws: ``Taken`` where another process holds it; ``StoreError`` where the file cannot be made.
    package init(databasePath: String, owner: String) throws {
        let path = Self.path(of: databasePath)
        try? FileManager.default.createDirectory(at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        // Kept by the lock only once it is held: a throwing initialiser of a whole object would run `deinit` and close it twice.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw StoreError(
                path: databasePath,
                reason: "its lock \(path) cannot be opened (\(reason)); check the owner and the permissions of that file and its folder")
        }
        var isHeld = flock(descriptor, LOCK_EX | LOCK_NB) == 0
        if !isHeld {
            // Perhaps only one who looked whether it is free.
            usleep(1000)
            isHeld = flock(descriptor, LOCK_EX | LOCK_NB) == 0
        }
        guard isHeld else {
            close(descriptor)
            throw Taken(path: databasePath, owner: Self.holder(databasePath: databasePath))
        }
        ftruncate(descriptor, 0)
        let text = owner + "\n"
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The lock's file: a link to a database leads to the lock of that database.
    package static func path(of databasePath: String) -> String {
        URL(fileURLWithPath: databasePath).resolvingSymlinksInPath().path + ".lock"
    }

    /// Who holds the lock, or held it last, as that process described itself.
    package static func holder(databasePath: String) -> String {
        let text = (try? String(contentsOfFile: path(of: databasePath), encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
        return text.flatMap { $0.isEmpty ? nil : $0 } ?? "another process"
    }

    /// Whether nobody holds the lock just now. Nothing is changed.
    package static func isFree(databasePath: String) -> Bool {
        let descriptor = open(path(of: databasePath), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) == 0
    }
}
