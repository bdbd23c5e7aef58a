import Foundation
import Orchestration
import Recurrence
import Testing

/// The examples that come with the project must work as they are.
@Suite(.timeLimit(.minutes(1)))
struct ShippedFilesTests {
    /// The top folder of the project: the first one above this file with a folder `jobs` beside `Package.swift`.
    private static let root: URL? = {
        sequence(first: URL(filePath: #filePath).resolvingSymlinksInPath()) { $0.path == "/" ? nil : $0.deletingLastPathComponent() }
            .first { folder in
                ["Package.swift", "jobs", "config"].allSatisfy { FileManager.default.fileExists(atPath: folder.appending(path: $0).path) }
            }
    }()

    private func files(in folder: String) throws -> [String] {
        let root = try #require(Self.root)
        let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { root.appending(path: "\(folder)/\($0)").path }
    }

    @Test("every file in jobs is a job, each of another name")
    func jobs() throws {
        let zones = ZoneDatabase()
        let jobs = try files(in: "jobs").map { try JobFile.read(path: $0, zones: zones) }
        #expect(jobs.count >= 3)
        #expect(Set(jobs.map(\.job.name)).count == jobs.count)
        for file in jobs {
            #expect(file.file.hasSuffix("/\(file.job.name).yaml"))
            #expect(try Job(snapshot: file.job.snapshot()) == file.job)
        }
    }

    @Test("the demo needs no schedule, the permanent example is permanent, the series has its four dates")
    func forms() throws {
        let zones = ZoneDatabase()
        func next(_ name: String) throws -> NextOccurrences {
            let path = try #require(try files(in: "jobs").first { $0.hasSuffix("/\(name).yaml") })
            return try JobFile.read(path: path, zones: zones).job.next(10, from: Date("2026-01-01T00:00:00Z", strategy: .iso8601), zones: zones)
        }
        #expect(try next("demo") == .unscheduled)
        #expect(try next("permanent") == .occurrences([Occurrence(startsAt: nil, local: nil, timezone: "Europe/Moscow", mark: nil)]))
        guard case .occurrences(let series) = try next("autumn-series") else {
            Issue.record("no occurrences")
            return
        }
        #expect(series.compactMap(\.local) == ["2027-10-05T19:00", "2027-10-19T19:00", "2027-11-02T19:00", "2027-11-16T19:00"])
    }

    @Test("every file in config is a configuration, and the main one shows the defaults")
    func configuration() throws {
        let paths = try files(in: "config")
        #expect(!paths.isEmpty)
        for path in paths {
            var configuration = try ServiceConfiguration.load(path: path, environment: [:])
            configuration.file = nil
            if path.hasSuffix("/autowebinar.yaml") { #expect(configuration == ServiceConfiguration()) }
        }
    }
}
