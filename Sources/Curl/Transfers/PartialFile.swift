import Foundation

/// A file that has its name only when it is whole, and of which an attempt that fails leaves nothing.
///
/// `@unchecked Sendable`: owned like the ``Transfer`` that it belongs to, by one thread at a time.
final class PartialFile: DownloadFile, @unchecked Sendable {
    let path: String
    let offset: Int64 = 0
    private let folder: String
    private let partialPath: String
    private var descriptor: Int32 = -1

    init(path: String) {
        self.path = path
        let slash = path.lastIndex(of: "/")
        folder = slash.map { String(path[...$0]) } ?? "./"
        let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
        partialPath = "\(folder).\(name).\(UUID().uuidString).part"
    }

    deinit { abandon() }

    /// True when something has the final name already.
    var isTaken: Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    func accept(_ response: HTTPResponse) -> DownloadDecision {
        guard (200..<300).contains(response.status) else { return .memory }
        descriptor = open(partialPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        return descriptor < 0 ? .refuse(.cannotWriteFile, FileWriting.problem(path, "cannot be created")) : .file
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> String? { FileWriting.append(bytes, to: descriptor, path) }

    func keep() -> String? {
        let text = FileWriting.keep(descriptor, partialPath, as: path, in: folder)
        descriptor = -1
        unlink(partialPath)
        return text
    }

    func abandon() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        unlink(partialPath)
    }
}
