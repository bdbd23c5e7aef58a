package import ArgumentParser
import Orchestration

/// `autowebinar job resume`.
package struct JobResume: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let a paused job go on.",
        discussion: """
            Occurrences whose start passed meanwhile are recorded as missed; showings ahead that failed are made anew. Resuming a job that is not paused changes nothing.

              autowebinar job resume weekly-demo
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The job.") var name: String

    package init() {}

    package func run() async throws {
        try await JobOrder(workspace: try global.workspace(), name: name, json: global.json).give(
            .resumeJob(name: name, actor: operatorName), purpose: "autowebinar job resume")
    }
}
