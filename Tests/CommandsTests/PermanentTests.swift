import Foundation
import ProcessHarness
import Sandbox
import Testing

/// A permanent autowebinar under a running service: its run has ended, and it is on show for ever.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct PermanentTests {
    private func write(_ trial: Trial, title: String, record: String) throws {
        try FileManager.default.createDirectory(at: trial.account.folder.appendingPathComponent("jobs"), withIntermediateDirectories: true)
        _ = try trial.account.write(
            """
            kind: autowebinar
            name: site
            title: \(title)
            space: Маркетинг
            room: Демо-зал
            record: {name: "\(record)"}
            schedule: {timezone: Europe/Moscow, always: true}
            """, to: "jobs/site.yaml")
    }

    /// The states of its runs, the newest first.
    private func states(_ trial: Trial) async throws -> [String]? {
        try await trial.command("run", "list", "--json").array?.compactMap { $0["state"] as? String }
    }

    @Test("a new title and another record reach what is on show, once; a job that is pruned takes it down")
    func amendAndPrune() async throws {
        try await Trial.run { trial in
            try write(trial, title: "Старое", record: "Демо, лучшее")
            let serve = try trial.start("serve", "--jobs", "jobs")
            try await trial.eventually("published") { trial.made.publications == 1 }
            try await trial.eventually("completed") { try await trial.command("run", "show", "site@always", "--json").state == "completed" }
            try await trial.eventually("its collection waits") { try await states(trial) == ["waiting", "completed"] }
            try write(trial, title: "Новое", record: "Демо, осень")
            #expect(try await trial.command("plan").output.contains("    changes 1 run: site@always\n"))
            #expect(try await trial.command("apply").status == 0)
            let other = SandboxAccount.demo(recordLength: .seconds(1)).records.first { $0.name == "Демо, осень" }?.id
            try await trial.eventually("renamed, with the other record") {
                let shown = trial.ours.last { $0.kind == .playback }?.state
                return shown?["name"]?.text == "Новое" && shown?["recordId"]?.text == other && shown?["isPublished"] == .boolean(true)
            }
            #expect(try await trial.command("apply").output == "Nothing differs: 1 job is as its file says.\n")
            #expect(trial.made == .one)
            try await trial.eventually("the next collection waits") { try await states(trial) == ["waiting", "cancelled", "completed"] }
            try FileManager.default.removeItem(at: trial.account.folder.appendingPathComponent("jobs/site.yaml"))
            #expect(try await trial.command("plan", "--prune").output.contains("    cancels 1 run: site@always\n"))
            #expect(try await trial.command("apply", "--prune").status == 0)
            try await trial.eventually("taken down") { trial.made.deletedPlaybacks == 1 && trial.made.deletedEvents == 1 }
            // Who had watched it since the last look, an hour is not over, is collected before it goes.
            let sessions = try #require(try await trial.command("session", "list", "--json").array)
            #expect(sessions.map { ($0["reports"] as? [[String: Any]])?.first?["state"] as? String } == ["ready"])
            #expect(sessions.first?["job"] as? String == "site")
            #expect(try await trial.command("apply", "--prune").output == "Nothing differs: 0 jobs are as their files say.\n")
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
        }
    }

    @Test("run cancel takes down what is on show")
    func cancel() async throws {
        try await Trial.run { trial in
            try write(trial, title: "Старое", record: "Демо, лучшее")
            #expect(try await trial.command("job", "run", "jobs/site.yaml", "--json").state == "completed")
            let cancelled = try await trial.command("run", "cancel", "site@always", "--json")
            #expect(cancelled.status == 0, "\(cancelled.errors)")
            #expect(cancelled.state == "cancelled")
            #expect(trial.made == Made(playbacks: 1, events: 1, publications: 1, deletedPlaybacks: 1, deletedEvents: 1))
            #expect(try await trial.command("run", "cancel", "site@always").status == 1)
        }
    }
}
