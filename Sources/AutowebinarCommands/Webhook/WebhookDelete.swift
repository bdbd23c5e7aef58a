package import ArgumentParser
import Orchestration

/// `autowebinar webhook delete`.
package struct WebhookDelete: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Remove our webhook of a space, and leave it removed.",
        discussion: """
            The service does not make it again, even where livedigital.watch, a hook or a job needs the space's events: those come from the poller then,
            up to a minute later, all but record.failed and record.aborted. `webhook create` lifts that. Another connection of the same
            account that needs the space makes one of its own. One that leads elsewhere is left alone (exit status 2), unless --force removes it, too.

              autowebinar webhook delete --space Маркетинг --yes
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: "The connection.") var connection = Orchestration.Connection.defaultName
    @Option(help: "The space, by id or exact name.") var space: String
    @Flag(help: "Remove it even where it leads elsewhere.") var force = false
    @OptionGroup var confirmation: ConfirmationOption

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        if !confirmation.yes {
            try Confirmation.ask("Remove the webhook of the space \(space)", warning: force ? "Whoever it posts to is told nothing more." : nil)
        }
        let id = try await asking(workspace, connection) { try await $0.spaceId(of: space) }
        let order = WebhookOrder(connection: connection, spaces: [id], goal: force ? .clear : .remove, actor: operatorName)
        let work = WebhookWork(workspace: workspace, order: order, purpose: "autowebinar webhook delete", json: global.json)
        try await work.carryOut { progress in
            switch progress.state {
            case .removed:
                return .done("The space \(space) has no webhook of ours, and the service makes none until: autowebinar webhook create")
            case .foreign(let url, nil):
                return .attention(
                    "The webhook of the space \(space) leads to \(url), which is not this service; it was left alone. --force removes it.")
            case .foreign(_, let holder?):
                return .attention(
                    "The connection \(holder) of this service has the webhook of the space \(space); remove it with --connection \(holder).")
            default: return nil
            }
        }
    }
}
