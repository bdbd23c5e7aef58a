import Foundation
import ProcessHarness
import Sandbox
import Testing

/// The machine's clock is set while runs are under way, hours ahead or back.
@Suite(.timeLimit(.minutes(3))) struct ClockTests {
    private static let jumps = [18_000, -18_000]

    @Test("a run goes on at its true time when the clock is set meanwhile", arguments: jumps)
    func setMeanwhile(seconds: Int) async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let clock = try await MovableClock(in: trial.account.folder)
            let started = ContinuousClock.now
            let run = try trial.start("job", "run", "demo.yaml", "--start", "+8s", "--json", with: clock.environment)
            try await trial.eventually("published") { trial.made == .one }
            try clock.set(ahead: seconds)
            let result = await run.result
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.state == "completed")
            #expect(ContinuousClock.now - started > .seconds(8), "it did not end before its time")
            #expect(trial.made == .one)
        }
    }

    @Test("serve ends at once while livedigital is asked for its clock and does not answer")
    func endedWhileAsking() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            try trial.server.arm(Fault(operation: "getMe", times: 99, action: .delay(.seconds(60))))
            let serve = try trial.start("serve", with: ["AUTOWEBINAR_LIVEDIGITAL_TIMEOUT": "40s"])
            try await trial.eventually("asked") { trial.server.requests.contains { $0.operation == "getMe" } }
            let ended = ContinuousClock.now
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
            #expect(ContinuousClock.now - ended < .seconds(15))
        }
    }

    @Test("with a clock that is ahead nothing is planned before livedigital was heard, and then by the right one")
    func unheard() async throws {
        try await Trial.run { trial in
            try trial.series(dates: [Date() + 7200], "")
            #expect(try await trial.command("apply", "series.yaml").status == 0)
            try trial.server.arm(Fault(operation: "getMe", times: 999, action: .drop))
            let doctor = try await trial.command("doctor")
            #expect(doctor.output.contains("livedigital's could not be heard; a service that starts now plans nothing before"))
            let clock = try await MovableClock(in: trial.account.folder)
            try clock.set(ahead: 18_000)
            func asked() -> Int { trial.server.requests.count { $0.operation == "getMe" } }
            let before = asked()
            let serve = try trial.start("serve", with: clock.environment)
            try await trial.eventually("asked by two looks") { asked() >= before + 3 }
            #expect(try await trial.command("run", "list", "--json").array?.isEmpty == true)
            try clock.set(ahead: 0)
            trial.server.clearFaults()
            try await trial.eventually("published") { trial.made == .one }
            serve.send(SIGTERM)
            let result = await serve.result
            #expect(result.status == 0)
            let waits = "nothing is planned: livedigital's clock was not heard since the start (connections: default); planning waits"
            #expect(result.errors.contains(waits), "\(result.errors)")
            #expect(result.errors.contains("the clock is right; planning goes on"))
        }
    }

    @Test("runs that are taken over with a wrong clock go by livedigital's", arguments: jumps)
    func wrongFromTheStart(seconds: Int) async throws {
        try await Trial.run { trial in
            _ = try await trial.published(start: "+12s")
            let started = ContinuousClock.now
            let clock = try await MovableClock(in: trial.account.folder)
            try clock.set(ahead: seconds)
            let serve = try trial.start("serve", with: clock.environment)
            try await trial.eventually("ended") {
                ["completed", "failed", "skipped"].contains(try await trial.command("run", "list", "--json").array?.first?["state"] as? String)
            }
            #expect(try await trial.command("run", "list", "--json").array?.first?["state"] as? String == "completed")
            #expect(ContinuousClock.now - started < .seconds(30))
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
            #expect(trial.made == .one)
        }
    }
}
