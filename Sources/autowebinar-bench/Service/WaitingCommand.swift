import ArgumentParser
import Foundation
import Orchestration

/// `autowebinar-bench waiting`: what the service costs while very many occurrences wait, and how soon it begins with what falls due.
struct WaitingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waiting", abstract: "Starts the service over a database in which very many occurrences wait, and watches it.",
        discussion: """
            Most are published and wait for their sessions. Of those that fall due, one half comes to the check before the session, and the other
            half comes within the horizon of its job and has to be planned first. Takes about three minutes; exits 1 where a limit is passed.
            """)

    /// What a process of its own does.
    enum Part: String, ExpressibleByArgument { case prepare, serve }

    @Option(help: "How many occurrences wait.") var waiting = 100_000
    @Option(help: "How many fall due within a minute.") var falling = 1_000
    @Option(help: "How long it is watched while nothing falls due, in seconds.") var idle = 30
    @OptionGroup var storage: StorageOptions
    @Option(help: ArgumentHelp("The part that this process does, in a folder that is there.", visibility: .hidden)) var part: Part?
    @Option(name: .customLong("base-url"), help: ArgumentHelp("The stub of that part.", visibility: .hidden)) var baseURL = ""

    func validate() throws {
        guard falling >= 2, waiting >= falling, idle > 0 else {
            throw ValidationError("--falling must be at least 2, --waiting at least as many, and --idle more than 0.")
        }
    }

    func run() async throws {
        let place = WaitingPlace(folder: URL(filePath: storage.path, directoryHint: .isDirectory), baseURL: baseURL)
        switch part {
        case .prepare:
            // Room for the start and the idle time; the rest falls due after it.
            let plan = WaitingPlace.Plan(waiting: waiting, falling: falling, leadTime: .seconds(idle + 60))
            return print(try JSONLine.encode(try await place.prepare(plan)))
        case .serve:
            return print(try JSONLine.encode(try await place.serve(for: .seconds(idle + 60 + 65))))
        case nil: break
        }
        let folder = try WorkFolder(in: storage.path)
        defer { folder.remove() }
        let stub = try StubProcess()
        defer { stub.stop() }
        let arguments = [
            "--waiting", "\(waiting)", "--falling", "\(falling)", "--idle", "\(idle)", "--base-url", stub.baseURL,
            "--synchronous", storage.synchronous.rawValue, "--storage", folder.url.path(percentEncoded: false),
        ]
        let prepared = try MeasuredProcess.output(of: "waiting", ["--part", "prepare"] + arguments, as: WaitingPlace.Prepared.self)
        print("\(waiting) occurrences wait in \(prepared.bytes >> 20) MiB, \(falling) of them fall due within a minute")
        let gates = try watch(arguments, prepared)
        for gate in gates { print(gate.line) }
        if gates.contains(where: { !$0.isPassed }) { throw ExitCode.failure }
    }

    /// Starts the service and watches its process from outside.
    private func watch(_ arguments: [String], _ prepared: WaitingPlace.Prepared) throws -> [Gate] {
        let process = Process()
        let output = Pipe()
        process.executableURL = try MeasuredProcess.executable()
        process.arguments = ["waiting", "--part", "serve"] + arguments
        process.standardOutput = output
        let start = ContinuousClock.now
        try process.run()
        defer { process.terminate() }
        _ = output.fileHandleForReading.availableData
        let ready = (ContinuousClock.now - start) / .seconds(1)
        let watched = WatchedProcess(id: process.processIdentifier)
        // What the start still does is not idling, and is over soon.
        Thread.sleep(forTimeInterval: 3)
        let (before, since) = (try watched.processorSeconds(), ContinuousClock.now)
        Thread.sleep(forTimeInterval: Double(idle))
        let cpu = (try watched.processorSeconds() - before) / ((ContinuousClock.now - since) / .seconds(1))
        let atRest = try watched.peakRSSBytes()
        guard Date() < Date(wholeMilliseconds: prepared.firstDue) else {
            throw BenchFailure(code: .child, message: "the service took so long to start that runs fell due meanwhile; give it a longer --idle.")
        }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        guard let line = text.split(separator: "\n").last,
            let begun = try? JSONDecoder().decode(WaitingPlace.Begun.self, from: Data(line.utf8))
        else { throw BenchFailure(code: .child, message: "the service did not end in order; what it said is above.") }
        let delays = begun.delays(since: prepared)
        guard delays.count == falling else {
            throw BenchFailure(code: .child, message: "of \(falling) runs that fell due \(delays.count) began.")
        }
        return [
            Gate("seconds from start to ready", ready, .atMost, 2),
            Gate("% of one core while idle", cpu * 100, .atMost, 1),
            Gate("MB, start and idle", Double(atRest) / 1e6, .atMost, 150),
            Gate("MB, to the end", Double(begun.peakRSSBytes) / 1e6, .atMost, 150),
            Gate("ms to the first intent, median", delays[delays.count / 2], .atMost, 100),
            Gate("ms to the first intent, 99 of 100", delays[delays.count * 99 / 100], .atMost, 100),
        ]
    }
}
