package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar connection test`.
package struct ConnectionTest: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Ask livedigital who the token belongs to; runs that waited for the token go on.",
        discussion: "  autowebinar connection test school")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The connection.") var name = Orchestration.Connection.defaultName

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        let reader = try workspace.openForReading()
        do {
            let user = try await workspace.accounts(reader).client(name).getMe()
            let label = user.email ?? user.id ?? "an account without a name"
            let isPaused = try await reader?.pausedReason(ofConnection: name) != nil
            if isPaused { _ = try await OwnerOrder.openConnection(name: name).give(in: workspace, purpose: "autowebinar connection test") }
            Console.print(global.json ? try Console.jsonText(["name": name, "label": label, "state": "ready"]) : "\(name) works: \(label)")
        } catch let error as LivedigitalError {
            throw Console.fail("\(name) does not work: \(error)")
        }
    }
}
