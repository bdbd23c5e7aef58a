package import ArgumentParser
import Orchestration

/// `autowebinar run retry`.
package struct RunRetry: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Let a run that is held, waits or failed go on now.",
        discussion: """
            What is unknown is still looked up before anything is sent again.

              autowebinar run retry demo@2026-12-01T16:00:00.000Z
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The run.") var id: String

    package init() {}

    package func run() async throws {
        let order = RunOrder(workspace: try global.workspace(), id: id, purpose: "autowebinar run retry", json: global.json)
        // What is cancelled now was to be so before.
        try await order.give(.retry(run: id, actor: operatorName)) {
            [.completed, .running, .waiting, .cancelled].contains($0.state) && $0.pausedReason == nil
        }
    }
}
