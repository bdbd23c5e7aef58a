import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct InterruptionTests {
    @Test("Ctrl-C and SIGTERM while the session is awaited: 130 and how to go on; the same command completes the run", arguments: [SIGINT, SIGTERM])
    func interruption(_ signal: Int32) async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+4s")
            try await trial.eventually("published") { trial.made.publications == 1 }
            first.send(signal)
            let stopped = await first.result
            #expect(stopped.status == 130)
            #expect(stopped.output.hasPrefix("Run demo@"))
            #expect(stopped.errors.contains("Stopped in order; nothing is lost. Go on with: autowebinar job run demo.yaml\n"))
            let second = try await trial.command("job", "run", "demo.yaml")
            #expect(second.status == 0, "\(second.errors)")
            #expect(second.output.contains("  publish              performed\n"))
            #expect(second.output.contains(": completed, published\nInvitation: https://edu.livedigital.space/event/"))
            #expect(second.output.contains("\nReport:     \(trial.account.storage.path)/data/reports/demo@"))
            #expect(trial.made == .one)
        }
    }

    @Test("Ctrl-C in the middle of a create: its answer is awaited and recorded, so that nothing has to be looked up afterwards")
    func interruptionOfCall() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            try trial.server.arm(Fault(operation: "createPlayback", moment: .after, action: .delay(.seconds(1))))
            let patience = ["AUTOWEBINAR_LIVEDIGITAL_TIMEOUT": "20s"]
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+4s", with: patience)
            try await trial.eventually("made") { trial.made.playbacks == 1 }
            first.send(SIGINT)
            #expect(await first.result.status == 130)
            let second = try await trial.command("job", "run", "demo.yaml", "--json", with: patience)
            #expect(second.status == 0, "\(second.errors)")
            #expect(second.steps.contains("createPlayback performed"))
            #expect(trial.made == .one)
        }
    }

    @Test("A second Ctrl-C ends the process at once, in the middle of a create; the same command adopts what was made")
    func secondInterruption() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            try trial.server.arm(Fault(operation: "createPlayback", moment: .after, action: .delay(.seconds(9))))
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+4s", with: ["AUTOWEBINAR_LIVEDIGITAL_TIMEOUT": "20s"])
            try await trial.eventually("made") { trial.made.playbacks == 1 }
            let interrupting = Task {
                while !Task.isCancelled {
                    first.send(SIGINT)
                    try await Task.sleep(for: .milliseconds(300))
                }
            }
            let killed = await first.result
            interrupting.cancel()
            #expect(killed.signal == SIGINT)
            let second = try await trial.command("job", "run", "demo.yaml", "--json")
            #expect(second.status == 0, "\(second.errors)")
            #expect(second.steps.contains("createPlayback adopted"))
            #expect(trial.made == .one)
        }
    }

    @Test("Ctrl-C with --json: the last line is the run as it stands")
    func interruptionOfJSON() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+60s", "--json")
            try await trial.eventually("published") { trial.made.publications == 1 }
            let listed = try await trial.command("run", "list", "--json").array
            first.send(SIGINT)
            let stopped = await first.result
            #expect(stopped.status == 130)
            #expect(stopped.json?["id"] as? String == listed?.first?["id"] as? String)
            #expect(stopped.json?["published"] as? Bool == true)
            #expect(stopped.output.split(separator: "\n").count == 1)
        }
    }
}
