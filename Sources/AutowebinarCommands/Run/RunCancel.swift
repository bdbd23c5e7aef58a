package import ArgumentParser
import Orchestration

/// `autowebinar run cancel`.
package struct RunCancel: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "End a run; before its session, remove its event and its playback.",
        discussion: """
            What is open is looked up first, so that nothing of the run stays behind. A session that has begun is left to its participants.

              autowebinar run cancel demo@2026-12-01T16:00:00.000Z
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The run.") var id: String

    package init() {}

    package func run() async throws {
        let order = RunOrder(workspace: try global.workspace(), id: id, purpose: "autowebinar run cancel", json: global.json)
        try await order.give(.cancel(run: id, actor: operatorName)) { [.cancelled, .running, .waiting].contains($0.state) && $0.pausedReason == nil }
    }
}
