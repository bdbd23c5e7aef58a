package import ArgumentParser
import Orchestration

/// `autowebinar run resolve`.
package struct RunResolve: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "resolve", abstract: "Answer the question that holds a run.",
        discussion: """
              autowebinar run resolve demo@2026-12-01T16:00:00.000Z --adopt 5b0f2c1e-8d0a-4c58-9a51-0c6f0c6f2a01
              autowebinar run resolve demo@2026-12-01T16:00:00.000Z --not-done
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The run.") var id: String
    @Option(help: "The id of what the open step made.") var adopt: String?
    @Flag(help: "The open step made nothing; it is sent again.") var notDone = false

    package init() {}

    package func validate() throws {
        if (adopt != nil) == notDone { throw ValidationError("Give either --adopt ID or --not-done.") }
    }

    package func run() async throws {
        let order = RunOrder(workspace: try global.workspace(), id: id, purpose: "autowebinar run resolve", json: global.json)
        try await order.give(.resolve(run: id, adopting: adopt, actor: operatorName)) {
            [.completed, .running, .waiting, .cancelled].contains($0.state) && $0.pausedReason == nil
        }
    }
}
