import Foundation
import ProcessHarness
import Sandbox
import Testing

/// Which past dates each selection means, for each kind of job.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct BackfillSelectionTests {
    private func text(_ date: Date) -> String { date.formatted(.iso8601) }

    /// What backfill shows, by the start of each date.
    private func shown(_ trial: Trial, _ arguments: String...) async throws -> [Date: (isRetried: Bool, note: String)] {
        let result = try await trial.command(["job", "backfill", "job"] + arguments + ["--json"])
        #expect(result.status == 0, "\(result.errors)")
        let items = try #require(result.array, "\(result.output)")
        let pairs = try items.map { item in
            let start = try Date(try #require(item["startsAt"] as? String), strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            return (start, (try #require(item["isRetried"] as? Bool), try #require(item["note"] as? String)))
        }
        #expect(pairs.map(\.0) == pairs.map(\.0).sorted())
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private func eventually(_ trial: Trial, _ what: String, _ condition: ([[String: Any]]) -> Bool) async throws {
        try await trial.eventually(what) { condition(try await trial.command("run", "list", "--json").array ?? []) }
    }

    @Test("of an autowebinar: one stored, one given up, one on its way, one cancelled, one ahead")
    func autowebinar() async throws {
        try await Trial.run { trial in
            let now = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.up))
            let (stored, givenUp, cancelled, missing, ahead) = (now + 12, now + 18, now + 20, now + 30, now + 3600)
            func job(giveUpAfter: String) throws {
                let dates = [stored, givenUp, cancelled, missing, ahead]
                try trial.series("job", dates: dates, "analytics: {after: 0s, giveUpAfter: \(giveUpAfter)}")
            }
            func state(_ date: Date, in runs: [[String: Any]]) -> String? {
                runs.first { ($0["id"] as? String)?.hasPrefix("job@\(text(date).dropLast())") == true }?["state"] as? String
            }
            try job(giveUpAfter: "1s")
            let serve = try trial.start("serve", "--jobs", "job.yaml")
            try await trial.eventually("all are published") { trial.made.publications == 5 }
            #expect(try await trial.command("run", "cancel", "job@\(text(cancelled).dropLast()).000Z").status == 0)
            try await eventually(trial, "the first is stored") { state(stored, in: $0) == "completed" }
            try trial.server.arm(
                Fault(operation: "getPlaybackSessionAnalyticsReport", times: 1_000_000, action: .status(404, message: "Report is not ready")))
            try await eventually(trial, "the second is given up") { state(givenUp, in: $0) == "failed" }
            try job(giveUpAfter: "1h")
            #expect(try await trial.command("apply", "job.yaml").status == 0)
            try await eventually(trial, "the last has begun to collect") {
                let run = $0.first { ($0["id"] as? String)?.hasPrefix("job@\(text(missing).dropLast())") == true }
                let step = (run?["steps"] as? [[String: Any]])?.last
                return step?["name"] as? String == "collectAnalytics" && step?["state"] as? String != "pending"
            }

            let day = text(now - 86_400).prefix(10)
            let all = try await shown(trial, "--from", "\(day)", "--all", "--dry-run")
            #expect(Set(all.keys) == [stored, givenUp, missing], "neither what was cancelled nor what is ahead")
            #expect(all[stored]?.note == "stored" && all[stored]?.isRetried == false)
            #expect(all[givenUp]?.isRetried == true && all[givenUp]?.note != "stored")
            #expect(all[missing]?.note == "on its way" && all[missing]?.isRetried == false)
            #expect(Set(try await shown(trial, "--from", "\(day)", "--missing", "--dry-run").keys) == [givenUp, missing])
            #expect(Set(try await shown(trial, "--from", "\(day)", "--dry-run").keys) == [givenUp, missing], "missing is the default")
            #expect(Set(try await shown(trial, "--from", "\(day)", "--failed", "--dry-run").keys) == [givenUp])
            // An instant at the beginning belongs, one at the end does not.
            #expect(Set(try await shown(trial, "--from", text(stored), "--to", text(givenUp), "--all").keys) == [stored])
            #expect(Set(try await shown(trial, "--from", text(givenUp), "--to", text(ahead + 1), "--all", "--dry-run").keys) == [givenUp, missing])
            #expect(try await shown(trial, "--from", text(missing + 1), "--all").isEmpty)
            try await eventually(trial, "a dry run changes nothing") { state(givenUp, in: $0) == "failed" }

            trial.server.clearFaults()
            let real = try await trial.command("job", "backfill", "job", "--from", "\(day)", "--failed")
            #expect(real.errors == "1 collection goes on.\n", "\(real.output)")
            try await eventually(trial, "its report is there") { state(givenUp, in: $0) == "completed" }
            #expect(try await shown(trial, "--from", "\(day)", "--all")[givenUp]?.note == "stored")
            #expect(trial.made.publications == 5, "nothing is shown again")
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
        }
    }

    /// Applies a job with two dates that pass while it is paused and one that stays ahead.
    ///
    /// - Returns: the dates that were missed.
    private func miss(_ trial: Trial, _ rest: String) async throws -> [Date] {
        let now = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.up))
        let dates = [now + 7, now + 8, now + 3600]
        func job(_ dates: [Date]) throws {
            _ = try trial.account.write(
                """
                name: job
                schedule: {timezone: Etc/UTC, dates: [\(dates.map { text($0).dropLast() }.joined(separator: ", "))]}
                \(rest)
                """, to: "job.yaml")
        }
        try job(dates)
        #expect(try await trial.command("apply", "job.yaml").status == 0)
        #expect(try await trial.command("job", "pause", "job").status == 0)
        try await trial.eventually("both have passed") { Date() > dates[1] }
        // What has come is decided by the dates that the job had, once a service plans.
        try job([dates[2], dates[2] + 600])
        #expect(try await trial.command("apply", "job.yaml").status == 0)
        #expect(try await trial.command("job", "resume", "job").status == 0)
        return Array(dates.prefix(2))
    }

    /// Sees the missed dates told, limited and left by a dry run, and has them made up for.
    private func makeUp(_ trial: Trial, for dates: [Date]) async throws {
        #expect(try await shown(trial, "--from", text(dates[0]), "--failed").isEmpty)
        for selection in ["--missing", "--all"] {
            let missed = try await shown(trial, "--from", text(dates[0]), selection, "--dry-run")
            #expect(Set(missed.keys) == Set(dates))
            #expect(missed.values.allSatisfy { $0.isRetried && $0.note.hasPrefix("missed: ") })
        }
        #expect(Set(try await shown(trial, "--from", text(dates[0]), "--to", text(dates[1]), "--dry-run").keys) == [dates[0]])
        #expect(try await trial.command("run", "list", "--json").array?.isEmpty == true, "a dry run made something")
        let one = try await trial.command("job", "backfill", "job", "--from", text(dates[1]))
        #expect(one.errors == "1 missed date is made up for while `autowebinar serve` runs.\n")
        let rest = try await trial.command("job", "backfill", "job", "--from", text(dates[0]))
        #expect(rest.errors == "1 missed date is made up for while `autowebinar serve` runs.\n", "the second is on its way: \(rest.output)")
    }

    @Test("of a collection: dates that were missed get their run with the period that they had, and one that failed is tried again")
    func analytics() async throws {
        try await Trial.run { trial in
            let dates = try await miss(trial, "kind: analytics\nspace: Маркетинг\nroom: Демо-зал\nperiod: {last: 1d}")
            try await makeUp(trial, for: dates)
            // The first question of either is refused, whichever comes first.
            try trial.server.arm(Fault(operation: "analyticsCalls", action: .status(403, message: "No rights")))
            let serve = try trial.start("serve")
            try await eventually(trial, "one is done, one has failed") {
                Set($0.compactMap { $0["state"] as? String }) == ["completed", "failed"] && $0.count == 2
            }
            let failed = try await shown(trial, "--from", text(dates[0]), "--failed", "--dry-run")
            #expect(failed.count == 1 && failed.values.allSatisfy(\.isRetried))
            #expect(try await shown(trial, "--from", text(dates[0]), "--all", "--dry-run").count == 2)
            let again = try await trial.command("job", "backfill", "job", "--from", text(dates[0]))
            #expect(again.errors == "1 collection goes on.\n", "\(again.output)")
            try await eventually(trial, "both are done") { $0.count { $0["state"] as? String == "completed" } == 2 }
            #expect(try await shown(trial, "--from", text(dates[0])).isEmpty)
            let decided = try await trial.command("job", "show", "job", "--json").json?["occurrences"] as? [[String: Any]]
            #expect(decided?.compactMap { $0["outcome"] as? String }.prefix(2) == ["run", "run"])
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
        }
    }

    @Test("of actions: dates that were missed are done once each, with their own date, and one that failed is tried again")
    func actions() async throws {
        try await Trial.run { trial in
            let steps =
                "kind: actions\nsteps: [{id: room, action: createRoom, with: {space: Маркетинг, name: \"План {{occurrence.local}}\", type: lesson}}]"
            let dates = try await miss(trial, steps)
            try await makeUp(trial, for: dates)
            try trial.server.arm(Fault(operation: "createRoom", action: .status(403, message: "No rights")))
            let serve = try trial.start("serve")
            try await eventually(trial, "one is done, one has failed") {
                Set($0.compactMap { $0["state"] as? String }) == ["completed", "failed"] && $0.count == 2
            }
            let again = try await trial.command("job", "backfill", "job", "--from", text(dates[0]), "--failed")
            #expect(again.errors == "1 run goes on.\n", "\(again.output)")
            try await eventually(trial, "both are done") { $0.count { $0["state"] as? String == "completed" } == 2 }
            #expect(try await shown(trial, "--from", text(dates[0])).isEmpty)
            #expect(try await shown(trial, "--from", text(dates[0]), "--all").values.allSatisfy { $0.note == "done" && !$0.isRetried })
            #expect(trial.ours.count { $0.kind == .room && $0.what == .created } == 2)
            let names = Set(trial.ours.filter { $0.kind == .room }.compactMap { $0.state["name"]?.text }.filter { !$0.contains("⟦") })
            #expect(names.allSatisfy { $0.hasPrefix("План \(text(dates[0]).prefix(10))") })
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
        }
    }
}
