import Foundation

/// A fresh folder on a real disk for one measurement's database.
struct WorkFolder {
    let url: URL

    /// Makes the folder, and the parent where it is missing.
    ///
    /// Throws when the parent is kept in memory: a sync costs nothing there, so the figures would mean nothing.
    init(in parent: String) throws {
        let parentURL = URL(filePath: parent, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: parentURL, withIntermediateDirectories: true)
        let fileSystem = try Self.fileSystem(of: parentURL)
        guard fileSystem != "tmpfs", fileSystem != "ramfs" else {
            throw BenchFailure(
                code: .storage,
                message: "'\(parent)' lies in memory (\(fileSystem)), where syncs cost nothing; name a folder on a disk with --storage.")
        }
        url = parentURL.appending(path: "bench-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }

    /// Removes the folder and what is in it; a second call does nothing.
    func remove() {
        try? FileManager.default.removeItem(at: url)
    }

    /// The type of the file system that holds a folder: that of the longest mount point on its path (proc(5), mountinfo).
    private static func fileSystem(of folder: URL) throws -> String {
        let path = folder.resolvingSymlinksInPath().path(percentEncoded: false)
        var found = (point: "", type: "unknown")
        for line in try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), fields.count > dash + 1, dash > 4 else { continue }
            let point = String(fields[4])
            let isOnPath = path == point || path.hasPrefix(point.hasSuffix("/") ? point : point + "/")
            // Of two mounts on one point the later hides the earlier.
            if isOnPath, point.count >= found.point.count { found = (point, String(fields[dash + 1])) }
        }
        return found.type
    }
}
