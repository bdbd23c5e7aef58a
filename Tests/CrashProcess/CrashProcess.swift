import AutowebinarCommands
import DurableFlow
import Foundation

/// The command `autowebinar`, made to kill itself at one instant: the tests' stand-in for a power cut.
///
/// `CRASH_AT` is `STEP:MOMENT`, such as `createPlayback:intentCommitted`; without it nothing differs from the command itself.
@main
enum CrashProcess {
    static func main() async {
        if let parts = ProcessInfo.processInfo.environment["CRASH_AT"]?.split(separator: ":"), parts.count == 2,
            let moment = FaultPoints.Moment(rawValue: String(parts[1]))
        {
            let step = String(parts[0])
            FaultInjection.install(FaultPoints { reached, name in if reached == moment, name == step { kill(getpid(), SIGKILL) } })
        }
        await CommandLineEntry.run()
    }
}
