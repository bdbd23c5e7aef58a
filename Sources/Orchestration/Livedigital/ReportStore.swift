import Crypto
import Dispatch
package import DurableFlow
package import Foundation
package import LivedigitalAPI

/// Keeps reports under `reports/` in the data folder: whole, synced, never overwritten.
///
/// A report is written beside its place, synced, and then linked to a name that was free. A crash leaves at most a hidden file beside it,
/// which the next report of the run sweeps away. Storing the same bytes again gives the file that is there.
package struct ReportStore: Sendable {
    private let folder: URL
    /// Writing and syncing block, so they have a thread of their own.
    private let queue = DispatchQueue(label: "autowebinar.reports")

    /// - Parameter root: the data folder; it need not exist.
    package init(root: URL) {
        folder = root.appendingPathComponent("reports", isDirectory: true)
    }

    /// Stores a report under a name of its own, such as the key of its run.
    ///
    /// - Throws: a ``Failure`` with the code `storage` that names the file and the system's reason, such as a full disk; nothing of the
    ///   report is then left under its name, and storing may be tried again.
    package func store(_ bytes: Data, format: ReportFormat, runKey: String) async throws(Failure) -> StoredReport {
        let result: Result<StoredReport, Failure> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: Result { () throws(Failure) in try write(bytes, format, folder(ofRun: runKey)) })
            }
        }
        return try result.get()
    }

    /// The first report of that name and format, if there is one: whole, since nothing else ever has its name.
    ///
    /// - Throws: a ``Failure`` with the code `storage` where it is there and cannot be read.
    func stored(format: ReportFormat, name: String) async throws(Failure) -> StoredReport? {
        try await read(format, name) { folder in
            let path = folder.appendingPathComponent("1.\(format.rawValue)").path
            return FileManager.default.fileExists(atPath: path) ? path : nil
        }
    }

    /// The last report of a run in a format, if there is one and it is whole as far as its form shows.
    ///
    /// - Throws: a ``Failure`` with the code `storage` where it is there and cannot be read.
    func last(format: ReportFormat, runKey: String) async throws(Failure) -> StoredReport? {
        try await read(format, runKey, accepting: format.isWhole) { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            let numbers = names.compactMap { name in name.hasSuffix(".\(format.rawValue)") ? Int(name.dropLast(format.rawValue.count + 1)) : nil }
            return numbers.max().map { folder.appendingPathComponent("\($0).\(format.rawValue)").path }
        }
    }

    private func read(
        _ format: ReportFormat, _ name: String, accepting accepts: @escaping @Sendable (Data) -> Bool = { _ in true },
        find: @escaping @Sendable (URL) -> String?
    ) async throws(Failure) -> StoredReport? {
        let folder = folder(ofRun: name)
        let result: Result<StoredReport?, Failure> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(Failure) in
                        guard let path = find(folder) else { return nil }
                        guard let bytes = FileManager.default.contents(atPath: path) else {
                            throw Failure(code: "storage", message: "Cannot read the file \(path). Look after the folder that storage.data names.")
                        }
                        return accepts(bytes) ? Self.described(bytes, format, path) : nil
                    })
            }
        }
        return try result.get()
    }

    /// The folder of a run: its key, with what is unsafe in a file name replaced.
    package func folder(ofRun runKey: String) -> URL {
        var name = String(
            runKey.unicodeScalars.prefix(200).map { scalar -> Character in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "@", "-", "_", ".": Character(scalar)
                default: "-"
                }
            })
        if name.isEmpty || name.hasPrefix(".") { name = "-" + name }
        return folder.appendingPathComponent(name, isDirectory: true)
    }

    private func write(_ bytes: Data, _ format: ReportFormat, _ folder: URL) throws(Failure) -> StoredReport {
        try ReportFile.makeFolder(folder)
        let draft = try ReportFile.draft(of: bytes, in: folder)
        defer { unlink(draft) }
        var number = 1
        while true {
            let path = folder.appendingPathComponent("\(number).\(format.rawValue)").path
            let isNew = try ReportFile.publish(draft, as: path)
            if isNew || FileManager.default.contents(atPath: path) == bytes {
                try ReportFile.sync(folder.path)
                return Self.described(bytes, format, path)
            }
            number += 1
        }
    }

    private static func described(_ bytes: Data, _ format: ReportFormat, _ path: String) -> StoredReport {
        StoredReport(format: format, path: path, bytes: bytes.count, sha256: digest(of: bytes))
    }

    /// 64 lower-case hexadecimal digits.
    static func digest(of bytes: Data) -> String { SHA256.hash(data: bytes).hexadecimal }
}
