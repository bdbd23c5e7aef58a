import Foundation
import ProcessHarness
import Sandbox
import Testing

/// The webhooks of an account on the command line, against a real server.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct WebhookCommandTests {
    private static let reachable = ["AUTOWEBINAR_SERVER_PUBLIC_URL": "https://hooks.example.com"]
    /// Nothing but what a person asks for.
    private static let unneeded = reachable.merging(["AUTOWEBINAR_LIVEDIGITAL_WATCH": ","]) { $1 }

    /// The webhook that a space has now, by its last entry.
    private func url(_ trial: Trial, _ space: String = "Маркетинг") -> String? {
        let id = trial.server.ledger.first { $0.kind == .space && $0.state["name"]?.text == space }?.id
        guard let last = trial.server.ledger.last(where: { $0.kind == .webhook && $0.id == id }), last.what != .deleted else { return nil }
        return last.state["url"]?.text
    }

    private func count(_ trial: Trial, _ what: LedgerEntry.Change) -> Int { trial.server.ledger.count { $0.kind == .webhook && $0.what == what } }

    /// Another service that the same account uses.
    private func elsewhere(_ trial: Trial) -> [String: String] {
        [
            "AUTOWEBINAR_SERVER_PUBLIC_URL": "https://elsewhere.example.com", "AUTOWEBINAR_LIVEDIGITAL_WATCH": ",",
            "AUTOWEBINAR_STORAGE_PATH": trial.account.folder.appendingPathComponent("elsewhere/autowebinar.sqlite").path,
            "AUTOWEBINAR_SECRETS_KEY_FILE": trial.account.folder.appendingPathComponent("elsewhere/master.key").path,
        ]
    }

    @Test("create makes one, again changes nothing, delete removes it, and show tells each time whose it is and whether that is right")
    func life() async throws {
        try await Trial.run { trial in
            let before = try await trial.command("webhook", "show", "--json", with: Self.unneeded)
            #expect(before.status == 0, "\(before.errors)")
            #expect(before.array?.map { $0["owner"] as? String } == ["none", "none"])
            let wanted = try await trial.command("webhook", "show", "--space", "Маркетинг", with: Self.reachable)
            #expect(wanted.status == 2 && wanted.output.contains("the service makes it"), "\(wanted.output)")

            for _ in 0..<2 {
                let made = try await trial.command("webhook", "create", "--space", "Маркетинг", "--json", with: Self.unneeded)
                #expect(made.status == 0 && made.state == "ours", "\(made.errors)")
            }
            let ours = try #require(url(trial))
            #expect(ours.hasPrefix("https://hooks.example.com/v1/ingest/") && count(trial, .created) == 1 && count(trial, .refreshed) == 0)
            let shown = try await trial.command("webhook", "show", "--space", "Маркетинг", "--json", with: Self.unneeded)
            #expect(shown.status == 0, "\(shown.output)")
            let item = try #require(shown.array?.first)
            #expect(item["owner"] as? String == "ours" && item["isWanted"] as? Bool == true && item["isRight"] as? Bool == true)
            #expect((item["url"] as? String).map { $0.count < ours.count && ours.hasPrefix($0.dropLast()) } == true, "who knows it can post to it")

            #expect(try await trial.command("webhook", "delete", "--space", "Маркетинг", with: Self.unneeded).status == 64)
            for _ in 0..<2 {
                let gone = try await trial.command("webhook", "delete", "--space", "Маркетинг", "--yes", with: Self.unneeded)
                #expect(gone.status == 0 && gone.output.contains("makes none until: autowebinar webhook create"), "\(gone.errors)")
            }
            #expect(url(trial) == nil && count(trial, .deleted) == 1)
            let declined = try await trial.command("webhook", "show", "--space", "Маркетинг", with: Self.reachable)
            #expect(declined.status == 0 && declined.output.contains("removed by hand"), "\(declined.output)")
        }
    }

    @Test("one that leads elsewhere is left alone and named; force removes it, and taking over keeps its receiver")
    func foreign() async throws {
        try await Trial.run { trial in
            #expect(try await trial.command("webhook", "create", "--space", "Маркетинг", with: elsewhere(trial)).status == 0)
            let theirs = try #require(url(trial))
            let refused = try await trial.command("webhook", "create", "--space", "Маркетинг", with: Self.unneeded)
            #expect(refused.status == 2 && refused.errors.contains("leads to \(theirs) and was left alone"), "\(refused.errors)")
            let kept = try await trial.command("webhook", "delete", "--space", "Маркетинг", "--yes", "--json", with: Self.unneeded)
            #expect(kept.status == 2 && kept.state == "foreign", "\(kept.errors)")
            let shown = try await trial.command("webhook", "show", "--space", "Маркетинг", "--json", with: Self.reachable)
            #expect(shown.status == 2 && shown.array?.first?["owner"] as? String == "foreign" && shown.array?.first?["url"] as? String == theirs)
            #expect(url(trial) == theirs && count(trial, .updated) == 0 && count(trial, .deleted) == 0)

            let taken = try await trial.command("webhook", "create", "--space", "Маркетинг", "--take-over", with: Self.unneeded)
            #expect(taken.status == 0, "\(taken.errors)")
            #expect(url(trial)?.hasPrefix("https://hooks.example.com/") == true)
            let forced = try await trial.command("webhook", "delete", "--space", "Маркетинг", "--force", "--yes", with: elsewhere(trial))
            #expect(forced.status == 0 && url(trial) == nil, "\(forced.errors)")
            let gone = try await trial.command("webhook", "show", "--space", "Маркетинг", with: Self.unneeded)
            #expect(gone.status == 2 && gone.output.contains("within a day, and at once with: autowebinar webhook create"), "\(gone.output)")
        }
    }

    @Test("what a person removed is not made again by a service that watches everything, and goes on to be polled; create lifts that")
    func declined() async throws {
        try await Trial.run { trial in
            let serve = try trial.start("serve", with: Self.reachable)
            try await trial.eventually("both are ours") { url(trial) != nil && url(trial, "Продажи") != nil }
            let gone = try await trial.command("webhook", "delete", "--space", "Маркетинг", "--yes", with: Self.reachable)
            #expect(gone.status == 0, "\(gone.errors)")
            #expect(url(trial) == nil)
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
            // A new one looks at every space at once, and polls those that have no webhook.
            let polls = trial.server.requests.count { $0.operation == "getRecords" }
            let again = try trial.start("serve", with: Self.reachable)
            try await trial.eventually("both rooms were polled") { trial.server.requests.count { $0.operation == "getRecords" } >= polls + 2 }
            #expect(url(trial) == nil && url(trial, "Продажи") != nil && count(trial, .created) == 2)
            let back = try await trial.command("webhook", "create", "--space", "Маркетинг", with: Self.reachable)
            #expect(back.status == 0, "\(back.errors)")
            #expect(url(trial) != nil && count(trial, .created) == 3)
            again.send(SIGTERM)
            #expect(await again.result.status == 0)
        }
    }

    @Test("without a public address nothing is made, and what is unknown is said before anything is written")
    func misuse() async throws {
        try await Trial.run { trial in
            let unreachable = try await trial.command("webhook", "create", "--space", "Маркетинг")
            #expect(unreachable.status == 1 && unreachable.errors.contains("server.publicURL is not set"))
            let unknown = try await trial.command("webhook", "create", "--space", "Маркетин", with: Self.reachable)
            #expect(unknown.status == 1 && unknown.errors.contains("Маркетин"), "\(unknown.errors)")
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))
        }
    }

    @Test("a connection that is removed takes its webhooks along, beside a service that needs them, too")
    func connection() async throws {
        try await Trial.run { trial in
            let stored = Self.reachable.merging(["AUTOWEBINAR_TOKEN": ""]) { $1 }
            #expect(try await trial.command("connection", "add", "school", input: trial.account.token, with: stored).status == 0)
            let serve = try trial.start("serve", with: stored)
            try await trial.eventually("both are ours") { url(trial) != nil && url(trial, "Продажи") != nil }
            let removed = try await trial.command("connection", "remove", "school", "--json", with: stored)
            #expect(removed.status == 0 && removed.state == "removed", "\(removed.errors)")
            #expect(url(trial) == nil && url(trial, "Продажи") == nil)
            #expect(removed.json?["webhooksLeft"] as? [String] == [])
            // Added again it begins anew.
            #expect(try await trial.command("connection", "add", "school", input: trial.account.token, with: stored).status == 0)
            try await trial.eventually("both are ours again") { url(trial) != nil && url(trial, "Продажи") != nil }
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
            #expect(try await trial.command("connection", "remove", "school", with: stored).status == 0)
            #expect(url(trial) == nil && url(trial, "Продажи") == nil)
        }
    }

    @Test("two connections of one account share a webhook; the one that is left makes its own at once")
    func shared() async throws {
        try await Trial.run { trial in
            let stored = Self.reachable.merging(["AUTOWEBINAR_TOKEN": "", "AUTOWEBINAR_LIVEDIGITAL_WATCH": "Маркетинг"]) { $1 }
            func add(_ name: String) async throws {
                #expect(try await trial.command("connection", "add", name, input: trial.account.token, with: stored).status == 0)
            }
            func owner(_ connection: String) async throws -> String? {
                let shown = try await trial.command("webhook", "show", "--connection", connection, "--space", "Маркетинг", "--json", with: stored)
                return shown.status == 0 ? shown.array?.first?["owner"] as? String : "\(shown.output)"
            }
            func looks() -> Int { trial.server.requests.count { $0.operation == "getWebhook" } }
            try await add("school")
            let serve = try trial.start("serve", with: stored)
            try await trial.eventually("it is ours") { url(trial) != nil }
            let before = looks()
            try await add("second")
            try await trial.eventually("the second connection has looked") { looks() > before }
            #expect(try await owner("second") == "otherConnection")
            #expect(try await trial.command("connection", "remove", "school", with: stored).status == 0)
            try await trial.eventually("the second connection has one") { url(trial) != nil && count(trial, .created) == 2 }
            try await Task.sleep(for: .seconds(1))
            #expect(try await owner("second") == "ours")
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
        }
    }

    @Test("a webhook that cannot be removed, as the token is refused, is named, and is found again when the connection comes back")
    func left() async throws {
        try await Trial.run { trial in
            let stored = Self.unneeded.merging(["AUTOWEBINAR_TOKEN": ""]) { $1 }
            #expect(try await trial.command("connection", "add", "school", input: trial.account.token, with: stored).status == 0)
            let made = try await trial.command("webhook", "create", "--connection", "school", "--space", "Маркетинг", with: stored)
            #expect(made.status == 0, "\(made.errors)")
            trial.server.accept(token: "token-\(UUID().uuidString.lowercased())")
            let removed = try await trial.command("connection", "remove", "school", with: stored)
            #expect(removed.status == 2, "\(removed.output)")
            #expect(removed.errors.contains("is still at livedigital: getWebhook"), "\(removed.errors)")
            #expect(removed.errors.contains("401 Unauthorized") && removed.errors.contains("Интеграция"))
            #expect(try await trial.command("connection", "list", "--json", with: stored).array?.isEmpty == true)
            #expect(url(trial) != nil)

            trial.server.accept(token: trial.account.token)
            #expect(try await trial.command("connection", "add", "school", input: trial.account.token, with: stored).status == 0)
            let gone = try await trial.command("webhook", "delete", "--connection", "school", "--space", "Маркетинг", "--yes", with: stored)
            #expect(gone.status == 0, "\(gone.errors)")
            #expect(url(trial) == nil && count(trial, .deleted) == 1)
        }
    }
}
