package import ArgumentParser

/// `autowebinar run`.
package struct RunCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Single executions of jobs.",
        subcommands: [RunList.self, RunShow.self, RunWatchCommand.self, RunRetry.self, RunCancel.self, RunResolve.self])

    package init() {}
}
