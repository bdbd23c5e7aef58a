package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration
import Recurrence

/// `autowebinar job backfill`.
package struct JobBackfill: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "backfill", abstract: "Make up for what past dates of a job lack.",
        discussion: """
            Of an autowebinar only reports are collected: what was not shown cannot be shown later. Of a collection and of actions, dates that were
            missed get their run as well, and runs that failed are tried again. A report whose file is gone or was changed is collected again, and what
            is there is kept beside it as 1.damaged.xlsx. The work itself is done by `autowebinar serve`.

              autowebinar job backfill weekly-demo --from 2026-11-01 --to 2026-11-30 --dry-run
              autowebinar job backfill weekly-demo --from 2026-11-01 --failed
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The job.") var name: String
    @Option(help: "Dates that began on this day (UTC) or later, or at this instant or later.") var from: SessionBound
    @Option(help: "Dates that began on this day (UTC) or earlier, or before this instant (default: now).") var to: SessionBound?
    @Flag(exclusivity: .exclusive, help: "Which dates: without a stored report or not done (missing, the default), given up (failed), or all.")
    var selection: Selection = .missing
    @Flag(help: "Show what would be done; change nothing.") var dryRun = false

    package init() {}

    enum Selection: String, EnumerableFlag { case missing, failed, all }

    private struct Shown: Encodable {
        var run: String
        var startsAt: String
        var reports: Int
        var isRetried: Bool
        var note: String
    }

    /// What is said where no date is meant.
    private var nothing: String {
        switch selection {
        case .missing: "No past date of \(name) lacks anything in that time."
        case .failed: "Nothing of \(name) has failed in that time."
        case .all: "\(name) has no past date with anything to collect or to do in that time."
        }
    }

    package func validate() throws {
        let utc = try ZoneDatabase().zone("UTC")
        if let to, from.lower(in: utc) >= to.upper(in: utc) { throw ValidationError("--from must lie before --to.") }
    }

    package func run() async throws {
        let workspace = try global.workspace()
        let now = Date()
        let (reader, _) = try await workspace.openJob(name)
        let utc = try workspace.zones.zone("UTC")
        let dataFolder = workspace.configuration.storage.data
        let backfill = try await reader.checked(
            Backfill(
                job: name, from: from.lower(in: utc), to: to?.upper(in: utc) ?? now,
                selection: Backfill.Selection(rawValue: selection.rawValue) ?? .missing), dataFolder: dataFolder)
        let items = try await reader.items(of: backfill, zones: workspace.zones, now: now)
        let shown = items.map {
            Shown(run: $0.run, startsAt: WireDate.format($0.startsAt), reports: $0.reports, isRetried: $0.isRetried, note: $0.note)
        }
        try show(shown, json: global.json, empty: nothing, headings: ["RUN", "STARTS", "REPORTS", "COLLECT", "NOTE"]) {
            [$0.run, $0.startsAt, "\($0.reports)", $0.isRetried ? "yes" : "no", $0.note]
        }
        guard !dryRun, items.contains(where: \.isRetried) else { return }
        try await reader.setAside(backfill, for: items, dataFolder: dataFolder)
        let (answer, owner) = try await OwnerOrder.backfill(backfill, actor: operatorName).hand(
            in: workspace, purpose: "autowebinar job backfill")
        // Another owner ends with its own work.
        Console.error(owner?.isService == true ? "\(answer)." : "\(answer) while `autowebinar serve` runs.")
    }
}
