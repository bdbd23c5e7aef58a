package import ArgumentParser
import Foundation
import Orchestration

/// `autowebinar plan`.
package struct PlanCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what applying job files would change; touches nothing.",
        discussion: """
            Exit status: 0 nothing differs, 2 something does, 1 a mistake. livedigital is not asked. A connection that a new or changed job names
            and that is not stored is told on standard error; it may be added later.

              autowebinar plan                          the folder jobs
              autowebinar plan jobs/weekly.yaml --json
              autowebinar plan --prune --out change.plan && autowebinar apply change.plan
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "Job files and folders, without the folders in them (default: jobs).") var paths: [String] = []
    @Flag(help: "Also remove stored jobs whose file is gone, or was read and does not describe them any more.") var prune = false
    @Option(help: "Save the plan to this file, for apply.") var out: String?

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        let set = try await Desired(paths: paths, prune: prune).changes(in: workspace)
        if let out {
            do {
                try set.saved().write(to: URL(fileURLWithPath: out), options: .atomic)
            } catch {
                throw Console.fail("The plan cannot be written to \(out): \(error.localizedDescription)")
            }
        }
        if global.json {
            Console.print(try Console.jsonText(ChangeSetItem(set)))
        } else {
            for line in ChangeSetText(set).lines { Console.print(line) }
        }
        try await UnknownConnections(set, in: workspace).tell()
        if !set.isEmpty { throw ExitCode.attention }
    }
}

/// What job files say shall be.
struct Desired {
    var paths: [String]
    var prune: Bool

    /// Reads the files and compares them with the stored jobs. Says on standard error which files were not read.
    func changes(in workspace: Workspace) async throws -> ChangeSet {
        let paths = paths.isEmpty ? ["jobs"] : paths
        let files = try JobFolder.read(paths, zones: workspace.zones, holidays: workspace.holidays)
        try workspace.check(files)
        if let unread = JobFolder.unread(paths) { Console.error(unread) }
        let planner = ChangePlanner(zones: workspace.zones)
        guard let reader = try workspace.openForReading() else { return try planner.changes(files, prune: prune, in: nil, now: Date()) }
        return try await reader.changes(files, prune: prune, planner: planner, now: Date())
    }
}
