import Foundation
import Orchestration
import Recurrence
import Testing

/// The examples that come with the project must work as they are.
@Suite(.timeLimit(.minutes(5)))
struct ShippedFilesTests {
    /// The top folder of the project: the first one above this file with a folder `jobs` beside `Package.swift`.
    private static let root: URL? = {
        sequence(first: URL(filePath: #filePath).resolvingSymlinksInPath()) { $0.path == "/" ? nil : $0.deletingLastPathComponent() }
            .first { folder in
                ["Package.swift", "jobs", "config"].allSatisfy { FileManager.default.fileExists(atPath: folder.appending(path: $0).path) }
            }
    }()

    private var holidays: HolidayFiles { HolidayFiles(folder: Self.root?.appending(path: "config/holidays").path ?? "") }

    private func files(in folder: String) throws -> [String] {
        let root = try #require(Self.root)
        let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { root.appending(path: "\(folder)/\($0)").path }
    }

    @Test("every file in jobs is a job, each of another name")
    func jobs() throws {
        let zones = ZoneDatabase()
        let jobs = try files(in: "jobs").map { try JobFile.read(path: $0, zones: zones, holidays: holidays) }
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
            return try JobFile.read(path: path, zones: zones, holidays: holidays).job.next(
                10, from: Date("2026-01-01T00:00:00Z", strategy: .iso8601), zones: zones)
        }
        #expect(try next("demo") == .unscheduled)
        #expect(try next("permanent") == .occurrences([Occurrence(startsAt: nil, local: nil, timezone: "Europe/Moscow", mark: nil)]))
        guard case .occurrences(let series) = try next("autumn-series") else {
            Issue.record("no occurrences")
            return
        }
        #expect(series.compactMap(\.local) == ["2027-10-05T19:00", "2027-10-19T19:00", "2027-11-02T19:00", "2027-11-16T19:00"])
    }

    @Test("the weekly example leaves the holidays out and moves a date; Russia's holidays are those of the Labour Code")
    func weekly() throws {
        let path = try #require(try files(in: "jobs").first { $0.hasSuffix("/weekly-demo.yaml") })
        let job = try JobFile.read(path: path, zones: ZoneDatabase(), holidays: holidays).job
        guard case .occurrences(let dates) = try job.next(12, from: Date("2026-12-01T00:00:00Z", strategy: .iso8601), zones: ZoneDatabase()) else {
            Issue.record("no occurrences")
            return
        }
        let locals = dates.compactMap(\.local)
        #expect(locals.prefix(2) == ["2026-12-01T19:00", "2026-12-03T19:00"])
        #expect(locals.contains("2026-12-25T19:00") && !locals.contains("2026-12-24T19:00") && !locals.contains("2026-12-31T19:00"))
        #expect(locals.contains("2027-01-09T12:00") && !locals.contains("2027-01-05T19:00") && !locals.contains("2027-01-07T19:00"))
        let days = try holidays.holidays("ru")
        #expect(
            days.annual.map(\.description).sorted() == [
                "01-01", "01-02", "01-03", "01-04", "01-05", "01-06", "01-07", "01-08",
                "02-23", "03-08", "05-01", "05-09", "06-12", "11-04",
            ])
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
