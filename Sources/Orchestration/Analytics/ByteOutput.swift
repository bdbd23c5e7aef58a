import DurableFlow
import Foundation

/// Bytes on their way to an open file, in pieces.
final class ByteOutput {
    private let descriptor: Int32
    private let name: String
    private var waiting: [UInt8] = []

    private static let pieceSize = 1 << 18

    /// - Parameter name: what errors call the file.
    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
        waiting.reserveCapacity(Self.pieceSize * 2)
    }

    func write(_ bytes: some Sequence<UInt8>) throws {
        waiting.append(contentsOf: bytes)
        if waiting.count >= Self.pieceSize { try flush() }
    }

    /// - Throws: ``OperatorError`` with the system's reason; a reader that has gone away is one.
    func flush() throws {
        try waiting.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    throw OperatorError("\(name) cannot be written: \(String(cString: strerror(errno)))")
                }
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }
}

/// A file that appears under its name whole or not at all: it is written beside its place, synced and then renamed.
final class OutputFile {
    /// Where it is written.
    let draft: String
    /// Where it appears.
    private let path: String
    private(set) var descriptor: Int32
    private var isPublished = false

    /// - Throws: ``OperatorError`` where it cannot be written, before anything is.
    init(path: String) throws {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        var status = stat()
        if stat(url.path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw OperatorError("\(path) is not a file; name one that may be replaced")
        }
        self.path = url.path
        draft = url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString)").path
        descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw OperatorError("\(path) cannot be written: \(String(cString: strerror(errno)))") }
    }

    /// Gives the file its name; what was there is replaced.
    func publish() throws {
        // What another library wrote under the draft's name may be another file than the one that was opened.
        close(descriptor)
        descriptor = open(draft, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, fsync(descriptor) == 0, rename(draft, path) == 0 else {
            throw OperatorError("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        isPublished = true
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isPublished { unlink(draft) }
    }
}
