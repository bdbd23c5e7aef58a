package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar connection list`.
package struct ConnectionList: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the connections; never their tokens.", discussion: "  autowebinar connection list --json")

    @OptionGroup var global: GlobalOptions

    package init() {}

    struct Item: Encodable {
        var name: String
        var label: String?
        var baseUrl: String
        var state: String
        var reason: String?
        /// The first digits of the token's SHA-256, to tell tokens apart.
        var fingerprint: String
        var source: String
        var addedAt: String?
    }

    package func run() async throws {
        let workspace = try global.workspace()
        let reader = try workspace.openForReading()
        let stored = try await reader?.connections() ?? []
        var items = stored.map { connection in
            Item(
                name: connection.name, label: connection.label, baseUrl: connection.baseURL ?? workspace.configuration.livedigital.baseURL,
                state: connection.pausedReason == nil ? "ready" : "paused", reason: connection.pausedReason, fingerprint: connection.fingerprint,
                source: "stored", addedAt: WireDate.format(connection.addedAt))
        }
        if let token = workspace.environmentToken {
            items.removeAll { $0.name == Orchestration.Connection.defaultName }
            let reason = try await reader?.pausedReason(ofConnection: Orchestration.Connection.defaultName)
            items.insert(
                Item(
                    name: Orchestration.Connection.defaultName, label: nil, baseUrl: workspace.configuration.livedigital.baseURL,
                    state: reason == nil ? "ready" : "paused", reason: reason, fingerprint: MasterKey.fingerprint(token), source: "AUTOWEBINAR_TOKEN",
                    addedAt: nil), at: 0)
        }
        try show(
            items, json: global.json, empty: "There is no connection yet; add one with: autowebinar connection add",
            headings: ["NAME", "ACCOUNT", "STATE", "TOKEN", "API"]
        ) { [$0.name, $0.label ?? "-", $0.state + ($0.reason.map { ": \($0)" } ?? ""), "\($0.fingerprint)… (\($0.source))", $0.baseUrl] }
    }
}
