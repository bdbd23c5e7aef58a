import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.timeLimit(.minutes(5)))
struct UntrustedServerTests {
    @Test("A certificate that is not trusted: the command ends at once and says whose, the run waits, and serve goes on with it once that is mended")
    func mended() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let server = try UntrustedServer(in: trial.account.folder)
            defer { server.stop() }
            let untrusted = ["AUTOWEBINAR_LIVEDIGITAL_BASE_URL": "https://127.0.0.1:\(server.port)/v1"]
            let stopped = try await trial.command("job", "run", "demo.yaml", "--start", "+60s", with: untrusted)
            #expect(stopped.status == 1)
            #expect(stopped.output.contains("the certificate of 127.0.0.1 is not trusted"), "\(stopped)")
            #expect(stopped.output.contains("livedigital.caFile"))
            #expect(stopped.output.contains("Go on with: a mended configuration, then the same command\n"))
            for command in [["doctor"], ["connection", "test"]] {
                let told = try await trial.command(command, with: untrusted)
                #expect(told.status == 1)
                #expect((told.output + told.errors).contains("the certificate of 127.0.0.1 is not trusted"), "\(told)")
            }
            #expect(try await trial.command("connection", "list", "--json").array?.first?["state"] as? String == "paused")

            let serve = try trial.start("serve")
            try await trial.eventually("the run goes on by itself") { trial.made.publications == 1 }
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
            #expect(try await trial.command("connection", "list", "--json").array?.first?["state"] as? String == "ready")
            #expect(trial.made == .one)
        }
    }
}
