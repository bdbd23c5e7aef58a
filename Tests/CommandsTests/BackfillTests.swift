import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct BackfillTests {
    @Test("A report that was given up is found by backfill, shown by its dry run, and collected by serve afterwards; the session is not held again")
    func collects() async throws {
        try await Trial.run { trial in
            let instant = Date().addingTimeInterval(15).formatted(.iso8601).dropLast()
            _ = try trial.account.demoJob("schedule: {timezone: Etc/UTC, start: \(instant)}\nanalytics: {after: 0s, giveUpAfter: 1s}")
            #expect(try await trial.command("apply", "demo.yaml").status == 0)
            try trial.server.arm(
                Fault(operation: "getPlaybackSessionAnalyticsReport", times: 9, action: .status(404, message: "Report is not ready")))
            let serve = try trial.start("serve")
            func state() async throws -> String? { try await trial.command("run", "list", "--json").array?.first?["state"] as? String }
            try await trial.eventually("it is failed") { try await state() == "failed" }
            trial.server.clearFaults()
            let day = Date().addingTimeInterval(-86_400).formatted(.iso8601.year().month().day())
            let dry = try await trial.command("job", "backfill", "demo", "--from", day, "--dry-run", "--json")
            #expect(dry.array?.first?["isRetried"] as? Bool == true, "\(dry.output)\(dry.errors)")
            #expect(try await state() == "failed")
            let real = try await trial.command("job", "backfill", "demo", "--from", day, "--failed")
            #expect(real.errors == "1 collection goes on.\n")
            try await trial.eventually("it is completed") { try await state() == "completed" }
            let done = try await trial.command("job", "backfill", "demo", "--from", day, "--all", "--json")
            #expect(done.array?.first?["note"] as? String == "stored")
            #expect(done.array?.first?["isRetried"] as? Bool == false)
            #expect(try await trial.command("job", "backfill", "demo", "--from", day).output == "No past date of demo lacks anything in that time.\n")
            let date = String(instant.prefix(10))
            #expect(try await trial.command("job", "backfill", "demo", "--from", date, "--to", date, "--all", "--json").array?.count == 1)
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
            #expect(trial.made == .one)
        }
    }

    @Test("a stored report whose file is gone or was changed is told by doctor and collected again; what was there is kept beside it")
    func damaged() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let run = try await trial.command("job", "run", "demo.yaml", "--start", "+8s", "--json")
            #expect(run.state == "completed", "\(run.errors)")
            _ = try await trial.command("apply", "demo.yaml")
            let serve = try trial.start("serve")
            func report() async throws -> (path: String, sha256: String)? {
                let shown = try await trial.command("run", "list", "--json").array?.first
                guard shown?["state"] as? String == "completed", let report = (shown?["reports"] as? [[String: Any]])?.first else { return nil }
                return (try #require(report["path"] as? String), try #require(report["sha256"] as? String))
            }
            func backfill(_ more: String...) async throws -> CommandResult {
                try await trial.command(["job", "backfill", "demo", "--from", "2026-01-01"] + more)
            }
            let first = try #require(try await report())
            let nothing = "No past date of demo lacks anything in that time.\n"
            #expect(try await backfill().output == nothing)
            var asked = 1
            func goesOn(_ bytes: Data?) async throws {
                let dry = try await backfill("--dry-run", "--json")
                #expect(dry.array?.first?["note"] as? String == "stored, but its file is gone or was changed", "\(dry.output)")
                #expect(dry.array?.first?["isRetried"] as? Bool == true)
                #expect(FileManager.default.contents(atPath: first.path) == bytes, "a dry run changes nothing")
                #expect(try await backfill("--missing").errors == "1 collection goes on.\n")
                asked += 1
                try await trial.eventually("it is there again") {
                    guard let now = try await report(), let bytes = FileManager.default.contents(atPath: now.path) else { return false }
                    #expect(now.path == first.path)
                    return trial.server.requests.count { $0.operation == "getPlaybackSessionAnalyticsReport" } >= asked && bytes.count > 100
                }
                #expect(try await backfill().output == nothing)
            }
            // Of the same length, which only reading tells.
            var changed = try #require(FileManager.default.contents(atPath: first.path))
            changed[changed.startIndex] ^= 1
            try changed.write(to: URL(fileURLWithPath: first.path))
            try await goesOn(changed)
            let folder = URL(fileURLWithPath: first.path).deletingLastPathComponent()
            func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
            #expect(try names() == ["1.damaged.xlsx", "1.xlsx"])
            let cut = Data("cut".utf8)
            try cut.write(to: URL(fileURLWithPath: first.path))
            let told = "stored, but the file is gone or has another size: demo: 1; collect again with: autowebinar job backfill demo --from"
            try await trial.eventually("told") { try await trial.command("doctor").output.contains(told) }
            try await goesOn(cut)
            #expect(try names() == ["1.damaged-2.xlsx", "1.damaged.xlsx", "1.xlsx"])
            #expect(FileManager.default.contents(atPath: folder.appending(path: "1.damaged.xlsx").path) == changed)
            #expect(FileManager.default.contents(atPath: folder.appending(path: "1.damaged-2.xlsx").path) == cut)
            try FileManager.default.removeItem(atPath: first.path)
            try await goesOn(nil)
            #expect(try names() == ["1.damaged-2.xlsx", "1.damaged.xlsx", "1.xlsx"])
            #expect(!(try await trial.command("doctor").output.contains("is gone or has another size")))
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
            #expect(trial.made == .one)
        }
    }

    @Test("the report of a run that was cancelled after its session is not said to be on its way")
    func cancelled() async throws {
        try await Trial.run(reportDelay: .seconds(3600)) { trial in
            let run = try await trial.published(start: "+8s")
            let serve = try trial.start("serve")
            try await trial.eventually("its report is waited for") {
                let steps = try await trial.command("run", "show", run, "--json").json?["steps"] as? [[String: Any]]
                return steps?.last?["name"] as? String == "collectAnalytics" && steps?.last?["attempts"] as? Int != 0
            }
            #expect(try await trial.command("run", "cancel", run).status == 0)
            func state() async throws -> String? { try await trial.command("run", "list", "--json").array?.first?["state"] as? String }
            try await trial.eventually("it is cancelled") { try await state() == "cancelled" }
            #expect(try await trial.command("apply", "demo.yaml").status == 0)
            let dry = try await trial.command("job", "backfill", "demo", "--from", "2026-01-01", "--missing", "--dry-run", "--json")
            #expect(
                dry.array?.first?["note"] as? String == "cancelled before it was there; the report is not collected any more",
                "\(dry.output)\(dry.errors)")
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
        }
    }
}
