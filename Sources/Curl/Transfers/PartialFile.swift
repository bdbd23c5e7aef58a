import Foundation

/// A file that has its name only when it is whole. Every function gives back what went wrong, or nil.
///
/// `@unchecked Sendable`: owned like the ``Transfer`` that it belongs to, by one thread at a time.
final class PartialFile: @unchecked Sendable {
    let path: String
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

    deinit { discard() }

    /// True when something has the final name already.
    var isTaken: Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    func create() -> String? {
        descriptor = open(partialPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        return descriptor < 0 ? problem("cannot be created") : nil
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> String? {
        var rest = bytes[...]
        while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
            let count = Glibc.write(descriptor, start, rest.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return problem("cannot be written")
            }
        }
        return nil
    }

    /// Makes the file durable under its final name, which must still be free.
    func keep() -> String? {
        guard fsync(descriptor) == 0 else { return problem("cannot be written to the disk") }
        close(descriptor)
        descriptor = -1
        // Not rename(), which would replace a file that took the name in the meantime.
        let text =
            link(partialPath, path) == 0 ? nil : problem(errno == EEXIST ? "was created by somebody else meanwhile" : "cannot be given its name")
        unlink(partialPath)
        if let text { return text }
        let folderDescriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if folderDescriptor >= 0 { close(folderDescriptor) } }
        guard folderDescriptor >= 0, fsync(folderDescriptor) == 0 else {
            let text = problem("cannot be written to the disk")
            unlink(path)
            return text
        }
        return nil
    }

    /// Removes what was written and not kept. Does nothing the second time.
    func discard() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        unlink(partialPath)
    }

    private func problem(_ text: String) -> String {
        "the file \(path) \(text) (\(String(cString: strerror(errno))))"
    }
}
