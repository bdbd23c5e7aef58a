package import ArgumentParser
import LivedigitalAPI
import Orchestration

/// `autowebinar room`.
package struct RoomCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "room", abstract: "The rooms of a space.", subcommands: [RoomList.self, RoomCreate.self, RoomUpdate.self, RoomDelete.self])

    package init() {}
}

/// `autowebinar room list`.
package struct RoomList: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the rooms of a space with their ids.", discussion: "  autowebinar room list --space Маркетинг")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The connection.") var connection = Orchestration.Connection.defaultName
    @Option(help: "The space, by id or exact name.") var space: String

    package init() {}

    struct Item: Encodable {
        var id: String
        var name: String?
        var type: String?
        var alias: String?
    }

    package func run() async throws {
        let space = space
        let listing = try await asking(try global.workspace(), connection) { client in
            try await client.rooms(spaceId: try await client.spaceId(of: space))
        }
        warnIfIncomplete(listing, "rooms")
        try show(
            listing.items.map { Item(id: $0.id, name: $0.name, type: $0.type, alias: $0.alias) }, json: global.json,
            empty: "The space has no room.", headings: ["ID", "NAME", "TYPE", "ALIAS"]
        ) { [$0.id, $0.name ?? "-", $0.type ?? "-", $0.alias ?? "-"] }
    }
}
