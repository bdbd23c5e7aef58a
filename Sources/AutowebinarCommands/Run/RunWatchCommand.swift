package import ArgumentParser
import Orchestration

/// `autowebinar run watch`.
package struct RunWatchCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow a run until it ends, is held or waits for a token.",
        discussion: """
            Watching only reads: a process that owns the database has to work on the run. Where there is none, that is told.

              autowebinar run watch demo@2026-12-01T16:00:00.000Z
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The run.") var id: String

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        guard let reader = try workspace.openForReading() else { throw Console.fail("There is no run \(id): there is no database yet.") }
        var watch = RunWatch(reader: reader, key: id, progress: global.json ? nil : StepProgress())
        watch.isUnattended = { !workspace.isOwned }
        let view: RunView
        do {
            view = try await untilInterrupted { [watch] in try await watch.untilRest(stopWhenPublished: false) }
        } catch is Interrupted {
            if global.json, let view = try await reader.run(id) { Console.print(try Console.jsonText(view)) }
            throw ExitCode.interrupted
        }
        if global.json { Console.print(try Console.jsonText(view)) } else { RunSummary(view, resumption: "autowebinar job run of its job").print() }
        if let status = view.exitStatus(isEnoughPublished: false) { throw status }
    }
}
