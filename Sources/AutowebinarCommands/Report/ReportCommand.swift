package import ArgumentParser

/// `autowebinar report`.
package struct ReportCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Analytics reports of single calls and showings.", subcommands: [ReportCall.self, ReportPlayback.self])

    package init() {}
}
