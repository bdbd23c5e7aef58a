import AutowebinarCommands
import DurableFlow
import Foundation
import Logging
import Orchestration

/// The command `autowebinar`, made to kill itself at one instant: the tests' stand-in for a power cut.
///
/// `CRASH_AT` is `STEP:MOMENT`, such as `createPlayback:intentCommitted`; without it nothing differs from the command itself.
/// `AMEND` is an amendment of the database's one run, which is put down before the command begins.
@main
enum CrashProcess {
    static func main() async throws {
        if let amendment = ProcessInfo.processInfo.environment["AMEND"] { try await amend(Data(amendment.utf8)) }
        if let parts = ProcessInfo.processInfo.environment["CRASH_AT"]?.split(separator: ":"), parts.count == 2,
            let moment = FaultPoints.Moment(rawValue: String(parts[1]))
        {
            let step = String(parts[0])
            FaultInjection.install(FaultPoints { reached, name in if reached == moment, name == step { kill(getpid(), SIGKILL) } })
        }
        await CommandLineEntry.run()
    }

    private static func amend(_ amendment: Data) async throws {
        let environment = ProcessInfo.processInfo.environment
        let workspace = try Workspace(
            configuration: try ServiceConfiguration.load(path: nil, environment: environment), environment: environment,
            logger: Logger(label: "amend"))
        try await OwnedWorkspace(workspace, purpose: "amend").changing { journal, db, now in
            for run in try RunRecord.fetch(db) { try journal.amend(db, key: run.key, amendment: amendment, actor: "test", now: now) }
        }
    }
}
