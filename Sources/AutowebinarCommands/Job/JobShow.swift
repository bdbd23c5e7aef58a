package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar job show`.
package struct JobShow: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a job: what is ahead, and what became of its past occurrences.",
        discussion: """
            Shows all occurrences that are ahead, and the last 20 of those that have passed or are cancelled; of these --all shows every one.

              autowebinar job show weekly-demo
              autowebinar job show weekly-demo --all --json
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The job.") var name: String
    @Flag(help: "Show every occurrence that has passed or is cancelled, not only the last 20.") var all = false

    package init() {}

    /// How many occurrences are shown that have passed or are cancelled.
    private static let pastCount = 20

    private struct Decided: Encodable {
        var startsAt: String
        var outcome: String
        var run: String?
        var reason: String?

        init(_ occurrence: StoredOccurrence) {
            startsAt = WireDate.format(occurrence.startsAt)
            (outcome, run, reason) = (occurrence.outcome.rawValue, occurrence.run, occurrence.reason)
        }

        private enum CodingKeys: String, CodingKey { case startsAt, outcome, run, reason }

        /// The members are always there, null when empty.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(startsAt, forKey: .startsAt)
            try container.encode(outcome, forKey: .outcome)
            try container.encode(run, forKey: .run)
            try container.encode(reason, forKey: .reason)
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
        let (shown, hasOlder) = try await reader.occurrences(ofJob: name, past: all ? nil : Self.pastCount, zones: workspace.zones, now: now)
        let decided = shown.map(Decided.init)
        guard let item = items.first else { return }
        if global.json { return Console.print(try Console.jsonText(Shown(job: item, occurrences: decided))) }
        Console.print("\(item.name): \(item.state)\(item.pausedReason.map { " (\(Table.clean($0)))" } ?? "")")
        Console.print("Title: \(Table.clean(item.title))")
        if let file = item.file { Console.print("File: \(file)") }
        if let awaited = item.awaited {
            Console.print("Waits for: \(awaited), which supplies the record\(item.next.isEmpty ? "" : "; dates that pass before it see no session")")
        }
        Console.print(
            "Next: \(item.next.isEmpty ? item.closing ?? "no date" : item.next.map { $0.local.map { "\($0)" } ?? "always open" }.joined(separator: ", "))"
        )
        if !decided.isEmpty {
            Table(["STARTS", "OUTCOME", "RUN", "REASON"], decided.map { [$0.startsAt, $0.outcome, $0.run ?? "-", $0.reason ?? ""] }).print()
        }
        if hasOlder { Console.print("Older ones are shown by: autowebinar job show \(name) --all") }
    }
}
