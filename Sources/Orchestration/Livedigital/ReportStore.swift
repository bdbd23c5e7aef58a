import Crypto
import Dispatch
package import DurableFlow
package import Foundation

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

    /// Stores a report of a run.
    ///
    /// - Throws: a ``Failure`` with the code `storage` that names the file and the system's reason, such as a full disk; nothing of the
    ///   report is then left under its name, and storing may be tried again.
    package func store(_ bytes: Data, format: AutowebinarPlan.Analytics.Format, runKey: String) async throws(Failure) -> StoredReport {
        let result: Result<StoredReport, Failure> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: Result { () throws(Failure) in try write(bytes, format, folder(ofRun: runKey)) })
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

    private func write(_ bytes: Data, _ format: AutowebinarPlan.Analytics.Format, _ folder: URL) throws(Failure) -> StoredReport {
        try ReportFile.makeFolder(folder)
        let draft = try ReportFile.draft(of: bytes, in: folder)
        defer { unlink(draft) }
        var number = 1
        while true {
            let path = folder.appendingPathComponent("\(number).\(format.rawValue)").path
            let isNew = try ReportFile.publish(draft, as: path)
            if isNew || FileManager.default.contents(atPath: path) == bytes {
                try ReportFile.sync(folder.path)
                let digest = SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
                return StoredReport(format: format, path: path, bytes: bytes.count, sha256: digest)
            }
            number += 1
        }
    }
}
