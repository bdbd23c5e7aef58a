package import ArgumentParser
import Orchestration

/// `autowebinar run watch`.
package struct RunWatchCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow a run until it ends, is held or waits for a token.",
        discussion: "Watching only reads: a process that owns the database has to work on the run.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The run.") var id: String

    package init() {}

    package func run() async throws {
        guard let reader = try global.workspace().openForReading() else { throw Console.fail("There is no run \(id): there is no database yet.") }
        let watch = RunWatch(reader: reader, key: id, progress: global.json ? nil : StepProgress())
        let view: RunView
        do {
            view = try await untilInterrupted { try await watch.untilRest(stopWhenPublished: false) }
        } catch is Interrupted {
            throw ExitCode.interrupted
        }
        if global.json { Console.print(try Console.jsonText(view)) } else { RunSummary(view).print() }
        if let status = view.exitStatus(isEnoughPublished: false) { throw status }
    }
}
