package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar next`.
package struct NextCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "next", abstract: "Preview the occurrences of a job file or an applied job; touches nothing.",
        discussion: """
            A mark says what was done to a date: moved, included, holiday-shifted, or what a change of the clock did. One that is gap-skipped does
            not take place and is not counted.

              autowebinar next jobs/autumn-series.yaml
              autowebinar next weekly-demo
              autowebinar next jobs/autumn-series.yaml -n 3 --from 2026-12-01T00:00:00Z --json
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The job file, or the name of an applied job.") var job: String
    @Option(name: .customShort("n"), help: "How many.") var count = 10
    @Option(help: "From this instant on, such as 2026-12-01T00:00:00Z (default: now).") var from: InstantArgument?

    package init() {}

    package func validate() throws {
        if !(1...10_000).contains(count) { throw ValidationError("-n must be from 1 to 10000.") }
    }

    package func run() async throws {
        let workspace = try global.workspace()
        let job = try await described(in: workspace)
        let start = from?.date ?? Date()
        let planned = try job.job.next(count, from: start, showsGaps: true, zones: workspace.zones)
        if case .unscheduled = planned { return try tellUnscheduled(job) }
        // Of an applied job some dates are left out or queued behind others.
        let reader = job.file.isEmpty ? try workspace.openForReading() : nil
        let decided = try await reader?.decidedDates(ofJob: job.job.name, from: start)
        if let closing = decided?.closing { throw Console.fail("\(job.job.name) is permanent and \(closing.reason); \(closing.remedy)") }
        let held = try decided.map { try job.job.next(count, from: start, showsGaps: true, decided: $0, zones: workspace.zones) }
        switch planned {
        case .noneLeft(let last) where held?.isEmpty ?? true:
            guard job.file.isEmpty else { throw DiagnosticList(job.noOccurrenceLeft(last: last, zones: workspace.zones)) }
            let date = last.flatMap { last in last.local.map { ", the last was \($0) \(last.timezone)" } } ?? ""
            throw Console.fail("\(job.job.name) is over: no occurrence left\(date); add a later date to its file and apply it.")
        case .occurrences where held?.isEmpty ?? false:
            throw Console.fail("None of the dates left of \(job.job.name) takes place; `autowebinar job show \(job.job.name)` tells why.")
        case .occurrences(let occurrences): try list(held ?? occurrences)
        case .noneLeft, .unscheduled: try list(held ?? [])
        }
        if let trigger = job.job.trigger {
            Console.error("\(job.job.name) takes its record from \(trigger.event.rawValue): dates that pass before the first see no session.")
        }
    }

    private func list(_ occurrences: [Occurrence]) throws {
        try show(
            occurrences.map(OccurrenceView.init), json: global.json, empty: "", headings: ["LOCAL", "TIMEZONE", "UTC", "MARK"]
        ) {
            [$0.local ?? "always", $0.timezone, $0.startsAt ?? "-", $0.mark ?? ""]
        }
    }

    private func tellUnscheduled(_ job: JobFile) throws {
        if global.json { return Console.print("[]") }
        if let trigger = job.job.trigger { return Console.print("\(job.job.name) has no schedule; it is begun by \(trigger.event.rawValue).") }
        let start = job.file.isEmpty ? "trigger \(job.job.name)" : "run \(job.file)"
        Console.print("\(job.job.name) has no schedule; run it with: autowebinar job \(start)")
    }

    /// The job of that file, else the applied one of that name.
    private func described(in workspace: Workspace) async throws -> JobFile {
        var isFolder: ObjCBool = false
        let isFile = FileManager.default.fileExists(atPath: job, isDirectory: &isFolder) && !isFolder.boolValue
        let isName = !isFile && !job.contains { "./".contains($0) }
        guard isName else { return try JobFile.read(path: job, zones: workspace.zones, holidays: workspace.holidays) }
        guard let stored = try await workspace.openForReading()?.job(job) else {
            throw Console.fail("There is neither a file nor a job \(job); `autowebinar job list` shows all jobs.")
        }
        return JobFile(file: "", job: stored.job)
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
