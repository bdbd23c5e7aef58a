package import Foundation
import Synchronization

/// How a child process ended, and what it said.
package struct CommandResult: Sendable {
    /// The exit status; nil where a signal ended it.
    package var status: Int32?
    /// The signal that ended it; nil where it exited.
    package var signal: Int32?
    package var output: String
    package var errors: String

    /// The last line of the output as a JSON object; nil where it is none.
    package var json: [String: Any]? {
        guard let line = output.split(separator: "\n").last else { return nil }
        return try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    }

    /// The steps of a run's JSON object as `name how`.
    package var steps: [String] {
        (json?["steps"] as? [[String: Any]] ?? []).map { "\($0["name"] ?? "?") \($0["how"] as? String ?? "-")" }
    }
}

/// A built command as a child process.
package final class CommandRun: Sendable {
    /// The commands that the package builds.
    package enum Executable: String, Sendable {
        case autowebinar
        /// The same, with fault points: `CRASH_AT=STEP:MOMENT`.
        case crashProcess = "CrashProcess"
        /// A year in virtual time.
        case yearSimulation = "YearSimulation"

        /// Beside the test bundle.
        package var path: String { CommandRun.folder.appendingPathComponent(rawValue).path }
    }

    /// Beside the test bundle, which is the running executable.
    private static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    /// Held from the making of a command's pipes to its start: a command that starts in between would inherit them, and keep them from their end.
    private static let starting = Mutex(())

    private let process: Process
    private let output: Collector
    private let errors: Collector

    /// Starts the command at once.
    ///
    /// - Parameter prepare: called with the process's number before the command itself begins, and so before it can reach its first call.
    ///   The number stays the command's. Cannot be combined with `input`.
    /// - Parameter terminal: where the command reads from instead.
    package init(
        _ executable: Executable = .crashProcess, _ arguments: [String], environment: [String: String], input: String? = nil,
        terminal: FileHandle? = nil, in directory: URL? = nil,
        prepare: ((Int32) throws -> Void)? = nil
    ) throws {
        let process = Process()
        self.process = process
        process.executableURL = URL(fileURLWithPath: prepare == nil ? executable.path : "/bin/sh")
        // The shell waits for a line and then becomes the command.
        process.arguments = prepare == nil ? arguments : ["-c", "read -r line && exec \"$0\" \"$@\"", executable.path] + arguments
        // A build that counts coverage leaves its counts there, else in the working folder, where a test may look for traces. Looks are thousands,
        // and would fill the disk.
        let profile = ProcessInfo.processInfo.environment["LLVM_PROFILE_FILE"].map { ["LLVM_PROFILE_FILE": Looking.isOn ? "/dev/null" : $0] } ?? [:]
        process.environment = environment.merging(profile) { own, _ in own }
        if let directory { process.currentDirectoryURL = directory }
        let input = prepare == nil ? input : "\n"
        let (outputPipe, errorPipe, inputPipe) = try Self.starting.withLock { _ in
            let (outputPipe, errorPipe, inputPipe) = (Pipe(), Pipe(), input.map { _ in Pipe() })
            process.standardOutput = outputPipe
            process.standardError = errorPipe
            process.standardInput = inputPipe ?? terminal ?? FileHandle.nullDevice
            try process.run()
            return (outputPipe, errorPipe, inputPipe)
        }
        output = Collector(outputPipe)
        errors = Collector(errorPipe)
        // An end of the pipe without a line ends the shell, too.
        defer { try? inputPipe?.fileHandleForWriting.close() }
        try prepare?(process.processIdentifier)
        if let input, let inputPipe { inputPipe.fileHandleForWriting.write(Data(input.utf8)) }
    }

    /// What a failed test has started does not outlive it.
    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    package var processIdentifier: Int32 { process.processIdentifier }

    /// Sends a signal.
    package func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for the end without holding a thread of the test's pool.
    package var result: CommandResult {
        get async {
            let (output, errors) = (await output.text, await errors.text)
            // Both pipes are at their end, so the process is over or about to be.
            while process.isRunning { await Task.yield() }
            let isSignalled = process.terminationReason == .uncaughtSignal
            return CommandResult(
                status: isSignalled ? nil : process.terminationStatus, signal: isSignalled ? process.terminationStatus : nil, output: output,
                errors: errors)
        }
    }

    /// Runs a command to its end.
    package static func finish(
        _ executable: Executable = .crashProcess, _ arguments: [String], environment: [String: String], input: String? = nil, in directory: URL? = nil
    ) async throws -> CommandResult {
        try await CommandRun(executable, arguments, environment: environment, input: input, in: directory).result
    }
}

/// Reads a pipe to its end on a thread of its own.
private final class Collector: Sendable {
    private let stream: AsyncStream<Data>

    init(_ pipe: Pipe) {
        let handle = pipe.fileHandleForReading
        stream = AsyncStream { continuation in
            Thread.detachNewThread {
                continuation.yield(handle.readDataToEndOfFile())
                // Foundation keeps it open as long as the process object, and reads past the end of its list of open files where there are very many.
                try? handle.close()
                continuation.finish()
            }
        }
    }

    var text: String {
        get async {
            var all = Data()
            for await data in stream { all += data }
            return String(decoding: all, as: UTF8.self)
        }
    }
}
