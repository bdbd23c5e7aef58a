package import ArgumentParser
import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration
import Recurrence

/// `autowebinar analytics collect`.
package struct AnalyticsCollect: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "collect", abstract: "Collect the reports of all calls of a space or room now.",
        discussion: """
            Every call that began in the period becomes a session with the id of the call. A report that is stored already is not fetched again, one
            that is not there yet is waited for, as is the end of a call that goes on, and one that cannot be had stops no other. The reports of autowebinars of the same place and period
            that were given up are asked for once more. Ctrl-C stops in order, and nothing is lost: the same command goes on.

              autowebinar analytics collect --space Маркетинг --from 2026-11-01 --to 2026-11-30
              autowebinar analytics collect --space Маркетинг --room Демо-зал --from 2026-11-01 --to 2026-11-07 --format xlsx --timezone Europe/Moscow
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: "The space, by id or exact name.") var space: String
    @Option(help: "Only this room, by id or exact name (default: every room of the space).") var room: String?
    @Option(help: "Calls that began on this day or later, or at this instant or later.") var from: SessionBound
    @Option(help: "Calls that began on this day or earlier, or before this instant.") var to: SessionBound
    @Option(help: "The time zone of the days, such as Europe/Moscow.") var timezone = "UTC"
    @Option(help: "xlsx or json; may be given twice (default: both).") var format: [ReportFormat] = []
    @Option(help: "The connection.") var connection = Connection.defaultName
    @Option(help: "How long a report that cannot be had yet is asked for once its call is over.") var giveUpAfter = DurationArgument(.seconds(600))

    package init() {}

    package func validate() throws { _ = try request() }

    /// - Throws: a `ValidationError` for an unknown zone, or a period that ends before it begins or is too long.
    private func request() throws -> CollectionRequest {
        let zone: Zone
        do {
            zone = try ZoneDatabase().zone(timezone)
        } catch {
            throw ValidationError("\(error.message); \(error.hint)")
        }
        let (first, last) = (from.lower(in: zone), to.upper(in: zone))
        guard first < last else { throw ValidationError("--from must lie before --to.") }
        guard !CollectionPlan.isTooLong(from: first, to: last, in: zone) else {
            throw ValidationError("A collection spans \(DurationText.format(CollectionPlan.longestSpan)) at most; collect the period in parts.")
        }
        return CollectionRequest(
            connection: connection, space: space, room: room, from: first, to: last,
            formats: ReportFormat.allCases.filter { format.isEmpty || format.contains($0) }, giveUpAfter: JobDuration(giveUpAfter.value))
    }

    package func run() async throws {
        let workspace = try global.workspace()
        let request = try request()
        let json = global.json
        let view: RunView
        do {
            view = try await untilInterrupted {
                try await CollectionWork(workspace: workspace, request: request, isSilent: json).run()
            }
        } catch is Interrupted {
            throw Console.fail("Stopped in order; nothing is lost. Go on with the same command.", status: .interrupted)
        }
        if json { Console.print(try Console.jsonText(view)) } else { RunSummary(view).print() }
        if let status = view.exitStatus(isEnoughPublished: false) { throw status }
    }
}

extension ReportFormat: ExpressibleByArgument {}
