import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct RecordChoiceTests {
    private static let head = "kind: autowebinar\nname: demo\ntitle: Демонстрация\nspace: Маркетинг\nroom: Демо-зал\n"

    struct Choice: Sendable, CustomTestStringConvertible {
        var text: String
        var recordId: String
        var testDescription: String { text }
    }

    @Test(
        "A recording is chosen by id, by exact name, or as the latest that is long enough and bears the text",
        arguments: [
            Choice(text: "{id: 670d4c302b949f07df0e5512}", recordId: "670d4c302b949f07df0e5512"),
            Choice(text: "{name: \"Демо, осень\"}", recordId: "670d4c302b949f07df0e5512"),
            Choice(text: "{latest: {nameContains: Демо}}", recordId: "66d546c02b949f07df0e96ae"),
            Choice(text: "{latest: {minDuration: 2s}}", recordId: "670d4c302b949f07df0e5512"),
        ])
    func choice(_ choice: Choice) async throws {
        try await Trial.run { trial in
            _ = try trial.account.write(Self.head + "record: \(choice.text)\n", to: "job.yaml")
            let result = try await trial.command("job", "run", "job.yaml", "--start", "+60s", "--until", "published", "--json")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.json?["recordId"] as? String == choice.recordId)
            let published = try #require(trial.ours.first { $0.what == .published })
            #expect(published.state["recordId"]?.text == choice.recordId)
            #expect(published.state["name"]?.text == "Демонстрация")
        }
    }

    @Test("A recording that is not finished is waited for; once it is, the run goes on, with run retry at once")
    func unfinished() async throws {
        try await Trial.run { trial in
            _ = try trial.account.write(Self.head + "record: {name: \"Демо, идёт запись\"}\n", to: "job.yaml")
            let first = try trial.start("job", "run", "job.yaml", "--start", "+60s", "--until", "published", "--json")
            var waiting: [String: Any]?
            try await trial.eventually("it waits") {
                waiting = try await trial.command("run", "list", "--state", "waiting", "--json").array?.first
                return waiting != nil
            }
            let run = try #require(waiting)
            #expect((run["error"] as? String)?.contains("“Демо, идёт запись” (6a0d80482b949f07df0e77f3) of the room") == true)
            var record = try #require(trial.server.configuredRecord("6a0d80482b949f07df0e77f3"))
            record.finishedAt = record.startedAt.addingTimeInterval(1)
            record.fileSize = 67_000
            try trial.server.merge(SandboxAccount(records: [record]))
            let retry = try await trial.command("run", "retry", try #require(run["id"] as? String))
            #expect(retry.status == 0, "\(retry.errors)")
            let result = await first.result
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.json?["recordId"] as? String == "6a0d80482b949f07df0e77f3")
            #expect(result.json?["error"] is NSNull)
            #expect(trial.made == .one)
        }
    }

    @Test("Where no recording matches, the run fails with what there is, and leaves no playback behind")
    func nothing() async throws {
        try await Trial.run { trial in
            _ = try trial.account.write(Self.head + "record: {name: Летний вебинар}\n", to: "job.yaml")
            let result = try await trial.command("job", "run", "job.yaml", "--json")
            #expect(result.status == 1)
            #expect(result.state == "failed")
            let error = try #require(result.json?["error"] as? String)
            #expect(error.contains("is called “Летний вебинар”. The latest records there are “Демо, идёт запись” (6a0d"))
            #expect(error.contains("“Демо, лучшее” (66d546c02b949f07df0e96ae), 1 s; “Демо, осень” (670d4c302b949f07df0e5512), 3 s."))
            #expect(trial.made == Made(playbacks: 1, deletedPlaybacks: 1))
        }
    }

    @Test("A space or room that is not there: the run fails with those that are, and nothing is made")
    func unknownRoom() async throws {
        try await Trial.run { trial in
            let text = Self.head.replacing("Демо-зал", with: "Демозал") + "record: {latest: {}}\n"
            _ = try trial.account.write(text, to: "job.yaml")
            let result = try await trial.command("job", "run", "job.yaml")
            #expect(result.status == 1)
            #expect(result.output.contains("Reason:     no room has the id or the exact name \"Демозал\"; there are \"Демо-зал\"\n"))
            #expect(trial.made == Made())
        }
    }
}

extension SandboxServer {
    /// A record of the account that it was started with.
    func configuredRecord(_ id: String) -> SandboxAccount.Record? {
        SandboxAccount.demo(recordLength: .seconds(1)).records.first { $0.id == id }
    }
}
