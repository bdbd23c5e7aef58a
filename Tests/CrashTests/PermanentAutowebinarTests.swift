import ProcessHarness
import Sandbox
import Testing

/// The permanent form: an event without a start, found again by that.
@Suite(.timeLimit(.minutes(10))) struct PermanentAutowebinarTests {
    @Test(arguments: Trouble.allCases.filter(\.kills))
    func `a permanent autowebinar has one event after a kill`(trouble: Trouble) async throws {
        let step = RemoteStep.createPlaybackEvent
        try await Scenario.play("permanent, \(step) \(trouble)", start: nil, analytics: "schedule: {timezone: Europe/Moscow, always: true}") {
            scenario in
            let run = try scenario.startJob(crashingAt: trouble.crashPoint(at: step)) { trouble.faults(at: step, process: $0) }
            try await scenario.addDecoys()
            scenario.expectKilled(await scenario.end(of: run))
            try await scenario.runJob()
            var hows = [step: trouble.expected(at: step)]
            if trouble == .killedAfterTheCommit { hows[.publish] = .repeated }
            scenario.expectFaultsFired()
            scenario.expectCompleted(hows, isPermanent: true)
            let starts = scenario.ours.filter { $0.kind == .event }.map { $0.state["startDate"] }
            scenario.expect(starts.allSatisfy { $0 == .null }, "the event of a permanent autowebinar has no start")
        }
    }
}
