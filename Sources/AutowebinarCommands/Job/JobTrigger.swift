package import ArgumentParser
import Foundation
import Orchestration

/// `autowebinar job trigger`.
package struct JobTrigger: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "trigger", abstract: "Make a run of a job now, besides its schedule.",
        discussion: """
            The run is carried out by `autowebinar serve`; its key is printed at once.

              autowebinar job trigger weekly-demo --start +30m
              autowebinar job trigger weekly-demo --start 2026-12-01T16:00:00Z --json
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The job.") var name: String
    @Option(help: "An instant such as 2026-12-01T16:00:00Z, or so much later than now (default: +10m for an autowebinar, at once for anything else).")
    var start: StartOption?

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        _ = try await workspace.openJob(name)
        let order = OwnerOrder.triggerJob(name: name, startsAt: start?.date(from: Date()), actor: operatorName)
        let (key, owner) = try await order.hand(in: workspace, purpose: "autowebinar job trigger")
        if global.json { return Console.print(try Console.jsonText(["run": key])) }
        Console.print(key)
        // Another owner ends with its own work.
        if owner?.isService != true { Console.error("It begins when `autowebinar serve` runs.") }
    }
}
