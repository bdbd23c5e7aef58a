import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) final class ReportStoreTests {
    private let root = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID())/var/data")
    private let key = "weekly-demo@2026-11-01T09:00:00.000Z"
    private let bytes = Data("PK first".utf8)

    private var store: ReportStore { ReportStore(root: root) }
    private var folder: URL { root.appendingPathComponent("reports/weekly-demo@2026-11-01T09-00-00.000Z") }

    deinit {
        try? FileManager.default.removeItem(at: root.deletingLastPathComponent().deletingLastPathComponent())
    }

    private func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

    private func put(_ name: String, _ text: String) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    @Test func aReportGetsAReadablePlaceAndItsDigest() async throws {
        let report = try await store.store(bytes, format: .xlsx, runKey: key)
        #expect(report.path == folder.appendingPathComponent("1.xlsx").path)
        #expect(report.bytes == 8)
        #expect(report.sha256 == "4a8a6da1d5e0fab673a7f2e53780ee11687def20f0998e326f8a6a2bcd5bd744")
        #expect(try Data(contentsOf: URL(fileURLWithPath: report.path)) == bytes)
        #expect(try files() == ["1.xlsx"])
        let mode = try FileManager.default.attributesOfItem(atPath: report.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func theSameBytesAreStoredOnce() async throws {
        let first = try await store.store(bytes, format: .xlsx, runKey: key)
        let second = try await store.store(bytes, format: .xlsx, runKey: key)
        #expect(first == second)
        #expect(try files() == ["1.xlsx"])
    }

    @Test func anExistingFileIsNeverOverwritten() async throws {
        try put("1.xlsx", "PK another")
        try put("2.xlsx", "PK fi")
        let report = try await store.store(bytes, format: .xlsx, runKey: key)
        #expect(report.path.hasSuffix("/3.xlsx"))
        #expect(try String(contentsOf: folder.appendingPathComponent("1.xlsx"), encoding: .utf8) == "PK another")
        #expect(try String(contentsOf: folder.appendingPathComponent("2.xlsx"), encoding: .utf8) == "PK fi")
        #expect(try await store.store(bytes, format: .xlsx, runKey: key) == report)
    }

    @Test func whatACrashLeftIsSweptAway() async throws {
        try put(".incoming-1234", "PK fi")
        let report = try await store.store(bytes, format: .xlsx, runKey: key)
        #expect(report.path.hasSuffix("/1.xlsx"))
        #expect(try files() == ["1.xlsx"])
    }

    @Test func storesAtOnceDoNotDisturbEachOther() async throws {
        let (store, key) = (store, key)
        let paths = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<20 {
                group.addTask { try await store.store(Data("PK \(number % 10)".utf8), format: .xlsx, runKey: key).path }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(paths.count == 10)
        #expect(try files().count == 10)
    }

    @Test func aPlaceThatCannotBeWrittenSaysSo() async throws {
        let full = ReportStore(root: URL(fileURLWithPath: "/dev/null/data"))
        let error = await #expect(throws: Failure.self) { try await full.store(bytes, format: .xlsx, runKey: key) }
        #expect(error?.code == "storage")
        #expect(error?.message.contains("Cannot make the folder /dev/null/data: Not a directory") == true)
        #expect(error?.message.contains("storage.data") == true)
    }

    @Test func aFullDiskLeavesNothingBehind() throws {
        try put("1.xlsx", "PK another")
        let error = #expect(throws: Failure.self) {
            try ReportFile.draft(of: bytes, in: folder) { bytes, file in
                _ = write(file, bytes.baseAddress, 3)
                return ENOSPC
            }
        }
        #expect(error?.message.contains("No space left on device. Make room on the disk") == true)
        #expect(try files() == ["1.xlsx"])
    }

    @Test func aWriteThatEndsEarlyIsAnError() throws {
        let full = open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        defer { close(full) }
        #expect(bytes.withUnsafeBytes { ReportFile.write($0, full) } == ENOSPC)
    }

    @Test(arguments: [
        ("../../etc/passwd", "-..-..-etc-passwd"), ("", "-"), (".", "-."), ("demo@always.2", "demo@always.2"), ("команда@1", "-------@1"),
        ("a/b\\c\u{0}d", "a-b-c-d"), (String(repeating: "x", count: 300), String(repeating: "x", count: 200)),
    ]) func anyKeyIsASafeFolder(key: String, expected: String) {
        #expect(ReportStore(root: URL(fileURLWithPath: "/data")).folder(ofRun: key).path == "/data/reports/\(expected)")
    }
}
