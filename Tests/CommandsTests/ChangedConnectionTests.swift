import Foundation
import ProcessHarness
import Sandbox
import Testing

/// Connections that lead elsewhere, or are not there any more, while something needs them.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ChangedConnectionTests {
    /// Only stored connections.
    private static let stored = ["AUTOWEBINAR_TOKEN": ""]

    @Test("With the token of another account under the same name, which is told, nothing is called removed that is there")
    func otherAccount() async throws {
        try await Trial.run { trial in
            #expect(try await trial.command("connection", "add", input: trial.account.token, with: Self.stored).status == 0)
            let id = try await trial.published(start: "+600s", with: Self.stored)
            let owner = SandboxAccount.Owner(id: "60cb1d2e9ac3f10017a5e002", email: "other@example.com")
            let other = try SandboxServer(SandboxConfiguration(token: "token-\(UUID().uuidString.lowercased())", seed: SandboxAccount(owner: owner)))
            let serving = Task { try await other.run() }
            let token = "token-\(UUID().uuidString.lowercased())"
            other.accept(token: token)
            let address = "http://127.0.0.1:\(try await other.boundPort)/v1"
            let added = try await trial.command("connection", "add", "--base-url", address, input: token, with: Self.stored)
            #expect(added.status == 0 && added.output == "The connection default is stored (other@example.com).\n", "\(added.errors)")
            #expect(added.errors.hasPrefix("The connection default was of another account before, owner@example.com."))
            #expect(added.errors.contains("and cannot remove it: \(id). To end them, add a token of that account once more.\n"))
            let cancelled = try await trial.command("run", "cancel", id, "--json", with: Self.stored)
            #expect(cancelled.status == 1 && cancelled.state == "failed", "\(cancelled.errors)")
            #expect((cancelled.json?["error"] as? String)?.contains("is unknown to this token, or the path differs") == true)
            #expect(trial.made == .one)
            serving.cancel()
            _ = await serving.result
            #expect(try await trial.command("connection", "add", input: trial.account.token, with: Self.stored).status == 0)
            #expect(try await trial.command("run", "retry", id, "--json", with: Self.stored).state == "cancelled")
            #expect(trial.made == Made(playbacks: 1, events: 1, publications: 1, deletedPlaybacks: 1, deletedEvents: 1))
        }
    }

    @Test("A connection that is removed names what uses it, and so does doctor until it is there again")
    func stillUsed() async throws {
        try await Trial.run { trial in
            #expect(try await trial.command("connection", "add", "school", input: trial.account.token).status == 0)
            _ = try trial.account.demoJob("connection: school")
            #expect(try await trial.command("apply", "demo.yaml").status == 0)
            let run = try await trial.command("job", "run", "demo.yaml", "--start", "+600s", "--until", "published", "--json")
            let id = try #require(run.json?["id"] as? String)
            let removed = try await trial.command("connection", "remove", "school")
            let told = "demo, \(id) would use it; what runs waits until it is added again: autowebinar connection add school\n"
            #expect(removed.status == 0 && removed.errors == told, "\(removed.errors)")
            let doctor = try await trial.command("doctor", "--json")
            #expect(doctor.status == 2, "\(doctor.output)")
            let finding = try #require(doctor.array?.first { $0["check"] as? String == "connection school" })
            #expect(finding["state"] as? String == "attention")
            let words = "there is none, and demo, \(id) would use it; what runs waits until it is added: autowebinar connection add school"
            #expect(finding["detail"] as? String == words)
            #expect(try await trial.command("connection", "add", "school", input: trial.account.token).errors == "")
            #expect(try await trial.command("doctor").status == 0)
        }
    }
}
