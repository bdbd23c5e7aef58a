package import ArgumentParser
import Orchestration

/// `autowebinar webhook create`.
package struct WebhookCreate: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make the webhook of a space ours, and keep it so.",
        discussion: """
            It stays whether or not anything else needs the space's events, until `webhook delete`. One that is ours already is looked at and kept. One
            that leads elsewhere is left alone (exit status 2), unless --take-over makes its receiver one of several, which goes on to be told.
            It is carried out durably: what was killed on the way goes on, and what livedigital made is not made again.

              autowebinar webhook create --space Маркетинг
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: "The connection.") var connection = Orchestration.Connection.defaultName
    @Option(help: "The space, by id or exact name.") var space: String
    @Flag(help: "Replace one that leads elsewhere; its receiver becomes a hook.") var takeOver = false

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        guard workspace.configuration.server.publicURL != nil else {
            throw Console.fail("server.publicURL is not set, so livedigital cannot post to this service.")
        }
        let id = try await asking(workspace, connection) { try await $0.spaceId(of: space) }
        let order = WebhookOrder(connection: connection, spaces: [id], goal: takeOver ? .takeOver : .own, actor: operatorName)
        let work = WebhookWork(workspace: workspace, order: order, purpose: "autowebinar webhook create", json: global.json)
        try await work.carryOut { progress in
            switch progress.state {
            case .active:
                return .done(
                    "The webhook of the space \(space) is ours; livedigital posts to \(workspace.publicAddress) while `autowebinar serve` runs.")
            case .foreign(let url, nil):
                return .attention(
                    "The webhook of the space \(space) leads to \(url) and was left alone; --take-over makes its receiver one of several.")
            case .foreign(_, let holder?):
                return .attention("The connection \(holder) of this service has the webhook of the space \(space); it was left alone.")
            default: return nil
            }
        }
    }
}

extension Workspace {
    /// Where livedigital reaches this service.
    fileprivate var publicAddress: String { configuration.server.publicURL ?? "" }
}
