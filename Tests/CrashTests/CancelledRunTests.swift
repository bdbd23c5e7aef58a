import Foundation
import ProcessHarness
import Sandbox
import Testing

/// Runs that are cancelled while it is not known what they have made.
@Suite(.timeLimit(.minutes(10))) struct CancelledRunTests {
    @Test(arguments: [RemoteStep.createPlayback, .createPlaybackEvent], [Trouble.killedBeforeSending, .killedAfterTheWork, .killedWithTheAnswer])
    func `a run that is cancelled with an open create leaves nothing`(step: RemoteStep, trouble: Trouble) async throws {
        try await Scenario.play("\(step) \(trouble), then cancelled") { scenario in
            let run = try scenario.startJob(crashingAt: trouble.crashPoint(at: step)) { trouble.faults(at: step, process: $0) }
            try await scenario.addDecoys()
            scenario.expectKilled(await scenario.end(of: run))
            let id = try await scenario.onlyRun()
            let result = try await scenario.run(["run", "cancel", id, "--json"])
            scenario.expectFaultsFired()
            scenario.expect(result.status == 0, "run cancel was to exit 0")
            scenario.expect(result.json?["state"] as? String == "cancelled", "the run is \(result.json?["state"] ?? "nothing")")
            let isMade = trouble != .killedBeforeSending
            scenario.expect(
                result.steps.contains("\(step.rawValue) adopted") == isMade, "what was open was to be looked up first: \(result.steps)")
            scenario.expect(
                scenario.ours.count { $0.what == .created && $0.operation == step.rawValue } == (isMade ? 1 : 0), "made again, or not at all")
            scenario.expect(scenario.left(.playback).isEmpty && scenario.left(.event).isEmpty, "something of ours is left")
            scenario.expect(!scenario.ours.contains { $0.what == .published }, "it was published nevertheless")
            scenario.expectDecoysUntouched()
        }
    }
}
