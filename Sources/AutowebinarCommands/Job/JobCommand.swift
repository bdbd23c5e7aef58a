package import ArgumentParser

/// `autowebinar job`.
package struct JobCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Autowebinars described as files.",
        subcommands: [JobRun.self, JobList.self, JobShow.self, JobTrigger.self, JobPause.self, JobResume.self, JobBackfill.self])

    package init() {}
}
