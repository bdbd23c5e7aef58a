package import ArgumentParser
import Orchestration

/// `autowebinar run show`.
package struct RunShow: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one run with its steps.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The run, as `autowebinar run list` shows it.") var id: String

    package init() {}

    package func run() async throws {
        guard let view = try await global.workspace().openForReading()?.run(id) else {
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
