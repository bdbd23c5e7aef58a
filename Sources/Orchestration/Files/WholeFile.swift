package import DurableFlow
package import Foundation

/// A file that appears under its name whole or not at all: it is made beside it under a hidden name that tells the process, synced, and renamed.
///
/// What a killed process left there is swept away by the next one that makes a file of the same name.
package struct WholeFile: Sendable {
    /// The name that the file gets.
    package let path: String
    /// Where it is made.
    package let draft: String

    /// Makes an empty draft.
    ///
    /// - Parameter permissions: of the file.
    /// - Throws: ``Failure`` with the code `storage`, which names the file, the system's reason and what to do.
    package init(path: String, permissions: mode_t) throws(Failure) {
        let url = URL(fileURLWithPath: path)
        let folder = url.deletingLastPathComponent().path
        let prefix = ".\(url.lastPathComponent).part-"
        Self.sweep(folder, prefix)
        self.path = url.path
        draft = "\(folder)/\(prefix)\(getpid())"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
        guard file >= 0 else { throw Self.failure("make", path) }
        close(file)
    }

    /// Fills the draft.
    package func write(_ bytes: Data) throws(Failure) {
        let file = open(draft, O_WRONLY | O_TRUNC | O_CLOEXEC)
        guard file >= 0 else { throw Self.failure("write", path) }
        defer { close(file) }
        if let code = bytes.withUnsafeBytes({ ReportFile.write($0, file) }) { throw Self.failure("write", path, code) }
    }

    /// Gives the synced draft its name.
    ///
    /// - Parameters:
    ///   - replacing: whether a file of that name gives way.
    ///   - name: another name in the same folder than ``path``.
    /// - Returns: false, changing nothing, where there is a file of that name that is to stay.
    package func publish(replacing: Bool, as name: String? = nil) throws(Failure) -> Bool {
        let name = name ?? path
        if replacing {
            guard rename(draft, name) == 0 else { throw Self.failure("name", name) }
        } else {
            guard link(draft, name) == 0 else {
                if errno == EEXIST { return false }
                throw Self.failure("name", name)
            }
            unlink(draft)
        }
        try ReportFile.sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        return true
    }

    /// Removes the draft and what SQLite may have left beside it; after ``publish(replacing:)`` there is none.
    package func discard() {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(draft + suffix) }
    }

    /// Makes the contents of a file last.
    static func sync(_ path: String) throws(Failure) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("sync", path) }
    }

    private static func sweep(_ folder: String, _ prefix: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(prefix) {
            let digits = name.dropFirst(prefix.count).prefix { $0.isNumber }
            guard let process = Int32(digits) else { continue }
            if process == getpid() || kill(process, 0) != 0 && errno == ESRCH { unlink("\(folder)/\(name)") }
        }
    }

    static func failure(_ verb: String, _ path: String, _ code: Int32 = errno) -> Failure {
        let advice =
            switch code {
            case ENOENT, ENOTDIR: "Make its folder first, or choose another place."
            case ENOSPC, EDQUOT: "Make room on the disk, or choose another place."
            case EACCES, EPERM, EROFS: "Choose a place that may be written to."
            default: "Choose another place."
            }
        return Failure(code: "storage", message: "Cannot \(verb) the file \(path): \(String(cString: strerror(code))). \(advice)")
    }
}
