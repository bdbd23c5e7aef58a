import ArgumentParser
import DurableFlow
import Foundation
import GRDB

/// `autowebinar-bench recover`: how fast a new process goes on with what a killed one left.
struct RecoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Kills a process with unfinished runs by signal 9, then claims and finishes them in this one.",
        discussion: """
            The time-out of a call is short here, so that unknown outcomes settle quickly: settling is part of the seconds. The stub is started
            by the command itself, which counts what was made in it.
            """)

    @Option(help: "How many runs are unfinished when the process is killed.")
    var runs = 10_000

    @Option(help: "How many runs are under way at a time.")
    var concurrency = 64

    @OptionGroup var storage: StorageOptions

    @Flag(help: "Print the figures as one line of JSON.")
    var json = false

    /// Milliseconds: quick for a stub on the same machine, and settled in a second.
    private static let timeout = 500

    struct Figures: Codable {
        let runs: Int
        /// Steps that were open when the process was killed.
        let openIntents: Int
        /// From the start of the engine until every run that was left is ours.
        let claimSeconds: Double
        /// From the start of the engine until every run is published, settling included.
        let seconds: Double
        let stepsPerSecond: Double
        /// Creates of a name that had been created before; the promise is none.
        let createsRepeated: Int
        let peakRSSBytes: Int
    }

    func run() async throws {
        let folder = try WorkFolder(in: storage.path)
        defer { folder.remove() }
        let stub = try StubProcess()
        defer { stub.stop() }
        try leaveUnfinished(in: folder, stub)
        let measured = try await MeasuredEngine(
            folder: folder.url, baseURL: stub.baseURL, runs: 0, concurrency: concurrency, synchronous: storage.synchronous,
            timeout: .milliseconds(Self.timeout))
        let (unfinished, open) = try await measured.engine.writer.write { db in
            (
                try Int.fetchOne(db, sql: "SELECT count(*) FROM flow WHERE state NOT IN (5, 6, 7, 9)") ?? 0,
                try Int.fetchOne(db, sql: "SELECT count(*) FROM step WHERE state = 0") ?? 0
            )
        }
        let start = ContinuousClock.now
        let claim = ContinuousClock.now
        try await measured.engine.change { journal, db, now in try journal.takeOver(db, now: now) }
        let claimSeconds = (ContinuousClock.now - claim) / .seconds(1)
        try await measured.work(until: unfinished)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let counts = try stub.counts()
        let figures = Figures(
            runs: unfinished, openIntents: open, claimSeconds: claimSeconds, seconds: seconds,
            stepsPerSecond: Double(unfinished * FloorRun.stepCount) / seconds,
            createsRepeated: counts.duplicateNames + max(0, counts.events - runs), peakRSSBytes: try Measurement.peakRSSBytes())
        if json {
            print(try JSONLine.encode(figures))
        } else {
            print(
                """
                \(unfinished) unfinished runs, \(open) of them inside a call: claimed in \(Figure.text(claimSeconds, digits: 3)) s, finished in \
                \(Figure.text(seconds, digits: 2)) s, \(figures.createsRepeated) creates repeated, \(figures.peakRSSBytes >> 20) MiB
                """)
        }
    }

    /// Starts a process that works on the runs, and kills it as soon as it is in the middle of as many calls as it may be.
    private func leaveUnfinished(in folder: WorkFolder, _ stub: StubProcess) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = try MeasuredProcess.executable()
        process.arguments = [
            "unfinished", "--base-url", stub.baseURL, "--runs", "\(runs)", "--concurrency", "\(concurrency)", "--timeout", "\(Self.timeout)",
            "--synchronous", storage.synchronous.rawValue, "--storage", folder.url.path(percentEncoded: false),
        ]
        process.standardOutput = output
        try process.run()
        _ = output.fileHandleForReading.availableData
        let patience = ContinuousClock.now + .seconds(60)
        while try stub.counts().playbacks < min(concurrency, runs / 2) {
            guard process.isRunning, ContinuousClock.now < patience else {
                throw BenchFailure(code: .child, message: "the process that was to be killed did not begin; what it said is above.")
            }
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        guard process.terminationReason == .uncaughtSignal, process.terminationStatus == SIGKILL else {
            throw BenchFailure(code: .child, message: "the process ended by itself before it could be killed.")
        }
    }
}
