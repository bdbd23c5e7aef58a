package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar session list`.
package struct SessionList: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the sessions by their start.",
        discussion: """
            A run is a session from its publication on; the permanent form, which has no date, is none.

              autowebinar session list --job weekly-demo --state scheduled
              autowebinar session list --from 2026-12-01 --to 2026-12-31 --timezone Europe/Moscow
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: SessionOptions
    @Option(help: "Only sessions in this state: scheduled, in-progress or finished.") var state: String?

    package init() {}

    package func validate() throws {
        if let state, Session.State(rawValue: state) == nil {
            let states = Session.State.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no state \(state); there are \(states).")
        }
    }

    package func run() async throws {
        let (selection, state, json) = (try chosen.selection(), state, global.json)
        let workspace = try global.workspace()
        try await workspace.readingSessions("autowebinar session list", of: chosen.job) { reader in
            let now = Date()
            let views = try await reader?.sessions(selection).map { SessionView($0, at: now, zones: workspace.zones) } ?? []
            try show(
                views.filter { view in state.map { view.state.rawValue == $0 } ?? true }, json: json, empty: "There is no session.",
                headings: ["SESSION", "KIND", "STATE", "STARTS", "ENDS", "REPORT", "TITLE"]
            ) { view in
                [
                    view.session.id, view.session.kind.rawValue, view.state.rawValue, WireDate.format(view.session.startsAt),
                    view.session.endsAt.map(WireDate.format) ?? "-",
                    view.reports.isEmpty ? "none" : view.reports.map(\.state.rawValue).joined(separator: ", "), view.session.title,
                ]
            }
        }
    }
}
