import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(10)))
struct AnalyticsTests {
    @Test("a job that was never there is told, not taken for one without sessions", arguments: [false, true])
    func unknownJob(hasDatabase: Bool) async throws {
        try await Trial.run { trial in
            if hasDatabase { _ = try await trial.published() }
            let commands = [
                ["analytics", "export"], ["analytics", "summary"], ["analytics", "list"], ["session", "list"], ["invite", "list"], ["run", "list"],
            ]
            for command in commands {
                let refused = try await trial.command(command + ["--job", "nosuch"])
                #expect(refused.status == 1, "\(command)")
                #expect(refused.output == "")
                #expect(refused.errors == "There is no job nosuch, and there never was; `autowebinar job list` shows them all.\n")
                // It was never applied, but it has a run.
                if hasDatabase { #expect(try await trial.command(command + ["--job", "demo"]).status == 0) }
            }
        }
    }

    @Test("a job whose name is misspelt is told with those that resemble it, by whichever command")
    func misspelt() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            #expect(try await trial.command("apply", "demo.yaml").status == 0)
            for command in [
                ["run", "list", "--job"], ["job", "show"], ["job", "trigger"], ["job", "pause"], ["job", "backfill", "--from", "2026-01-01"],
            ] {
                let refused = try await trial.command(command + ["deno"])
                #expect(refused.status == 1, "\(command)")
                #expect(refused.errors.contains(#"There is no job deno"#), "\(refused.errors)")
                #expect(refused.errors.contains(#"; did you mean "demo"? `autowebinar job list` shows them all."#), "\(refused.errors)")
            }
        }
    }

    /// Runs a showing of two seconds to its end, report included.
    ///
    /// - Returns: its session.
    private func shown(_ trial: Trial, start: String = "+3s") async throws -> String {
        _ = try trial.account.demoJob()
        let result = try await trial.command("job", "run", "demo.yaml", "--start", start, "--json")
        #expect(result.status == 0, "\(result.errors)")
        return try #require(result.json?["id"] as? String)
    }

    @Test("Two showings are sessions with reports; list, participants, summary and export agree on who was there")
    func story() async throws {
        try await Trial.run { trial in
            let first = try await shown(trial)
            let second = try await shown(trial)
            let list = try #require(try await trial.command("session", "list", "--json").array)
            #expect(list.map { $0["id"] as? String } == [first, second])
            #expect(list.map { $0["state"] as? String } == ["finished", "finished"])
            let reports = try #require(try await trial.command("analytics", "list", "--job", "demo", "--json").array)
                .compactMap { ($0["reports"] as? [[String: Any]])?.first }
            #expect(reports.map { $0["state"] as? String } == ["ready", "ready"])
            let counts = reports.compactMap { $0["participants"] as? Int }

            let people = try #require(try await trial.command("session", "participants", first, "--json").array)
            #expect(people.count == counts.first)
            #expect(people.first?["userName"] as? String == "Анна Кузнецова")
            #expect(people.first?["onlineDuration"] is Double)
            let csv = try await trial.command("session", "participants", first, "--format", "csv")
            #expect(csv.output.hasPrefix("playbackId,playbackEventId,playbackEventSessionId,"))
            let table = try await trial.command("session", "participants", first)
            #expect(table.output.hasPrefix("NAME"))
            #expect(table.output.contains("anna.k@example.com"))

            let summary = try #require(try await trial.command("analytics", "summary", "--json").json)
            let sessions = try #require(summary["sessions"] as? [[String: Any]])
            #expect(sessions.compactMap { $0["attended"] as? Int } == counts)
            #expect(sessions[0]["repeatVisitors"] as? Int == 0)
            #expect((sessions[1]["repeatVisitors"] as? Int ?? 0) >= 1, "the first seat is always the same person's")
            let shown = try await trial.command("analytics", "summary")
            #expect(shown.status == 0)
            #expect(shown.output.contains("\nJOB   SESSIONS  REPORTS"))

            let export = try await trial.command("analytics", "export", "--json")
            #expect(export.status == 0, "\(export.errors)")
            let rows = try #require(try JSONSerialization.jsonObject(with: Data(export.output.utf8)) as? [[String: Any]])
            #expect(rows.map { $0["sessionId"] as? String } == Array(repeating: first, count: counts[0]) + Array(repeating: second, count: counts[1]))
            #expect(rows.first?["jobName"] as? String == "demo")
        }
    }

    @Test("An export is the same byte for byte when it is run again, in every format, and phone numbers are no formulas")
    func export() async throws {
        try await Trial.run { trial in
            let id = try await shown(trial)
            let today = String(id.split(separator: "@")[1].prefix(10))
            for format in ["csv", "json", "xlsx"] {
                for name in ["first", "second"] {
                    let result = try await trial.command(
                        "analytics", "export", "--from", today, "--to", today, "--job", "demo", "--format", format, "--output", "\(name).\(format)")
                    #expect(result.status == 0, "\(result.errors)")
                    #expect(result.errors.contains("rows of 1 session"))
                    #expect(result.output.isEmpty)
                }
                func bytes(_ name: String) throws -> Data { try Data(contentsOf: trial.account.folder.appendingPathComponent("\(name).\(format)")) }
                #expect(try bytes("first") == bytes("second"))
            }
            let text = try String(contentsOf: trial.account.folder.appendingPathComponent("first.csv"), encoding: .utf8)
            #expect(text.hasPrefix("jobName,sessionId,startsAt,playbackId,"))
            #expect(text.contains(",'+79990000001,"))
            let piped = try await trial.command("analytics", "export")
            #expect(piped.output == text)
            let none = try await trial.command("analytics", "export", "--from", "2020-01-01", "--to", "2020-12-31")
            #expect(none.output == "jobName,sessionId,startsAt\r\n")
        }
    }

    @Test("While another process owns the database, what it has not imported is named on standard error and nothing waits long")
    func owner() async throws {
        try await Trial.run { trial in
            let id = try await shown(trial)
            let owner = try trial.start("job", "run", "demo.yaml", "--start", "+60s")
            try await trial.eventually("published") { trial.made.publications == 2 }
            let clock = ContinuousClock()
            var results: [CommandResult] = []
            let time = try await clock.measure { results.append(try await trial.command("session", "list", "--json")) }
            let result = try #require(results.first)
            #expect(result.status == 0)
            // What is published is a session at once; what else the owner knows is taken in by whoever may.
            #expect(result.array?.count == 2)
            let remark = "is in use by process \(owner.processIdentifier) (autowebinar job run demo)"
            #expect(result.errors.contains(remark), "\(result.errors)")
            #expect(time < .seconds(15))
            owner.send(SIGTERM)
            #expect(await owner.result.status == 130)
            let after = try #require(try await trial.command("session", "list", "--json").array)
            #expect(after.count == 2)
            #expect(after.first?["id"] as? String == id)
            #expect(after.last?["state"] as? String == "scheduled")
            #expect(try await trial.command("session", "list", "--state", "scheduled", "--json").array?.count == 1)
        }
    }

    @Test("A report that was removed or spoilt is failed with its reason, and the others are exported")
    func spoilt() async throws {
        try await Trial.run { trial in
            let first = try await shown(trial)
            _ = try await shown(trial)
            let run = try #require(try await trial.command("run", "show", first, "--json").json)
            let path = try #require((run["reports"] as? [[String: Any]])?.first?["path"] as? String)
            try Data("PK\u{3}\u{4} spoilt".utf8).write(to: URL(fileURLWithPath: path))
            let list = try await trial.command("analytics", "list")
            #expect(list.output.contains("SHA-256 differs"))
            let export = try await trial.command("analytics", "export", "--output", "all.csv")
            #expect(export.status == 0)
            #expect(export.errors.contains("Without a report that could be read: 1 session (\(first))"))
            let participants = try await trial.command("session", "participants", first)
            #expect(participants.status == 1)
            #expect(participants.errors.contains("failed: "))
        }
    }

    @Test("An export that is killed leaves the file that was there")
    func killed() async throws {
        try await Trial.run { trial in
            _ = try await shown(trial)
            _ = try trial.account.write("before", to: "out.xlsx")
            // Not waits for anything, but moments of a command that takes some tenths of a second.
            for delay in [20, 60, 120, 250] {
                let export = try trial.start("analytics", "export", "--format", "xlsx", "--output", "out.xlsx")
                try await Task.sleep(for: .milliseconds(delay))
                export.send(SIGKILL)
                _ = await export.result
                let bytes = try Data(contentsOf: trial.account.folder.appendingPathComponent("out.xlsx"))
                #expect(
                    bytes == Data("before".utf8) || (bytes.starts(with: Data("PK".utf8)) && bytes.suffix(22).starts(with: Data("PK\u{5}\u{6}".utf8))))
            }
            let result = try await trial.command("analytics", "export", "--format", "xlsx", "--output", "out.xlsx")
            #expect(result.status == 0, "\(result.errors)")
        }
    }

    @Test("Without a database there is nothing to show, and no database is made")
    func nothing() async throws {
        try await Trial.run { trial in
            #expect(try await trial.command("session", "list").output == "There is no session.\n")
            #expect(try await trial.command("session", "list", "--json").output == "[]\n")
            #expect(try await trial.command("analytics", "list").output == "There is no report.\n")
            #expect(try await trial.command("analytics", "summary", "--json").output == "{\"jobs\":[],\"sessions\":[]}\n")
            let export = try await trial.command("analytics", "export", "--output", "out.csv")
            #expect(export.status == 1)
            #expect(export.errors.contains("there is no database yet"))
            let participants = try await trial.command("session", "participants", "demo@1")
            #expect(participants.status == 1)
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))
        }
    }

    @Test(
        "Misuse is 64 and says what is wrong",
        arguments: [
            (["analytics", "export", "--format", "xlsx"], "--output FILE"), (["analytics", "export", "--format", "pdf"], "pdf"),
            (["analytics", "export", "--json", "--format", "csv"], "contradict"),
            (["session", "list", "--state", "over"], "no state over; there are scheduled, in-progress, finished."),
            (["session", "list", "--from", "2026-13-01"], "--from"), (["analytics", "summary", "--timezone", "Mars/Base"], "Mars/Base"),
            (["analytics", "list", "--from", "2026-12-02", "--to", "2026-12-01"], "--from must lie before --to"),
            (["job", "backfill", "demo", "--from", "2026-11-28", "--to", "2026-11-27"], "--from must lie before --to"),
            (["session", "participants"], "id"), (["run", "list", "--state", "hold"], "no state hold; there are running, waiting, held, "),
            (["kit", "albato", "--origin", "h.example.com"], #"--origin: expected an address such as https://example.com, found "h.example.com""#),
            (["kit", "albato", "--origin", "ftp://x"], #"expected an address such as https://example.com, found "ftp://x""#),
            (["kit", "albato", "--origin", "https://a b"], #"expected an address such as https://example.com, found "https://a b""#),
            (["kit", "albato", "--origin", ""], #"expected an address such as https://example.com, found """#),
            (["kit", "albato", "--origin", "https://h.example.com?a=b"], "--origin: the address must not have a query or fragment"),
        ])
    func misuse(_ arguments: [String], _ words: String) async throws {
        let result = try await CommandRun.finish(.crashProcess, arguments, environment: ["PATH": "/usr/bin:/bin"])
        #expect(result.status == 64)
        #expect(result.errors.contains(words), "\(result.errors)")
    }
}
