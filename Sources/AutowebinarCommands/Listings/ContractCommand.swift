package import ArgumentParser
import LivedigitalAPI
import Orchestration

/// `autowebinar contract`.
package struct ContractCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "contract", abstract: "How livedigital's operations are called.", subcommands: [ContractShow.self, ContractCheckCommand.self])

    package init() {}
}

/// `autowebinar contract show`.
package struct ContractShow: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print the table in force.",
        discussion: """
            The playback rows are assumptions: livedigital does not publish them. The file that livedigital.contract names overrides any row;
            docs/contract.md tells how.

              autowebinar contract show
            """)

    @OptionGroup var global: GlobalOptions

    package init() {}

    struct Item: Encodable {
        var operation: String
        var method: String
        var path: String
        var members: String
        var source: String
    }

    package func run() async throws {
        let items = try global.workspace().contract.table.map {
            Item(operation: $0.operation.rawValue, method: $0.method, path: $0.path, members: $0.members, source: $0.source.rawValue)
        }
        try show(items, json: global.json, empty: "", headings: ["OPERATION", "METHOD", "PATH", "MEMBERS", "SOURCE"]) {
            [$0.operation, $0.method, $0.path, $0.members, $0.source]
        }
    }
}
