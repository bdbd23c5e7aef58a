package import ArgumentParser

/// `autowebinar connection`.
package struct ConnectionCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "connection", abstract: "The livedigital accounts that jobs use.",
        subcommands: [ConnectionAdd.self, ConnectionList.self, ConnectionTest.self, ConnectionRemove.self, ConnectionKey.self])

    package init() {}
}
