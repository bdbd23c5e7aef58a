import ProcessHarness
import Sandbox
import Testing

/// Every remote step, and everything that can go wrong once at it.
@Suite(.timeLimit(.minutes(10))) struct CrashMatrixTests {
    @Test(arguments: RemoteStep.allCases, Trouble.allCases)
    func `one trouble at one step leaves one autowebinar`(step: RemoteStep, trouble: Trouble) async throws {
        try await Scenario.play(trouble, at: step, .documented)
    }
}

/// The same on a service that spells its API otherwise, through the override that `contract check` writes.
@Suite(.timeLimit(.minutes(10))) struct SecondDialectCrashMatrixTests {
    @Test(arguments: RemoteStep.allCases, Trouble.allCases)
    func `one trouble at one step leaves one autowebinar`(step: RemoteStep, trouble: Trouble) async throws {
        try await Scenario.play(trouble, at: step, .second)
    }
}

extension Scenario {
    fileprivate static func play(_ trouble: Trouble, at step: RemoteStep, _ dialect: Dialect) async throws {
        try await play("\(step) \(trouble) \(dialect)", dialect: dialect) { scenario in
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
