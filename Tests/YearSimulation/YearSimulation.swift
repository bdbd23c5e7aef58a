// YearSimulation: a year of the service in virtual time, with everything that goes wrong in one, as a program that exits with 1 where something
// was lost or made twice.
//
// Knows: the planner, the journal and the performer as the service uses them, and a livedigital whose truth it alone knows.
// Must not know: real time. One seeded loop does one thing after the other, so the same seed gives the same year.
// May import: Curl (the seam of the transport), DurableFlow, LivedigitalAPI, Orchestration, Recurrence, GRDB, ArgumentParser, Foundation.
import ArgumentParser
import Foundation

@main
struct YearSimulation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Simulates a year of weekly jobs and checks that every date was held once, or is recorded as skipped with its reason.")

    @Option(help: "What the year looks like; the same number gives the same year.") var seed = UInt64.random(in: 1...1_000_000)
    @Option(help: "How many weekly jobs.") var jobs = 1_000
    @Option(help: "How many days; each job has an occurrence in every whole week.") var days = 365
    @Option(help: "How many times the process is killed.") var restarts = 200
    @Option(help: "The share of the calls that go wrong, from 0 to 1.") var faults = 0.05
    @Option(help: "The folder for the database; it costs least in memory, and a simulation shows nothing about disks.")
    var storage = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()

    func validate() throws {
        guard jobs > 0, days >= 7, restarts >= 0, (0...0.5).contains(faults) else {
            throw ValidationError("Expected --jobs of at least 1, --days of at least 7, --restarts of at least 0 and --faults from 0 to 0.5.")
        }
    }

    func run() async throws {
        print("seed \(seed): \(jobs) weekly jobs in \(WeeklyJob.zones.count) zones, \(days) days, \(restarts) restarts")
        let folder = URL(filePath: storage, directoryHint: .isDirectory).appending(path: "year-\(UUID().uuidString.lowercased())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let began = ContinuousClock.now
        var random = SeededGenerator(state: seed)
        let weekly = (0..<jobs).map { WeeklyJob(number: $0, weeks: days / 7, using: &random) }
        var year = try Year(weekly, days: days, restarts: restarts, faults: faults, folder: folder, random: random)
        try await year.run()
        let verdict = try Verdict(weekly, of: year)
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        print(verdict.summary)
        print(
            "\(year.remote.counts), \(year.kills) kills, \(year.clockJumps) clock jumps; \(seconds.formatted(.number.precision(.fractionLength(1)))) s"
        )
        for violation in verdict.violations.prefix(20) { print("violation: \(violation)") }
        guard verdict.violations.isEmpty, year.kills == restarts else {
            print("\(verdict.violations.count) violations; do it again with --seed \(seed) --jobs \(jobs) --days \(days) --restarts \(restarts)")
            throw ExitCode.failure
        }
    }
}
