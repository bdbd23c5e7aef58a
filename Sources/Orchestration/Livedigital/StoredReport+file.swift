import Dispatch
import Foundation

extension StoredReport {
    /// Where files are read whole, which blocks.
    static let files = DispatchQueue(label: "autowebinar.report-check")

    /// Where a report is whose file was stored at a path: there, or in the same place of the present data folder, where that was moved since.
    package static func place(of path: String, dataFolder: String) -> String {
        if FileManager.default.fileExists(atPath: path) { return path }
        // `reports/NAME/1.xlsx`
        let name = URL(fileURLWithPath: path).pathComponents.suffix(3).joined(separator: "/")
        let moved = URL(fileURLWithPath: dataFolder).appendingPathComponent(name).path
        return FileManager.default.fileExists(atPath: moved) ? moved : path
    }

    /// The report where it is now, see ``place(of:dataFolder:)``.
    func placed(inDataFolder folder: String) -> StoredReport {
        StoredReport(format: format, path: Self.place(of: path, dataFolder: folder), bytes: bytes, sha256: sha256)
    }

    /// What its file holds now; nil where it is not there or cannot be read. Reads the whole file, and blocks.
    private var presentDigest: String? { FileManager.default.contents(atPath: path).map(ReportStore.digest) }

    /// Whether its file is gone, or holds other bytes than were stored. One that may not be read is taken for whole: it is to be let be read. Blocks.
    var isDamaged: Bool { presentDigest.map { $0 != sha256 } ?? !isRegularFile }

    private var isRegularFile: Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// What its file holds now, as ``sha256``; nil where it is not there or cannot be read.
    func digest() async -> String? {
        await withCheckedContinuation { continuation in Self.files.async { continuation.resume(returning: presentDigest) } }
    }

    /// Sets its file aside, unless it holds other bytes by now than those of the digest: another may have stored it anew.
    ///
    /// - Throws: as ``setAside()``.
    func setAside(holding digest: String) async throws {
        try await withCheckedThrowingContinuation { continuation in
            Self.files.async { continuation.resume(with: Result { if presentDigest == digest { try setAside() } }) }
        }
    }

    /// Gives the file, where it is there, a free name beside it, `1.damaged.xlsx` or `1.damaged-2.xlsx`: its own is taken by the next report that is
    /// stored, and nothing is overwritten. A crash leaves it under both names. Blocks.
    ///
    /// - Throws: a `Failure` with the code `storage`; then the file still has its name.
    func setAside() throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        let file = URL(fileURLWithPath: path)
        let name = file.deletingPathExtension().path
        var number = 1
        while try !ReportFile.publish(path, as: "\(name).damaged\(number == 1 ? "" : "-\(number)").\(file.pathExtension)") { number += 1 }
        unlink(path)
        try ReportFile.sync(file.deletingLastPathComponent().path)
    }
}
