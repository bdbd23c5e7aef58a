import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct ProgressTests {
    @Test("an outcome that is being looked up is told as such, and the question of a held run once")
    func held() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            try trial.server.arm(Fault(operation: "createPlayback", moment: .after, action: .drop))
            try trial.server.arm(Fault(operation: "getPlaybacks", action: .status(404)))
            let result = try await trial.command("job", "run", "demo.yaml", "--start", "+10s")
            #expect(result.status == 2, "\(result.errors)")
            #expect(result.output.contains(/… createPlayback, checking what happened until \d\d:\d\d:\d\d\.\d{3}:/), "\(result.output)")
            #expect(result.output.ranges(of: "getPlaybacks (GET ").count == 1, "\(result.output)")
            #expect(result.output.contains("\nQuestion:   getPlaybacks (GET "))
        }
    }

    @Test("a wait for another day is told with its day")
    func anotherDay() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let run = try trial.start("job", "run", "demo.yaml", "--start", "+3d")
            try await trial.eventually("published") { trial.made.publications == 1 }
            try await trial.eventually("it waits") { try await trial.command("run", "list", "--state", "waiting", "--json").array?.count == 1 }
            try await Task.sleep(for: .milliseconds(300))
            run.send(SIGINT)
            let result = await run.result
            #expect(result.status == 130)
            #expect(result.output.contains(/… awaitFinalCheck until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\n/), "\(result.output)")
        }
    }
}
