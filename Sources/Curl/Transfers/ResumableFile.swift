import Foundation

/// A file that has its name only when it is whole, and whose beginning stays when an attempt is cut, for the next one to go on from.
///
/// The beginning lies in the hidden `.NAME.part` beside the final name, and `.NAME.part.from` says of which version of the remote file it is
/// (RFC 9110, section 13.1.5). It counts only while the machine has not been started anew since: after a power cut nobody knows what of it
/// reached the disk. Whoever writes it holds a lock on it: a second download of the same file is refused, and neither harms the other.
///
/// `@unchecked Sendable`: owned like the ``Transfer`` that it belongs to, by one thread at a time.
final class ResumableFile: DownloadFile, @unchecked Sendable {
    let path: String
    private(set) var offset: Int64 = 0
    /// What the beginning is a part of.
    private(set) var origin: Origin?
    private let folder: String
    private let partialPath: String
    private let originPath: String
    private let wantedSize: Int64?
    private let progress: @Sendable (DownloadProgress) -> Void
    private var descriptor: Int32 = -1
    private var written: Int64 = 0

    /// The version of a remote file.
    struct Origin: Codable, Equatable {
        /// A strong entity tag, or the `Last-Modified` field where there is none.
        var validator: String
        /// The size of the whole file, where the server told it.
        var total: Int64?
        /// The run of the machine in which the beginning was written.
        var boot: String
    }

    /// - Parameter wantedSize: of the whole; nil takes any.
    init(path: String, wantedSize: Int64?, progress: @escaping @Sendable (DownloadProgress) -> Void) {
        self.path = path
        self.wantedSize = wantedSize
        self.progress = progress
        let slash = path.lastIndex(of: "/")
        folder = slash.map { String(path[...$0]) } ?? "./"
        let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
        partialPath = "\(folder).\(name).part"
        originPath = "\(partialPath).from"
        guard let data = FileManager.default.contents(atPath: originPath), let origin = try? JSONDecoder().decode(Origin.self, from: data),
            origin.boot == Self.boot, let size = Self.size(of: partialPath), size > 0
        else { return }
        self.origin = origin
        offset = size
    }

    deinit { abandon() }

    /// The fields that ask for the rest, and only if the beginning still belongs to it.
    var headers: [(name: String, value: String)] {
        guard let origin, offset > 0 else { return [] }
        return [("Range", "bytes=\(offset)-"), ("If-Range", origin.validator)]
    }

    var isTaken: Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    func accept(_ response: HTTPResponse) -> DownloadDecision {
        guard 200..<300 ~= response.status else { return .memory }
        if let problem = lock() { return .refuse(.cannotWriteFile, problem) }
        switch response.status {
        case 206:
            // Another download was at it since its size was looked at.
            guard Self.size(of: partialPath) == offset else { return .refuse(.malformedAnswer, "what had arrived of the file has changed meanwhile") }
            let isOfOurs = response.header("ETag").map { $0 == origin?.validator } ?? true
            guard let range = ContentRange(response.header("Content-Range")), range.first == offset, offset > 0, isOfOurs else {
                forget()
                return .refuse(.malformedAnswer, "the server sent another part of the file than was asked for")
            }
            if let total = range.total {
                if let problem = problem(ofSize: total) {
                    forget()
                    return .refuse(.wrongSize, problem)
                }
                origin?.total = total
            }
            return begin(remaining: range.total.map { $0 - offset })
        default:
            let total = response.header("Content-Length").flatMap { Int64($0) }
            // The page of a proxy, perhaps: what is there already may still be the beginning of the right file.
            if let total, let problem = problem(ofSize: total) { return .refuse(.wrongSize, problem) }
            unlink(originPath)
            offset = 0
            // A weak tag promises only the same meaning, not the same bytes.
            let tag = response.header("ETag").flatMap { $0.hasPrefix("W/") ? nil : $0 } ?? response.header("Last-Modified")
            origin = tag.map { Origin(validator: $0, total: total, boot: Self.boot) }
            return begin(remaining: total)
        }
    }

    /// Opens the beginning, empty where there is none, for this download alone; what stands in the way, or nil.
    private func lock() -> String? {
        while descriptor < 0 {
            let opened = open(partialPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard opened >= 0 else { return FileWriting.problem(path, "cannot be created") }
            guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
                close(opened)
                return "the file \(path) is being loaded by another download; wait until that has ended"
            }
            var (held, named) = (stat(), stat())
            if fstat(opened, &held) == 0, lstat(partialPath, &named) == 0, held.st_ino == named.st_ino {
                descriptor = opened
            } else {
                // Its owner has removed it between the two.
                close(opened)
            }
        }
        // Whoever had the lock may have come to the end.
        return isTaken ? "the file \(path) exists already" : nil
    }

    /// Whether a 416 means that the whole file is there already; else what is there is of no use, and is removed.
    func isWhole(_ response: HTTPResponse) -> Bool {
        guard lock() == nil else { return false }
        if offset > 0, Self.size(of: partialPath) == offset, ContentRange(response.header("Content-Range"))?.total == offset,
            problem(ofSize: offset) == nil
        {
            return true
        }
        forget()
        return false
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> String? {
        if let problem = FileWriting.append(bytes, to: descriptor, path) { return problem }
        written += Int64(bytes.count)
        progress(DownloadProgress(bytes: offset + written, total: origin?.total))
        return nil
    }

    func sizeProblem() -> String? {
        let problem = problem(ofSize: offset + written)
        if problem != nil { origin = nil }
        return problem
    }

    private func problem(ofSize size: Int64) -> String? {
        guard let wantedSize, size != wantedSize else { return nil }
        return "the file has \(size) bytes where \(wantedSize) were expected"
    }

    func keep() -> String? {
        let text = FileWriting.keep(descriptor, partialPath, as: path, in: folder)
        descriptor = -1
        if text == nil { forget() }
        return text
    }

    func abandon() {
        guard descriptor >= 0 else { return }
        // Nobody could tell whether it belongs to what is there next time.
        if origin == nil || offset + written == 0 { forget() }
        unlock()
    }

    private func begin(remaining: Int64?) -> DownloadDecision {
        if let remaining, let free = Self.freeBytes(in: folder), free < remaining {
            return .refuse(
                .cannotWriteFile, "the file \(path) needs \((remaining + 1_048_575) >> 20) MiB more, and the disk has \(free >> 20) MiB free")
        }
        guard ftruncate(descriptor, Int(offset)) == 0 else { return .refuse(.cannotWriteFile, FileWriting.problem(path, "cannot be written")) }
        written = 0
        guard let origin else { return .file }
        do {
            try JSONEncoder().encode(origin).write(to: URL(fileURLWithPath: originPath), options: .atomic)
        } catch {
            return .refuse(.cannotWriteFile, "the file \(originPath) cannot be written (\(error.localizedDescription))")
        }
        return .file
    }

    /// Removes what is there, and lets go of it: under its name there may be another's next.
    private func forget() {
        unlink(originPath)
        unlink(partialPath)
        unlock()
        (offset, written, origin) = (0, 0, nil)
    }

    private func unlock() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private static let boot =
        (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
        ?? "unknown"

    private static func size(of path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    private static func freeBytes(in folder: String) -> Int64? {
        var status = statvfs()
        return statvfs(folder, &status) == 0 ? Int64(status.f_bavail) * Int64(status.f_frsize) : nil
    }
}

/// The `Content-Range` field of a 206 or 416 (RFC 9110, section 14.4).
struct ContentRange: Equatable {
    /// Nil in an unsatisfied range.
    var first: Int64?
    /// The size of the whole; nil where it is not known.
    var total: Int64?

    init?(_ field: String?) {
        guard let field, field.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = field.dropFirst(6).split(separator: "/")
        guard parts.count == 2 else { return nil }
        total = Int64(parts[1])
        guard parts[0] != "*" else { return }
        guard let first = parts[0].split(separator: "-").first.flatMap({ Int64($0) }) else { return nil }
        self.first = first
    }
}
