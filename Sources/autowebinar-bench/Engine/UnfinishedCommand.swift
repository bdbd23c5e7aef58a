import ArgumentParser
import Foundation

/// `autowebinar-bench unfinished`: the process that `recover` kills. It makes the runs in a folder that stays, and works on them until it dies.
struct UnfinishedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unfinished", abstract: "Makes runs in a folder and works on them until it is killed.", shouldDisplay: false)

    @OptionGroup var options: RunOptions

    @Option(help: "The time-out of one call, in milliseconds.")
    var timeout: Int

    func run() async throws {
        let measured = try await MeasuredEngine(
            folder: URL(filePath: options.storage.path, directoryHint: .isDirectory), baseURL: options.baseURL, runs: options.runs,
            concurrency: options.concurrency, synchronous: options.storage.synchronous, timeout: .milliseconds(timeout))
        try await measured.submit(options.runs)
        // The parent reads it: not through a buffer.
        FileHandle.standardOutput.write(Data("submitted\n".utf8))
        try await measured.work()
    }
}
