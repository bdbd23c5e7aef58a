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
