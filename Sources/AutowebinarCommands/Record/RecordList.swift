package import ArgumentParser
import LivedigitalAPI
import Orchestration

/// `autowebinar record list`.
package struct RecordList: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the recordings of a room with their ids.",
        discussion: "  autowebinar record list --space Маркетинг --room Демо-зал")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The connection.") var connection = Orchestration.Connection.defaultName
    @Option(help: "The space, by id or exact name.") var space: String
    @Option(help: "The room, by id or exact name.") var room: String

    package init() {}

    struct Item: Encodable {
        var id: String
        var name: String?
        var isFinished: Bool
        var seconds: Int?
        var fileSize: Int64?
        var startedAt: String?
        var finishedAt: String?
    }

    package func run() async throws {
        let (space, room) = (space, room)
        let listing = try await asking(try global.workspace(), connection) { client in
            let spaceId = try await client.spaceId(of: space)
            return try await client.records(spaceId: spaceId, roomId: try await client.roomId(of: room, spaceId: spaceId))
        }
        warnIfIncomplete(listing, "recordings")
        let items = listing.items.map { record in
            Item(
                id: record.id, name: record.name, isFinished: record.isFinished, seconds: record.duration.map { Int($0.components.seconds) },
                fileSize: record.fileSize, startedAt: record.startedAt.map(WireDate.format), finishedAt: record.finishedAt.map(WireDate.format))
        }
        try show(
            items, json: global.json, empty: "The room has no recording.", headings: ["ID", "NAME", "STARTED", "LENGTH", "STATE"]
        ) { item in
            [
                item.id, item.name ?? "-", item.startedAt ?? "-", item.seconds.map { "\($0 / 60):\(($0 % 60) < 10 ? "0" : "")\($0 % 60)" } ?? "-",
                item.isFinished ? "finished" : "not finished",
            ]
        }
    }
}
