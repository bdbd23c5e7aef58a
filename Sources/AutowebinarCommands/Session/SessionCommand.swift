package import ArgumentParser

/// `autowebinar session`.
package struct SessionCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "session", abstract: "Showings and calls, and who was there.",
        subcommands: [SessionList.self, SessionCreate.self, SessionParticipants.self])

    package init() {}
}
