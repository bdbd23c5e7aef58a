package import ArgumentParser

/// `autowebinar record`.
package struct RecordCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "record", abstract: "The recordings of a room.",
        subcommands: [RecordList.self, RecordDownload.self, RecordLinkCommand.self])

    package init() {}
}
