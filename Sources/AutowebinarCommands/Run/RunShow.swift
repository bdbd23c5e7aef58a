package import ArgumentParser
import Orchestration

/// `autowebinar run show`.
package struct RunShow: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one run with its steps.",
        discussion: """
            Links that its actions made, and that let in whoever has them, are shown only with --links.

              autowebinar run show monday-meeting@2026-12-07T06:45:00.000Z --links
            """)

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Show the links that its actions made.") var links = false
    @Argument(help: "The run, as `autowebinar run list` shows it.") var id: String

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        let reader = try workspace.openForReading()
        guard let view = try await links ? reader?.run(id, opening: { try workspace.masterKey() }) : reader?.run(id) else {
            throw Console.fail("There is no run \(id); `autowebinar run list` shows them all.")
        }
        if global.json { return Console.print(try Console.jsonText(view)) }
        RunSummary(view).print()
        Table(
            ["STEP", "STATE", "ATTEMPTS", "HOW", "LAST ERROR"],
            view.steps.map { [$0.name, $0.state, "\($0.attempts)", $0.how.map { "\($0)" } ?? "-", $0.error ?? ""] }
        ).print()
    }
}
