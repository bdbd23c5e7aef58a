package import ArgumentParser
import Orchestration

/// `autowebinar connection remove`.
package struct ConnectionRemove: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Forget a connection and its token.",
        discussion: "Nothing is removed from livedigital. Runs of the connection wait until one of the same name is added.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The connection.") var name: String

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        guard try await workspace.openForReading()?.connections().contains(where: { $0.name == name }) == true else {
            throw Console.fail("There is no connection \(name).")
        }
        let (answer, _) = try await OwnerOrder.removeConnection(name: name).give(in: workspace, purpose: "autowebinar connection remove")
        Console.print(global.json ? try Console.jsonText(["name": name, "state": "removed"]) : answer)
    }
}
