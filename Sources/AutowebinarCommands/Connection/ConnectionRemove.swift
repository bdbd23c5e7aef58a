package import ArgumentParser
import Orchestration

/// `autowebinar connection remove`.
package struct ConnectionRemove: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove our webhooks of a connection from livedigital, and forget it with its token.",
        discussion: """
            Everything else that was made on livedigital stays. A webhook that cannot be removed, as livedigital is out of reach or refuses the token, is named
            (exit status 2); the connection is removed all the same. What needs the connection is named: its runs wait until one of the same name
            is added.

              autowebinar connection remove school
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The connection.") var name: String

    package init() {}

    /// How long livedigital is waited for, besides what an unknown outcome takes to settle.
    private static let patience = Duration.seconds(20)

    package func run() async throws {
        let workspace = try global.workspace()
        guard try await workspace.openForReading()?.connections().contains(where: { $0.name == name }) == true else {
            throw Console.fail("There is no connection \(name).")
        }
        let purpose = "autowebinar connection remove"
        // The environment goes on to give the token, so the webhooks go on to be needed.
        let isGone = name != Orchestration.Connection.defaultName || workspace.environmentToken == nil
        let order = WebhookOrder(connection: name, spaces: nil, goal: .remove, actor: operatorName)
        var left: [WebhookProgress] = []
        do {
            let work = WebhookWork(workspace: workspace, order: order, purpose: purpose, json: global.json)
            let patience = Self.patience + workspace.configuration.livedigital.timeout * 2
            if isGone { left = try await work.finished(within: patience).filter { $0.state != .removed && !$0.isForeign } }
        } catch is Interrupted {
            throw Console.fail("Stopped in order; the connection \(name) is still there.", status: .interrupted)
        }
        let (answer, _) = try await OwnerOrder.removeConnection(name: name, isGone: isGone).give(in: workspace, purpose: purpose)
        if global.json {
            Console.print(try Console.jsonText(Report(name: name, state: "removed", webhooksLeft: left.map(\.spaceId))))
        } else {
            Console.print(answer)
        }
        if isGone, let use = try await workspace.openForReading()?.connectionUses()[name] {
            Console.error("\((use.jobs + use.runs).few) would use it; what runs waits until it is added again: autowebinar connection add \(name)")
        }
        if !isGone { Console.error("AUTOWEBINAR_TOKEN is set and still gives the connection \(name); its webhooks stay.") }
        guard !left.isEmpty else { return }
        for progress in left { Console.error("Our webhook of the space \(progress.spaceId) is still at livedigital: \(progress.reason)") }
        throw Console.fail(
            """
            Remove it in the account, section "Интеграция"; or add the connection again with a token that works, which finds it by its address, and remove
            the connection once more. Until then livedigital posts in vain.
            """, status: .attention)
    }

    private struct Report: Encodable {
        var name: String
        var state: String
        var webhooksLeft: [String]
    }
}

extension WebhookProgress {
    /// What the space has is none of ours.
    fileprivate var isForeign: Bool { if case .foreign = state { true } else { false } }
}
