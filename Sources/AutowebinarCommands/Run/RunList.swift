package import ArgumentParser
import Orchestration

/// `autowebinar run list`.
package struct RunList: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the runs, the newest first.",
        discussion: """
              autowebinar run list --job demo
              autowebinar run list --state held
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: "Only runs of this job.") var job: String?
    @Option(help: "Only runs in this state: running, waiting, held, paused, completed, failed, cancelled or skipped.") var state: String?
    @Option(help: "At most so many.") var limit = 100

    package init() {}

    package func validate() throws {
        if let state, RunView.State(rawValue: state) == nil {
            let states = RunView.State.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no state \(state); there are \(states).")
        }
        if limit < 1 { throw ValidationError("The limit must be 1 or more.") }
    }

    package func run() async throws {
        let reader = try global.workspace().openForReading()
        try await requireJobs(job.map { [$0] } ?? [], in: reader)
        let runs = try await reader?.runs(job: job) ?? []
        let views = runs.filter { view in state.map { view.state.rawValue == $0 } ?? true }.prefix(limit)
        try show(Array(views), json: global.json, empty: "There is no run.", headings: ["RUN", "STATE", "PUBLISHED", "STEP", "STARTS", "NOTE"]) {
            view in
            [
                view.id, view.state.rawValue, view.published ? "yes" : "no", view.currentStep ?? "-",
                view.startsAt ?? (view.id.contains("@always") ? "always" : "-"),
                [view.activity, view.error].compactMap(\.self).joined(separator: ": "),
            ]
        }
    }
}
