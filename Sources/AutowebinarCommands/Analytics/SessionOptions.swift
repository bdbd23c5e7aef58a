import ArgumentParser
import Foundation
import Orchestration
import Recurrence

/// Which sessions a command is about.
struct SessionOptions: ParsableArguments {
    @Option(help: "Only sessions of this job; may be given several times.") var job: [String] = []
    @Option(help: "Only sessions that start on this day or later, or at this instant or later.") var from: SessionBound?
    @Option(help: "Only sessions that start on this day or earlier, or before this instant.") var to: SessionBound?
    @Option(help: "The time zone of the days, such as Europe/Moscow.") var timezone = "UTC"

    init() {}

    func validate() throws {
        _ = try selection()
    }

    /// - Throws: a `ValidationError` for an unknown zone, or a period that ends before it begins.
    func selection() throws -> SessionSelection {
        let zone: Zone
        do {
            zone = try ZoneDatabase().zone(timezone)
        } catch {
            throw ValidationError("\(error.message); \(error.hint)")
        }
        let selection = SessionSelection(jobs: job, from: from?.lower(in: zone), to: to?.upper(in: zone))
        if let from = selection.from, let to = selection.to, from >= to { throw ValidationError("--from must lie before --to.") }
        return selection
    }
}

extension SessionBound: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
