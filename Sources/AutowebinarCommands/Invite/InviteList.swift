package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar invite list`.
package struct InviteList: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the invitations, also as a table or a calendar to hand out.",
        discussion: """
            A calendar (ics) holds the dates of one job. A date that was cancelled stays in it as cancelled, so that it disappears from the calendars
            of those who had it. The same invitations give the same bytes.

              autowebinar invite list --upcoming
              autowebinar invite list --format csv --output invitations.csv
              autowebinar invite list --job weekly-demo --format ics > weekly-demo.ics
              autowebinar invite list --format ics --output calendars
            """)

    /// How the invitations are shown.
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, csv, json, ics }

    @OptionGroup var global: GlobalOptions
    @Option(help: "Only those of this job; may be given several times.") var job: [String] = []
    @Flag(help: "Only those whose session is not over.") var upcoming = false
    @Option(help: "--json is the same as --format json.") var format: Format?
    @Option(help: "Write there instead of standard output: a file; for ics a folder, with one JOB.ics for each job.") var output: String?

    package init() {}

    package func validate() throws {
        if global.json, let format, format != .json { throw ValidationError("--json and --format \(format.rawValue) exclude each other.") }
    }

    package func run() async throws {
        let now = Date()
        let reader = try global.workspace().openForReading()
        try await requireJobs(job, in: reader)
        let all = try await reader?.invitations(jobs: job) ?? []
        let invitations = upcoming ? all.filter { $0.isUpcoming(at: now) } : all
        let format = format ?? (global.json ? .json : .text)
        if format == .ics { return try InvitationCalendars(invitations).hand(to: output) }
        let text =
            switch format {
            case .json: try Console.jsonText(invitations) + "\n"
            case .csv: InvitationTable.csv(invitations)
            case .text, .ics: InvitationTable.text(invitations)
            }
        guard let output else { return Console.write(Data(text.utf8)) }
        // A file is for people, and Excel reads UTF-8 only where the first bytes say so; a pipe is for programs.
        let mark = format == .csv ? InvitationTable.byteOrderMark : Data()
        try HandedOutFile.write(mark + Data(text.utf8), to: output)
    }
}
