import ProcessHarness
import Sandbox
import Testing

/// Several things that go wrong at the same step.
@Suite(.timeLimit(.minutes(10))) struct RepeatedTroubleTests {
    @Test(arguments: RemoteStep.allCases)
    func `a step that fails before and then after its work is done once`(step: RemoteStep) async throws {
        try await Scenario.play("\(step) unavailable, then a bad gateway") { scenario in
            let run = try scenario.startJob { _ in [step.fault(.status(503)), step.fault(.status(502), .after, occurrence: 2)] }
            try await scenario.addDecoys()
            await scenario.end(of: run)
            scenario.expectFaultsFired()
            scenario.expectCompleted([step: step.kind == .read ? .repeated : .adopted])
        }
    }

    @Test(arguments: RemoteStep.allCases.filter { $0.lookUp != nil })
    func `a process that is killed while it looks up is followed by one that looks up again`(step: RemoteStep) async throws {
        let lookUp = try #require(step.lookUp)
        try await Scenario.play("\(step) lost, then killed in \(lookUp)") { scenario in
            let run = try scenario.startJob { process in
                [step.fault(.status(502), .after), Fault(operation: lookUp, action: .kill(pid: process))]
            }
            try await scenario.addDecoys()
            scenario.expectKilled(await scenario.end(of: run))
            try await scenario.runJob()
            scenario.expectFaultsFired()
            scenario.expectCompleted([step: .adopted])
        }
    }

    @Test func `a run whose process is killed at every step in turn ends as if nothing was`() async throws {
        try await Scenario.play("killed again and again", start: "+20s") { scenario in
            for step in RemoteStep.allCases {
                scenario.expectKilled(try await scenario.runJob(crashingAt: "\(step.rawValue):intentCommitted"))
            }
            try await scenario.runJob()
            scenario.expectCompleted(Dictionary(uniqueKeysWithValues: RemoteStep.allCases.map { ($0, .repeated) }))
        }
    }
}
