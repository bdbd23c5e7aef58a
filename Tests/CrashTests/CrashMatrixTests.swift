import ProcessHarness
import Sandbox
import Testing

/// Every remote step, and everything that can go wrong once at it.
@Suite(.timeLimit(.minutes(10))) struct CrashMatrixTests {
    @Test(arguments: RemoteStep.allCases, Trouble.allCases)
    func `one trouble at one step leaves one autowebinar`(step: RemoteStep, trouble: Trouble) async throws {
        try await Scenario.play("\(step) \(trouble)") { scenario in
            let first = try scenario.startJob(crashingAt: trouble.crashPoint(at: step)) { trouble.faults(at: step, process: $0) }
            try await scenario.addDecoys()
            let result = await scenario.end(of: first)
            if trouble.kills {
                scenario.expectKilled(result)
                try await scenario.runJob()
            }
            var hows = [step: trouble.expected(at: step)]
            if trouble == .killedAfterTheCommit, let next = step.next { hows[next] = .repeated }
            scenario.expectFaultsFired()
            scenario.expectCompleted(hows)
        }
    }
}
