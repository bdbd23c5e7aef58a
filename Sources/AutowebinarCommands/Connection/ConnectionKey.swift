package import ArgumentParser
import Orchestration

/// `autowebinar connection key`.
package struct ConnectionKey: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make a key for the HTTP API that acts for a connection.",
        discussion: """
            Programs show it as Authorization: Bearer KEY, or X-API-Key: KEY; it sees what belongs to the connection and nothing else. It is
            printed once and kept only as its SHA-256. A connection may have several keys; --revoke ends them all, and personal tokens that are shown
            instead of a key are tried at livedigital again, so that one that ended there opens nothing here.

              autowebinar connection key
              autowebinar connection key school --revoke
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The connection.") var name = Orchestration.Connection.defaultName
    @Flag(help: "End every key that was made for the connection.") var revoke = false

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        let isStored = try await workspace.openForReading()?.connections().contains { $0.name == name } == true
        guard isStored || name == Orchestration.Connection.defaultName && workspace.environmentToken != nil else {
            throw Console.fail("There is no connection \(name); add it with: autowebinar connection add \(name)")
        }
        if revoke {
            let (answer, _) = try await OwnerOrder.revokeKeys(connection: name).give(in: workspace, purpose: "autowebinar connection key")
            return Console.print(global.json ? try Console.jsonText(["name": name, "state": "revoked"]) : answer)
        }
        let key = AccessKey.issue()
        let order = OwnerOrder.addKey(connection: name, digest: AccessKey(key).digest, kind: .issued)
        _ = try await order.give(in: workspace, purpose: "autowebinar connection key")
        Console.print(global.json ? try Console.jsonText(["name": name, "key": key]) : key)
        Console.error("Keep it: it is not shown again.")
    }
}
