import Foundation
import ProcessHarness
import Testing

/// What other users of the machine can see of a running command. That the token is in no file and no output is judged in every scenario.
@Suite(.timeLimit(.minutes(10))) struct SecrecyTests {
    @Test func `the token is not on the command line`() async throws {
        try await Scenario.play("command line", start: "+2s") { scenario in
            let run = try scenario.startJob()
            try await scenario.addDecoys()
            let line = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(run.processIdentifier)/cmdline"))
            scenario.expect(line.range(of: Data("CrashProcess".utf8)) != nil, "this is not the command line of the command")
            scenario.expect(line.range(of: Data(scenario.account.token.utf8)) == nil, "the token is on the command line")
            await scenario.end(of: run)
            scenario.expectCompleted([:])
        }
    }
}
