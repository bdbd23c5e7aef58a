import ArgumentParser
import DurableFlow
import Foundation

/// `autowebinar-bench flows`: the five calls carried out durably by the product's engine.
struct FlowsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flows", abstract: "Carries the five calls out durably with the engine, against any server that speaks the contract.",
        discussion: "Each run is createPlayback, records list, updatePlayback, createPlaybackEvent and updatePlayback.")

    @OptionGroup var options: RunOptions

    func run() async throws {
        let folder = try WorkFolder(in: options.storage.path)
        defer { folder.remove() }
        let measured = try await MeasuredEngine(
            folder: folder.url, baseURL: options.baseURL, runs: options.runs, concurrency: options.concurrency,
            synchronous: options.storage.synchronous)
        let measurement = Measurement()
        try await measured.submit(options.runs)
        try await measured.work()
        try measurement.report(runs: options.runs, steps: options.runs * FloorRun.stepCount, commits: measured.engine.writer.commits)
            .print(json: options.json)
    }
}
