import Foundation

/// A disk of two megabytes in memory, to be filled.
struct SmallDisk {
    private let folder: URL
    private var filler: URL { folder.appendingPathComponent("filler") }

    /// True where this process may mount.
    static let isAvailable: Bool = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("autowebinar-disk-\(UUID().uuidString.lowercased())")
        guard let disk = try? SmallDisk(at: folder) else { return false }
        disk.remove()
        try? FileManager.default.removeItem(at: folder)
        return true
    }()

    init(at folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard try Self.run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.path) == 0 else { throw CocoaError(.fileWriteNoPermission) }
    }

    /// Leaves not one free page.
    func fill() throws {
        try Data().write(to: filler)
        let handle = try FileHandle(forWritingTo: filler)
        defer { try? handle.close() }
        // Until it fails, as it must: the disk is small.
        for _ in 0..<1024 { do { try handle.write(contentsOf: Data(count: 4096)) } catch { return } }
    }

    func makeRoom() { try? FileManager.default.removeItem(at: filler) }

    func remove() { _ = try? Self.run("umount", "-l", folder.path) }

    private static func run(_ arguments: String...) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
