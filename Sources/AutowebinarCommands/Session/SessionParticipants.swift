package import ArgumentParser
import Foundation
import Orchestration
import Spreadsheet

/// `autowebinar session participants`.
package struct SessionParticipants: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "participants", abstract: "Show who was at a session, as its report tells.",
        discussion: """
            The table shows what is recognised; --json and --format csv give every column of the report under its own name.

              autowebinar session participants weekly-demo@2026-12-01T16:00:00.000Z
              autowebinar session participants weekly-demo@2026-12-01T16:00:00.000Z --format csv > participants.csv
            """)

    /// What else than a table it can print.
    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json }

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The session, as `autowebinar session list` shows it.") var id: String
    @Option(help: "csv or json instead of a table.") var format: Format?

    package init() {}

    package func validate() throws {
        if global.json, format == .csv { throw ValidationError("--json and --format csv contradict each other.") }
    }

    package func run() async throws {
        let (id, form) = (id, global.json ? .json : format)
        let workspace = try global.workspace()
        try await workspace.readingSessions("autowebinar session participants") { reader in
            guard let reader, let session = try await reader.session(id) else {
                throw Console.fail("There is no session \(id); `autowebinar session list` shows them all.")
            }
            guard let participants = try await reader.participants(session) else {
                let reports = SessionView(session, at: Date(), zones: workspace.zones).reports
                let states = reports.map { report in "\(report.state.rawValue)\(report.reason.map { ": \($0)" } ?? "")" }
                throw Console.fail("There is no report of \(id) yet (\(states.isEmpty ? "none is collected" : states.joined(separator: ", "))).")
            }
            switch form {
            case .json: Console.print(participants.json)
            case .csv:
                let rows = [participants.columns.map { Workbook.Cell.text($0) }] + participants.rows
                Console.write(CSV.bytes(of: rows))
            case nil where participants.rows.isEmpty: Console.print("Nobody was there.")
            case nil:
                Table(
                    ["NAME", "E-MAIL", "EXTERNAL ID", "WATCHED", "MESSAGES"],
                    participants.known.map { known in
                        [
                            known.name ?? "-", known.email ?? "-", known.externalUserId ?? "-", ClockText.text(known.secondsWatched),
                            known.messages.map { "\($0.formatted(.number.grouping(.never)))" } ?? "-",
                        ]
                    }
                ).print()
            }
        }
    }
}
