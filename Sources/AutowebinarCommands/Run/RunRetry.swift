package import ArgumentParser
import Orchestration

/// `autowebinar run retry`.
package struct RunRetry: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Let a run that is held, waits or failed go on now.",
        discussion: "What is unknown is still looked up before anything is sent again.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The run.") var id: String

    package init() {}

    package func run() async throws {
        let order = RunOrder(workspace: try global.workspace(), id: id, purpose: "autowebinar run retry", json: global.json)
        try await order.give(.retry(run: id, actor: operatorName)) { [.completed, .running, .waiting].contains($0.state) && $0.pausedReason == nil }
    }
}
