package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar analytics list`.
package struct AnalyticsList: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show every session's reports: pending, ready, late or failed.",
        discussion: """
            A report is pending until it is to be there, then late; failed where it was given up or its file cannot be read.

              autowebinar analytics list --job weekly-demo --from 2026-12-01
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: SessionOptions

    package init() {}

    package func run() async throws {
        let (selection, json) = (try chosen.selection(), global.json)
        let workspace = try global.workspace()
        try await workspace.readingSessions("autowebinar analytics list", of: chosen.job) { reader in
            let now = Date()
            let views = try await reader?.sessions(selection).map { SessionView($0, at: now, zones: workspace.zones) } ?? []
            if json { return Console.print(try Console.jsonText(views)) }
            let lines = views.flatMap { view in view.reports.map { (view.session.id, $0) } }
            if lines.isEmpty { return Console.print("There is no report.") }
            Table(
                ["SESSION", "FORMAT", "REPORT", "PARTICIPANTS", "DUE", "FILE"],
                lines.map { id, line in
                    [
                        id, line.report.format, line.state.rawValue, line.report.participants.map(String.init) ?? "-",
                        WireDate.format(line.report.dueAt), line.reason ?? line.report.file?.path ?? "-",
                    ]
                }
            ).print()
        }
    }
}
