import Foundation
import ProcessHarness
import Sandbox
import Testing

/// A process that stands still for a minute, as on a machine that sleeps or swaps, and then goes on as if nothing was.
@Suite(.timeLimit(.minutes(10))) struct StoppedProcessTests {
    @Test(arguments: [RemoteStep.createPlayback, .createPlaybackEvent, .publish])
    func `a minute without a process in the middle of a call makes nothing twice`(step: RemoteStep) async throws {
        try await Scenario.play("\(step) stopped for a minute", waitsForPlace: false) { scenario in
            let server = scenario.account.server
            let run = try scenario.startJob { _ in [step.fault(.delay(.milliseconds(900)), .after)] }
            try await scenario.addDecoys()
            // The work is done, and the answer is held back for long enough to stop the process before it comes.
            while server.faults.first?.state != .fired { try await Task.sleep(for: .milliseconds(10)) }
            run.send(SIGSTOP)
            try await Task.sleep(for: .seconds(60))
            let requests = server.requests.count
            try await Task.sleep(for: .milliseconds(200))
            scenario.expect(server.requests.count == requests, "a stopped process went on calling")
            run.send(SIGCONT)
            let result = await scenario.end(of: run)
            // Whether the answer was still read, or given up as too late, is libcurl's to say.
            let isPerformed = result.steps.contains("\(step.rawValue) performed")
            scenario.expectCompleted([step: isPerformed ? .performed : .adopted])
        }
    }
}
