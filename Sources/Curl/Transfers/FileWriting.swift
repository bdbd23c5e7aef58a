import Foundation

/// The steps of writing a file that gets its name at the end. Each gives back what went wrong, or nil.
enum FileWriting {
    static func append(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) -> String? {
        var rest = bytes[...]
        while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
            let count = Glibc.write(descriptor, start, rest.count)
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return problem(path, "cannot be written")
            }
        }
        return nil
    }

    /// Makes an open file durable under its final name, which must still be free, and closes it. Its first name stays.
    static func keep(_ descriptor: Int32, _ partialPath: String, as path: String, in folder: String) -> String? {
        let isSynced = fsync(descriptor) == 0
        let text = isSynced ? nil : problem(path, "cannot be written to the disk")
        close(descriptor)
        if let text { return text }
        // Not rename(), which would replace a file that took the name in the meantime.
        guard link(partialPath, path) == 0 else {
            return problem(path, errno == EEXIST ? "was created by somebody else meanwhile" : "cannot be given its name")
        }
        let folderDescriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if folderDescriptor >= 0 { close(folderDescriptor) } }
        guard folderDescriptor >= 0, fsync(folderDescriptor) == 0 else {
            let text = problem(path, "cannot be written to the disk")
            unlink(path)
            return text
        }
        return nil
    }

    static func problem(_ path: String, _ text: String) -> String { "the file \(path) \(text) (\(String(cString: strerror(errno))))" }
}
