import Foundation
import ProcessHarness
import Sandbox
import Testing

/// The service, killed by signal 9 at each moment at which it makes or removes the webhook of a space.
@Suite(.timeLimit(.minutes(5))) struct WebhookTests {
    private static let publicURL = "https://hooks.example.com"

    private static func environment(_ account: Account, watch: String, _ crash: String? = nil) -> [String: String] {
        let more = [
            "AUTOWEBINAR_SERVER_PUBLIC_URL": publicURL, "AUTOWEBINAR_LIVEDIGITAL_WATCH": watch, "AUTOWEBINAR_SERVER_PORT": "0",
            "AUTOWEBINAR_SECRETS_KEY": Data(repeating: 7, count: 32).base64EncodedString(), "CRASH_AT": crash,
        ]
        return account.environment(timeout: "1500ms", more.compactMapValues(\.self))
    }

    private func serve(_ account: Account, watch: String, until isDone: () -> Bool) async throws {
        let serve = try CommandRun(.crashProcess, ["serve"], environment: Self.environment(account, watch: watch))
        let deadline = ContinuousClock.now + .seconds(40)
        while !isDone(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(50)) }
        let isInTime = isDone()
        serve.send(SIGTERM)
        let result = await serve.result
        #expect(isInTime, "\(result.errors)")
    }

    private func entries(_ account: Account, _ what: LedgerEntry.Change) -> [LedgerEntry] {
        account.server.ledger.filter { $0.kind == .webhook && $0.what == what }
    }

    @Test(
        arguments: ["getWebhook", "createWebhook", "deleteWebhook"],
        ["intentCommitted", "answered", "committed"])
    func `the same command goes on where it was killed, and makes and removes one webhook`(step: String, moment: String) async throws {
        let account = try await Account()
        let verb = step == "deleteWebhook" ? ["delete", "--yes"] : ["create"]
        let arguments = { (verb: [String]) in ["webhook"] + verb + ["--space", "Маркетинг"] }
        if step == "deleteWebhook" {
            let made = try await CommandRun.finish(.crashProcess, arguments(["create"]), environment: Self.environment(account, watch: ","))
            #expect(made.status == 0, "\(made.errors)")
        }
        let killed = try await CommandRun.finish(
            .crashProcess, arguments(verb), environment: Self.environment(account, watch: ",", "\(step):\(moment)"))
        #expect(killed.signal == SIGKILL)
        let again = try await CommandRun.finish(.crashProcess, arguments(verb), environment: Self.environment(account, watch: ","))
        #expect(again.status == 0, "\(again.errors)")
        #expect(entries(account, .created).count == 1)
        #expect(entries(account, .deleted).count == (step == "deleteWebhook" ? 1 : 0))
        #expect(entries(account, .refreshed).count == (step == "createWebhook" && moment == "answered" ? 1 : 0))
        await account.end()
    }

    @Test(
        arguments: ["getWebhook", "createWebhook", "deleteWebhook"],
        ["intentCommitted", "answered", "committed"])
    func `the space has one webhook of ours with a secret that we know, and none when nobody needs it`(step: String, moment: String) async throws {
        let account = try await Account()
        let crash = "\(step):\(moment)"
        // What each space has now, by its last entry.
        let webhooks = {
            Dictionary(grouping: account.server.ledger.filter { $0.kind == .webhook }, by: \.id).compactMapValues { $0.last }.values
                .filter { $0.what != .deleted }
        }
        if step != "deleteWebhook" {
            let killed = try await CommandRun.finish(
                .crashProcess, ["serve"], environment: Self.environment(account, watch: "Маркетинг", crash))
            #expect(killed.signal == SIGKILL)
        }
        // A secret that was answered to a process which died with it is of no use: then it is refreshed.
        let isLost = step == "createWebhook" && moment == "answered"
        try await serve(account, watch: "Маркетинг") {
            webhooks().count == 1 && (!isLost || !entries(account, .refreshed).isEmpty)
        }
        #expect(entries(account, .created).count == 1)
        #expect(entries(account, .refreshed).count == (isLost ? 1 : 0))
        let state = try webhooks().first.map { String(decoding: try JSONEncoder().encode($0.state), as: UTF8.self) } ?? ""
        #expect(state.replacing("\\/", with: "/").contains("\(Self.publicURL)/v1/ingest/"))

        if step == "deleteWebhook" {
            let killed = try await CommandRun.finish(.crashProcess, ["serve"], environment: Self.environment(account, watch: ",", crash))
            #expect(killed.signal == SIGKILL)
        }
        try await serve(account, watch: ",") { webhooks().isEmpty }
        #expect(webhooks().isEmpty)
        #expect(entries(account, .created).count == 1)
        await account.end()
    }
}
