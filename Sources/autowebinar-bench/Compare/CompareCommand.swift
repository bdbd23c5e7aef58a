import ArgumentParser
import Foundation

/// `autowebinar-bench compare`: the engine and the floor in turn, each against a stub of its own, and whether the gates are passed.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Measures the engine and the floor in pairs and prints the medians.",
        discussion: "The last line is JSON. The exit code tells whether all could be measured, not whether the gates were passed.")

    @Option(help: "How many pairs are measured; the median counts.")
    var pairs = 5

    @Option(help: "Runs of each measurement with one run at a time.")
    var sequentialRuns = 1_000

    @Option(help: "Runs of each measurement with 64 runs at a time.")
    var concurrentRuns = 10_000

    @OptionGroup var storage: StorageOptions

    func validate() throws {
        guard pairs > 0, sequentialRuns > 0, concurrentRuns > 0 else { throw ValidationError("Pairs and runs must be at least 1.") }
    }

    func run() throws {
        let levels = try [(concurrency: 1, runs: sequentialRuns), (concurrency: 64, runs: concurrentRuns)].map { level in
            var measured: [Comparison.Pair] = []
            for pair in 1...pairs {
                // Whichever goes second finds a warmer machine, so they take turns.
                let order: [Measured] = pair.isMultiple(of: 2) ? [.flows, .floor] : [.floor, .flows]
                var reports: [Measured: Report] = [:]
                for command in order { reports[command] = try measure(command, runs: level.runs, concurrency: level.concurrency) }
                measured.append(Comparison.Pair(floor: reports[.floor]!, flows: reports[.flows]!))
            }
            return Comparison.Level(concurrency: level.concurrency, pairs: measured)
        }
        let comparison = Comparison(levels: levels)
        print(comparison.table)
        print(try JSONLine.encode(comparison))
    }

    /// One measurement in a process of its own against a fresh stub, which must have seen each create once.
    private func measure(_ command: Measured, runs: Int, concurrency: Int) throws -> Report {
        let stub = try StubProcess()
        defer { stub.stop() }
        let report = try MeasuredProcess.report(
            of: command.rawValue,
            ["--base-url", stub.baseURL, "--runs", "\(runs)", "--concurrency", "\(concurrency)", "--synchronous", storage.synchronous.rawValue]
                + ["--storage", storage.path, "--json"])
        let counts = try stub.counts()
        guard report.runs == runs, report.steps == runs * 5 else {
            throw BenchFailure(
                code: .child, message: "\(command.rawValue) reports \(report.runs) runs and \(report.steps) steps instead of \(runs) runs of 5.")
        }
        guard counts == StubCounts(playbacks: runs, events: runs, duplicateNames: 0) else {
            throw BenchFailure(
                code: .child,
                message: """
                    \(command.rawValue) made \(counts.playbacks) playbacks (\(counts.duplicateNames) names twice) and \(counts.events) events \
                    for \(runs) runs; its figures would mean nothing.
                    """)
        }
        let speed = Figure.text(report.stepsPerSecond, digits: 0)
        FileHandle.standardError.write(Data("\(command.rawValue), \(concurrency) at a time: \(speed) steps/s\n".utf8))
        return report
    }
}

/// The two commands that are compared; the raw value is the subcommand.
enum Measured: String {
    case floor, flows
}
