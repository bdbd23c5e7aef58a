package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar next`.
package struct NextCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "next", abstract: "Preview the occurrences of a job file; touches nothing.",
        discussion: """
              autowebinar next jobs/autumn-series.yaml
              autowebinar next jobs/autumn-series.yaml -n 3 --from 2026-12-01T00:00:00Z --json
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The job file.") var file: String
    @Option(name: .customShort("n"), help: "How many.") var count = 10
    @Option(help: "From this instant on, such as 2026-12-01T00:00:00Z (default: now).") var from: InstantArgument?

    package init() {}

    package func validate() throws {
        if !(1...10_000).contains(count) { throw ValidationError("-n must be from 1 to 10000.") }
    }

    package func run() async throws {
        let workspace = try global.workspace()
        let job = try JobFile.read(path: file, zones: workspace.zones, holidays: workspace.holidays)
        switch try job.job.next(count, from: from?.date ?? Date(), zones: workspace.zones) {
        case .noneLeft(let last): throw DiagnosticList(job.noOccurrenceLeft(last: last))
        case .unscheduled:
            if global.json { return Console.print("[]") }
            Console.print("\(job.job.name) has no schedule; run it with: autowebinar job run \(file)")
        case .occurrences(let occurrences):
            let items = occurrences.map(OccurrenceView.init)
            try show(items, json: global.json, empty: "", headings: ["LOCAL", "TIMEZONE", "UTC", "MARK"]) {
                [$0.local ?? "always", $0.timezone, $0.startsAt ?? "-", $0.mark ?? ""]
            }
        }
    }
}

/// An instant as an argument: RFC 3339.
struct InstantArgument: ExpressibleByArgument {
    var date: Date

    init?(argument: String) {
        guard let date = WireDate.parse(argument) else { return nil }
        self.date = date
    }
}
