package import ArgumentParser
import LivedigitalAPI
import Orchestration

/// `autowebinar space`.
package struct SpaceCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "space", abstract: "The spaces of an account.",
        subcommands: [SpaceList.self, SpaceCreate.self, SpaceUpdate.self, SpaceDelete.self])

    package init() {}
}

/// `autowebinar space list`.
package struct SpaceList: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the spaces with their ids.", discussion: "  autowebinar space list --json")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The connection.") var connection = Orchestration.Connection.defaultName

    package init() {}

    struct Item: Encodable {
        var id: String
        var name: String?
    }

    package func run() async throws {
        let listing = try await asking(try global.workspace(), connection) { try await $0.spaces() }
        warnIfIncomplete(listing, "spaces")
        try show(
            listing.items.map { Item(id: $0.id, name: $0.name) }, json: global.json, empty: "The account has no space.", headings: ["ID", "NAME"]
        ) { [$0.id, $0.name ?? "-"] }
    }
}
