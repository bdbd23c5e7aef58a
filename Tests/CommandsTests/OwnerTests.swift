import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct OwnerTests {
    /// A command of a second process must be answered in less time than this, besides the time that any command takes to start and read.
    private static let patience = Duration.seconds(2)

    /// Runs a command of a second process and fails where the owner took too long over it.
    private func answered(_ trial: Trial, _ what: String, _ command: () async throws -> CommandResult) async throws -> CommandResult {
        let clock = ContinuousClock()
        let plain = try await clock.measure { _ = try await trial.command("run", "list") }
        var result: CommandResult?
        let whole = try await clock.measure { result = try await command() }
        print("\(what), carried out by the owner: \(whole) in all, \(plain) of it to start and read")
        #expect(whole - plain < Self.patience)
        return try #require(result)
    }

    @Test("A second job run is refused at once, with the process and the command that own the database")
    func refusal() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+60s")
            try await trial.eventually("published") { trial.made.publications == 1 }
            let second = try await trial.command("job", "run", "demo.yaml")
            #expect(second.status == 1)
            #expect(
                second.errors.hasSuffix(
                    "is in use by process \(first.processIdentifier) (autowebinar job run demo); wait for it to end, or stop it\n"))
            #expect(second.output.isEmpty)
            first.send(SIGTERM)
            #expect(await first.result.status == 130)
            #expect(trial.made == .one)
        }
    }

    @Test("what a short-lived owner stores for others is said to need serve")
    func needsService() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+60s")
            try await trial.eventually("published") { trial.made.publications == 1 }
            let applied = try await trial.command("apply", "demo.yaml")
            #expect(
                applied.output.hasSuffix("(by the process that owns the database).\nThey run while `autowebinar serve` does.\n"), "\(applied.output)")
            let triggered = try await trial.command("job", "trigger", "demo", "--start", "+1h")
            #expect(triggered.status == 0)
            #expect(triggered.errors == "It begins when `autowebinar serve` runs.\n")
            first.send(SIGTERM)
            #expect(await first.result.status == 130)
        }
    }

    @Test("run cancel from a second process is carried out by the owner: event and draft are gone, and the owner ends")
    func cancel() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+60s", "--json")
            try await trial.eventually("published") { trial.made.publications == 1 }
            let id = try #require(try await trial.command("run", "list", "--json").array?.first?["id"] as? String)
            let cancel = try await answered(trial, "run cancel") { try await trial.command("run", "cancel", id) }
            #expect(cancel.status == 0, "\(cancel.errors)")
            let owner = "process \(first.processIdentifier) (autowebinar job run demo)"
            #expect(cancel.output.hasPrefix("\(id) is being cancelled (by \(owner), which owns the database)\n"))
            let ended = await first.result
            #expect(ended.status == 1)
            #expect(ended.state == "cancelled")
            #expect(trial.made == Made(playbacks: 1, events: 1, publications: 1, deletedPlaybacks: 1, deletedEvents: 1))
        }
    }

    @Test("connection add from a second process: the owner takes the new token for the rest of the run")
    func connectionAdd() async throws {
        try await Trial.run { trial in
            let stored = ["AUTOWEBINAR_TOKEN": ""]
            _ = try trial.account.demoJob()
            let added = try await trial.command("connection", "add", "--token-stdin", input: trial.account.token, with: stored)
            #expect(added.status == 0, "\(added.errors)")
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+8s", "--json", with: stored)
            try await trial.eventually("published") { trial.made.publications == 1 }
            let token = "another-\(UUID().uuidString.lowercased())"
            trial.server.accept(token: token)
            let second = try await answered(trial, "connection add") {
                try await trial.command("connection", "add", "--token-stdin", input: token, with: stored)
            }
            #expect(second.status == 0, "\(second.errors)")
            let result = await first.result
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.state == "completed")
            let refused = trial.server.requests.filter { !$0.authorised }
            #expect(refused.isEmpty, "no request went out with the old token after the change")
            #expect(trial.made == .one)
        }
    }

    @Test("What the owner refuses is told by the process that asked")
    func refusedOrder() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+60s")
            try await trial.eventually("published") { trial.made.publications == 1 }
            let result = try await trial.command("run", "cancel", "nobody@always")
            #expect(result.status == 1)
            #expect(result.errors.contains("there is no run nobody@always"))
            first.send(SIGINT)
            #expect(await first.result.status == 130)
        }
    }

    /// Publishes jobs of these names.
    ///
    /// - Returns: the ids of their runs.
    private func published(_ names: [String], in trial: Trial) async throws -> [String] {
        var ids: [String] = []
        for name in names {
            let job = "kind: autowebinar\nname: \(name)\ntitle: \(name)\nspace: Маркетинг\nroom: Демо-зал\nrecord: {latest: {nameContains: Демо}}\n"
            let file = try trial.account.write(job, to: "\(name).yaml")
            let result = try await trial.command("job", "run", file, "--start", "+300s", "--until", "published", "--json")
            ids.append(try #require(result.json?["id"] as? String, "\(result.errors)"))
        }
        return ids
    }

    @Test("Three cancellations at once: each run is cancelled before its command ends, whoever of the three owns the database")
    func cancellationsAtOnce() async throws {
        try await Trial.run { trial in
            let ids = try await published(["a", "b", "c"], in: trial)
            let cancels = try ids.map { try trial.start("run", "cancel", $0) }
            for (id, cancel) in zip(ids, cancels) {
                let result = await cancel.result
                #expect(result.status == 0, "\(result.errors)")
                #expect(result.output.contains("\(id): cancelled\n"), "\(result.output)")
            }
            #expect(trial.made == Made(playbacks: 3, events: 3, publications: 3, deletedPlaybacks: 3, deletedEvents: 3))
        }
    }

    @Test("Six connections added at once are all stored")
    func connectionsAtOnce() async throws {
        try await Trial.run { trial in
            _ = try trial.account.write(trial.account.token, to: "token")
            let names = (1...6).map { "account-\($0)" }
            let adds = try names.map { try trial.start("connection", "add", $0, "--token-file", "token") }
            for add in adds {
                let result = await add.result
                #expect(result.status == 0, "\(result.errors)")
            }
            let stored = try await trial.command("connection", "list", "--json").array ?? []
            #expect(Set(stored.compactMap { $0["name"] as? String }).isSuperset(of: names))
        }
    }

    @Test("An owner that dies before it answers is replaced by the one who asked, which then works on the run itself")
    func deadOwner() async throws {
        try await Trial.run { trial in
            let ids = try await published(["a"], in: trial)
            _ = try trial.account.demoJob()
            let owner = try trial.start("job", "run", "demo.yaml", "--start", "+60s")
            try await trial.eventually("published") { trial.made.publications == 2 }
            owner.send(SIGSTOP)
            let cancel = try trial.start("run", "cancel", ids[0])
            // It has left its order, or is about to; both end the same way.
            try await Task.sleep(for: .milliseconds(500))
            owner.send(SIGKILL)
            let result = await cancel.result
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("\(ids[0]): cancelled\n"), "\(result.output)")
            #expect(trial.made == Made(playbacks: 2, events: 2, publications: 2, deletedPlaybacks: 1, deletedEvents: 1))
            _ = await owner.result
        }
    }
}
