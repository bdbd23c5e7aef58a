import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct CollectionTests {
    /// The demo account has five calls of its room in these days, one of them in a breakout room, one without people.
    static let collect = ["analytics", "collect", "--space", "Маркетинг", "--room", "Демо-зал", "--from", "2026-05-12", "--to", "2026-05-15"]
    private static let calls = ["0a01", "96ae", "0a02", "0a03", "0a04"].map { "66d546bf2b949f39f80e" + $0 }

    /// The stored reports with what tells one file from another.
    private func files(_ trial: Trial) throws -> [String: String] {
        let folder = trial.account.storage.appendingPathComponent("data/reports")
        let names = (FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []).filter {
            $0.hasSuffix("xlsx") || $0.hasSuffix("json")
        }
        var found: [String: String] = [:]
        for name in names {
            var status = stat()
            guard stat(folder.appendingPathComponent(name).path, &status) == 0 else { continue }
            found[name] = "\(status.st_ino) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_size)"
        }
        return found
    }

    private func fetches(_ trial: Trial) -> Int { trial.server.requests.count { $0.operation == "getRoomAnalyticsReport" && $0.status == 200 } }

    /// Every report is stored once, and the run and the sessions say so.
    private func expectWhole(_ trial: Trial, _ result: CommandResult) async throws {
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.state == "completed")
        let reports = try #require(result.json?["reports"] as? [[String: Any]])
        #expect(reports.count == 10)
        let paths = Set(reports.compactMap { $0["path"] as? String })
        #expect(paths.count == 10 && paths.allSatisfy { FileManager.default.fileExists(atPath: $0) })
        #expect(try files(trial).count == 10)
        let sessions = try #require(try await trial.command("session", "list", "--json").array)
        #expect(sessions.map { $0["id"] as? String } == Self.calls)
        #expect(sessions.allSatisfy { $0["kind"] as? String == "call" && $0["state"] as? String == "finished" })
        let states = sessions.flatMap { ($0["reports"] as? [[String: Any]] ?? []).map { $0["state"] as? String } }
        #expect(states == Array(repeating: "ready", count: 10))
    }

    @Test("All calls of a room become sessions with participants; the same again fetches nothing, and an export stays the same byte for byte")
    func story() async throws {
        try await Trial.run { trial in
            let first = try await trial.command(Self.collect + ["--json"])
            try await expectWhole(trial, first)
            #expect((first.json?["id"] as? String)?.wholeMatch(of: /command@[0-9A-HJKMNP-TV-Z]{26}/) != nil)
            let people = try #require(try await trial.command("session", "participants", Self.calls[2], "--json").array)
            #expect(people.count == 9)
            #expect(people.first?["userName"] as? String == "Анна Кузнецова")
            let titles = try #require(try await trial.command("session", "list", "--json").array).map { $0["title"] as? String }
            #expect(titles == ["Демо-зал", "Демо-зал", "Демо-зал", "Демо-зал (breakout room)", "Демо-зал"])
            for name in ["first.csv", "second.csv"] {
                #expect(try await trial.command("analytics", "export", "--from", "2026-05-12", "--to", "2026-05-15", "--output", name).status == 0)
                let (before, count) = (try files(trial), fetches(trial))
                let again = try await trial.command(Self.collect + ["--json"])
                try await expectWhole(trial, again)
                #expect(again.json?["id"] as? String != first.json?["id"] as? String)
                #expect(fetches(trial) == count)
                #expect(try files(trial) == before)
            }
            func text(_ name: String) throws -> String {
                try String(contentsOf: trial.account.folder.appendingPathComponent(name), encoding: .utf8)
            }
            #expect(try text("first.csv") == text("second.csv"))
            #expect(try text("first.csv").contains("\r\ncommand,\(Self.calls[4]),2026-05-14T23:30:00.000Z,"))
            #expect(try text("first.csv").contains(",'+79990000001,"))
            let summary = try await trial.command("analytics", "summary", "--json")
            #expect((summary.json?["jobs"] as? [[String: Any]])?.first?["attended"] as? Int == 12 + 9 + 3 + 5)
        }
    }

    @Test(
        "Killed at any moment, the same command goes on with the same run: nothing is lost, nothing is fetched anew or overwritten",
        arguments: ["listCalls:answered", "collectReports:intentCommitted", "collectReports:answered", "collectReports:committed", "fault"])
    func killed(_ moment: String) async throws {
        try await Trial.run { trial in
            let killed: CommandResult
            if moment == "fault" {
                killed = try await CommandRun(
                    .crashProcess, Self.collect, environment: trial.account.environment(), in: trial.account.folder,
                    prepare: { process in
                        try trial.server.arm(
                            Fault(operation: "getRoomAnalyticsReport", occurrence: 7, moment: .after, action: .kill(pid: process)))
                    }
                ).result
            } else {
                killed = try await trial.command(Self.collect, with: ["CRASH_AT": moment])
            }
            #expect(killed.signal == SIGKILL)
            let before = try files(trial)
            if moment == "fault" || moment == "collectReports:answered" { #expect(before.count >= 4) }
            let run = try #require(try await trial.command("run", "list", "--json").array?.first?["id"] as? String)
            let fetched = fetches(trial)
            let second = try await trial.command(Self.collect + ["--json"])
            try await expectWhole(trial, second)
            #expect(second.json?["id"] as? String == run)
            let after = try files(trial)
            for (name, file) in before { #expect(after[name] == file, "\(name) was overwritten") }
            #expect(fetches(trial) - fetched == 10 - before.count)
        }
    }

    @Test("Ctrl-C stops in order with 130, and a report that answers 404 for a while is waited for")
    func interrupted() async throws {
        try await Trial.run { trial in
            try trial.server.arm(
                Fault(operation: "getRoomAnalyticsReport", times: 1000, action: .status(404, message: "Report is not ready")))
            let first = try trial.start("analytics", "collect", "--space", "Маркетинг", "--from", "2026-05-12", "--to", "2026-05-15")
            try await trial.eventually("asked") { trial.server.requests.contains { $0.operation == "getRoomAnalyticsReport" } }
            first.send(SIGINT)
            let stopped = await first.result
            #expect(stopped.status == 130)
            #expect(stopped.errors.hasSuffix("Stopped in order; nothing is lost. Go on with the same command.\n"))
            trial.server.clearFaults()
            try trial.server.arm(Fault(operation: "getRoomAnalyticsReport", times: 2, action: .status(404, message: "Report is not ready")))
            let second = try await trial.command(
                "analytics", "collect", "--space", "Маркетинг", "--from", "2026-05-12", "--to", "2026-05-15", "--json")
            try await expectWhole(trial, second)
            #expect(second.steps.contains("awaitReports performed"))
        }
    }

    @Test("One report that cannot be had stops no other: the run fails and names it, and the same command asks for that one alone")
    func missing() async throws {
        try await Trial.run { trial in
            try trial.server.arm(Fault(operation: "getRoomAnalyticsReport", occurrence: 3, action: .status(403, message: "Not on this plan")))
            let first = try await trial.command(Self.collect)
            #expect(first.status == 1)
            #expect(first.output.contains("Collected:  reports stored: 9 of 10, calls: 5\nReason:     reports stored: 9 of 10, calls: 5; call 66d5"))
            #expect(first.output.contains("Not on this plan"))
            #expect(first.errors.contains("reports stored: 9 of 10, calls: 5\n"))
            let list = try await trial.command("analytics", "list")
            #expect(list.output.contains("  failed  "))
            let second = try await trial.command(Self.collect + ["--json"])
            try await expectWhole(trial, second)
            #expect(fetches(trial) == 10)
            #expect(try await trial.command("run", "list", "--json").array?.count == 1)
        }
    }

    @Test("A report that is never there is given up, and the reason told")
    func givenUp() async throws {
        try await Trial.run { trial in
            try trial.server.arm(Fault(operation: "getRoomAnalyticsReport", times: 1000, action: .status(404, message: "Report is not ready")))
            let result = try await trial.command(Self.collect + ["--give-up-after", "3s", "--format", "json"])
            #expect(result.status == 1)
            #expect(result.output.contains("reports stored: 0 of 5, calls: 5; call \(Self.calls[0]), json: getRoomAnalyticsReport"))
            #expect(result.output.contains("more reports: 2"))
            #expect(try files(trial).isEmpty)
        }
    }

    @Test(
        "What livedigital fails at is given up as what is not there, why is told while it waits, and the same command asks for it again",
        arguments: ["getRoomAnalyticsReport", "analyticsCalls"])
    func failing(_ operation: String) async throws {
        try await Trial.run { trial in
            try trial.server.arm(Fault(operation: operation, times: 1000, action: .status(500, message: "Boom")))
            let first = try await trial.command(Self.collect + ["--give-up-after", "3s"])
            #expect(first.status == 1)
            let (isList, reason) = (operation == "analyticsCalls", "\(operation) (GET")
            #expect(first.output.contains("\(isList ? "calls of the room Демо-зал" : "call \(Self.calls[0]), xlsx"): \(reason)"))
            #expect(first.errors.contains("  … \(isList ? "calls of the room Демо-зал: " : "")\(reason)"))
            #expect(first.errors.contains("500 Server error – Boom") && first.errors.split(separator: "  … ").count == 2)
            trial.server.clearFaults()
            try await expectWhole(trial, try await trial.command(Self.collect + ["--json"]))
            #expect(try await trial.command("run", "list", "--json").array?.count == 1)
        }
    }

    @Test("A wrong token pauses the run; with the right one the same command completes it")
    func token() async throws {
        try await Trial.run { trial in
            let first = try await trial.command(Self.collect + ["--json"], with: ["AUTOWEBINAR_TOKEN": "wrong"])
            #expect(first.status == 1)
            #expect(first.state == "waiting")
            let second = try await trial.command(Self.collect + ["--json"])
            try await expectWhole(trial, second)
            #expect(second.json?["id"] as? String == first.json?["id"] as? String)
        }
    }

    @Test("The report of an autowebinar of the same place that was given up is taken up again")
    func overdue() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob("analytics: {after: 0s, giveUpAfter: 1s}")
            try trial.server.arm(
                Fault(operation: "getPlaybackSessionAnalyticsReport", times: 1000, action: .status(404, message: "Report is not ready")))
            let shown = try await trial.command("job", "run", "demo.yaml", "--start", "+3s", "--json")
            #expect(shown.state == "failed")
            trial.server.clearFaults()
            let day = Date().formatted(.iso8601.year().month().day())
            let before = Date().addingTimeInterval(-86_400).formatted(.iso8601.year().month().day())
            let result = try await trial.command("analytics", "collect", "--space", "Маркетинг", "--from", before, "--to", day)
            #expect(result.status == 0, "\(result.errors)")
            let id = try #require(shown.json?["id"] as? String)
            #expect(try await trial.command("run", "show", id, "--json").state == "completed")
            let elsewhere = try await trial.command("analytics", "collect", "--space", "Продажи", "--from", before, "--to", day)
            #expect(elsewhere.status == 0)
            #expect(trial.made == .one)
        }
    }

    @Test(
        "Misuse is 64 and says what is wrong",
        arguments: [
            (["--from", "2026-05-12", "--to", "2026-05-15"], "--space"), (["--space", "A", "--to", "2026-05-15"], "--from"),
            (["--space", "A", "--from", "2026-05-16", "--to", "2026-05-15"], "--from must lie before --to"),
            (["--space", "A", "--from", "2026-01-01", "--to", "2026-05-15"], "92d at most"),
            (["--space", "A", "--from", "2026-05-12", "--to", "2026-05-15", "--format", "csv"], "csv"),
            (["--space", "A", "--from", "2026-05-12", "--to", "2026-05-15", "--timezone", "Mars/Base"], "Mars/Base"),
        ])
    func misuse(_ arguments: [String], _ words: String) async throws {
        let result = try await CommandRun.finish(
            .crashProcess, ["analytics", "collect"] + arguments, environment: ["PATH": "/usr/bin:/bin"])
        #expect(result.status == 64)
        #expect(result.errors.contains(words), "\(result.errors)")
    }

    @Test("The same command collects a report again whose file is gone or was changed, and keeps what was there beside it")
    func damaged() async throws {
        try await Trial.run { trial in
            let first = try await trial.command(Self.collect + ["--json"])
            try await expectWhole(trial, first)
            let reports = try #require(first.json?["reports"] as? [[String: Any]])
            let (changed, gone) = (try #require(reports[0]["path"] as? String), try #require(reports[3]["path"] as? String))
            let bytes = try Data(contentsOf: URL(fileURLWithPath: changed))
            try Data("changed".utf8).write(to: URL(fileURLWithPath: changed))
            try FileManager.default.removeItem(atPath: gone)
            let again = try await trial.command(Self.collect + ["--json"])
            #expect(again.state == "completed", "\(again.errors)")
            #expect(fetches(trial) == 12)
            #expect(try Data(contentsOf: URL(fileURLWithPath: changed)) == bytes)
            #expect(FileManager.default.fileExists(atPath: gone))
            let aside = URL(fileURLWithPath: changed)
            let name = "\(aside.deletingPathExtension().path).damaged.\(aside.pathExtension)"
            #expect(try Data(contentsOf: URL(fileURLWithPath: name)) == Data("changed".utf8))
            let digests = { (result: CommandResult) in (result.json?["reports"] as? [[String: Any]] ?? []).map { $0["sha256"] as? String } }
            #expect(digests(again) == digests(first))
        }
    }
}
