package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar job show`.
package struct JobShow: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a job: what is ahead, and what became of its past occurrences.",
        discussion: "  autowebinar job show weekly-demo")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The job.") var name: String

    package init() {}

    /// How many decided occurrences are shown.
    private static let decidedCount = 20

    private struct Decided: Encodable {
        var startsAt: String
        var outcome: String
        var run: String?
        var reason: String?

        init(_ occurrence: StoredOccurrence) {
            startsAt = WireDate.format(occurrence.startsAt)
            (outcome, run, reason) = (occurrence.outcome.rawValue, occurrence.run, occurrence.reason)
        }
    }

    private struct Shown: Encodable {
        var job: JobView
        var occurrences: [Decided]
    }

    package func run() async throws {
        let workspace = try global.workspace()
        let (reader, stored) = try await workspace.openJob(name)
        let now = Date()
        let items = try await reader.views([stored], count: 5, zones: workspace.zones, now: now)
        let decided = try await reader.occurrences(ofJob: name, limit: Self.decidedCount, zones: workspace.zones, now: now).map(Decided.init)
        guard let item = items.first else { return }
        if global.json { return Console.print(try Console.jsonText(Shown(job: item, occurrences: decided))) }
        Console.print("\(item.name): \(item.state)\(item.pausedReason.map { " (\($0))" } ?? "")")
        Console.print("Title: \(item.title)")
        if let file = item.file { Console.print("File: \(file)") }
        Console.print(
            "Next: \(item.next.isEmpty ? item.closing ?? "no date" : item.next.map { $0.local.map { "\($0)" } ?? "always open" }.joined(separator: ", "))"
        )
        if !decided.isEmpty {
            Table(["STARTS", "OUTCOME", "RUN", "REASON"], decided.map { [$0.startsAt, $0.outcome, $0.run ?? "-", $0.reason ?? ""] }).print()
        }
    }
}
