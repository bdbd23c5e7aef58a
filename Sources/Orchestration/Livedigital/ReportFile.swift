import DurableFlow
import Foundation

/// The steps of storing a file so that it is there whole or not at all, after a power cut, too.
enum ReportFile {
    private static let draftPrefix = ".incoming-"

    /// Makes a folder and those above it, each one synced into its parent. Reports name people, so nobody else may look in.
    static func makeFolder(_ folder: URL) throws(Failure) {
        if FileManager.default.fileExists(atPath: folder.path) { return }
        let parent = folder.deletingLastPathComponent()
        if parent.path != folder.path { try makeFolder(parent) }
        guard mkdir(folder.path, 0o700) == 0 || errno == EEXIST else { throw failure("make the folder", folder.path) }
        try sync(parent.path)
    }

    /// Writes and syncs the bytes under a hidden name of their own, and sweeps away what a crash left there.
    ///
    /// - Parameter writing: writes and syncs everything into an open file; the system's error, or nil.
    static func draft(
        of bytes: Data, in folder: URL, writing: (UnsafeRawBufferPointer, Int32) -> Int32? = write
    ) throws(Failure) -> String {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] where name.hasPrefix(draftPrefix) {
            unlink(folder.appendingPathComponent(name).path)
        }
        let path = folder.appendingPathComponent(draftPrefix + UUID().uuidString).path
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("make the file", path) }
        let error = bytes.withUnsafeBytes { writing($0, file) }
        guard close(file) == 0, error == nil else {
            let code = error ?? errno
            unlink(path)
            throw failure("write the file", path, code)
        }
        return path
    }

    /// Gives the file its name; false where that name is taken.
    static func publish(_ draft: String, as path: String) throws(Failure) -> Bool {
        if link(draft, path) == 0 { return true }
        guard errno == EEXIST else { throw failure("name the file", path) }
        return false
    }

    /// Makes the names in a folder last.
    static func sync(_ folder: String) throws(Failure) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open the folder", folder) }
        let result = fsync(descriptor)
        let code = errno
        close(descriptor)
        guard result == 0 else { throw failure("sync the folder", folder, code) }
    }

    /// Writes and syncs everything; the system's error, or nil.
    static func write(_ bytes: UnsafeRawBufferPointer, _ file: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return errno
            }
        }
        return fsync(file) == 0 ? nil : errno
    }

    private static func failure(_ verb: String, _ path: String, _ code: Int32 = errno) -> Failure {
        let advice =
            switch code {
            case ENOSPC, EDQUOT: "Make room on the disk; the report is stored as soon as there is some."
            case EACCES, EPERM, EROFS: "Let the service write there, or change storage.data."
            default: "Look after the folder that storage.data names."
            }
        return Failure(code: "storage", message: "Cannot \(verb) \(path): \(String(cString: strerror(code))). \(advice)")
    }
}
