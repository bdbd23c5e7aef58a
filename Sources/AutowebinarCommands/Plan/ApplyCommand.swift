package import ArgumentParser
import Foundation
import Orchestration

/// `autowebinar apply`.
package struct ApplyCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Make the stored jobs as their files say.",
        discussion: """
            A running `autowebinar serve` carries it out within a second; without one the jobs are stored for the next. Events of dates that do not
            belong any more are cancelled; past sessions and reports are never touched. A saved plan is applied exactly as it was shown, or refused
            where the stored jobs or their runs have changed since, or a session that it names has begun. Applying twice changes nothing.
            Nothing is applied while the clock is more than two minutes off livedigital's; where that gives no answer within five seconds, a line
            on standard error says so unless all that changes is new.

              autowebinar apply                         the folder jobs
              autowebinar apply jobs/weekly.yaml
              autowebinar apply change.plan
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "Job files and folders, without the folders in them, or one saved plan (default: jobs).") var paths: [String] = []
    @Flag(help: "Also remove stored jobs whose file is gone, or was read and does not describe them any more.") var prune = false

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        let set: ChangeSet
        if paths.count == 1, let data = FileManager.default.contents(atPath: paths[0]), let saved = ChangeSet.read(data) {
            guard !prune else { throw ValidationError("A saved plan says itself what is removed; leave --prune out.") }
            set = saved
        } else {
            set = try await Desired(paths: paths, prune: prune).changes(in: workspace)
        }
        try await checkClock(set, workspace)
        let unknown = try await UnknownConnections(set, in: workspace)
        // What is refused was not applied, and does not stand there as if it were.
        let applied = set.isEmpty ? nil : try await OwnerOrder.apply(set, actor: operatorName).hand(in: workspace, purpose: "autowebinar apply")
        if !global.json {
            for line in ChangeSetText(set).lines { Console.print(line) }
            if let (answer, owner) = applied {
                Console.print("Applied: \(answer)\(owner == nil ? "" : " (by the process that owns the database)").")
                // Another owner ends with its own work.
                if owner?.isService != true { Console.print("They run while `autowebinar serve` does.") }
            }
        }
        if global.json { Console.print(try Console.jsonText(ChangeSetItem(set))) }
        unknown.tell()
    }

    /// Refuses a change that would rest on a wrong clock: which dates have passed, and which are ahead. Only where a file lies does not rest on it.
    private func checkClock(_ set: ChangeSet, _ workspace: Workspace) async throws {
        guard set.changes.contains(where: { !$0.isOfFileAlone }), let reader = try workspace.openForReading() else { return }
        switch try await workspace.clock(reader: reader, now: Date()) {
        case .right: break
        case .wrong(let problem): throw Console.fail("Nothing was applied: \(problem).")
        case .unknown where set.changes.allSatisfy({ $0.kind == .create }): break
        case .unknown:
            Console.error(
                "livedigital could not be asked whether this machine's clock is right. Dates that have passed are decided by `autowebinar serve` "
                    + "once it has been.")
        }
    }
}
