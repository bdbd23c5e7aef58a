import Foundation
import ProcessHarness
import Sandbox
import Testing

/// What a running service collects.
extension CollectionTests {
    @Test("A call that goes on is waited for, longer than reports are, which is said, and has its report pending; once it is over that is collected")
    func underWay() async throws {
        try await Trial.run { trial in
            let room = try #require(SandboxAccount.demo(recordLength: .seconds(1)).rooms.first { $0.name == "Демо-зал" }?.id)
            let call = try trial.server.startCall(roomId: room).id
            let serve = try trial.start("serve")
            try await trial.eventually("owned") {
                FileManager.default.fileExists(atPath: trial.account.storage.appendingPathComponent("autowebinar.sqlite").path)
            }
            let (from, to) = (Date().addingTimeInterval(-3600), Date().addingTimeInterval(3600))
            let collect = try trial.start(
                "analytics", "collect", "--space", "Маркетинг", "--room", "Демо-зал", "--from", from.formatted(.iso8601), "--to",
                to.formatted(.iso8601),
                "--format", "json", "--give-up-after", "1s")
            func session() async throws -> (state: String?, reports: [String?]) {
                let found = try await trial.command("session", "list", "--json").array?.first { $0["id"] as? String == call }
                return (found?["state"] as? String, (found?["reports"] as? [[String: Any]] ?? []).map { $0["state"] as? String })
            }
            try await trial.eventually("it is a session") { try await session().state != nil }
            // The second look comes after two seconds, the third after two more.
            let looks = trial.server.requests.count { $0.operation == "analyticsCalls" }
            try await trial.eventually("looked at again and again") { trial.server.requests.count { $0.operation == "analyticsCalls" } > looks + 1 }
            let goingOn = try await session()
            #expect(goingOn.state == "in-progress" && goingOn.reports == ["pending"])
            try trial.server.finishCall(call)
            let result = await collect.result
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.errors.contains("1 call goes on, and its end is waited for. Ctrl-C stops in order; the same command goes on.\n"))
            try await trial.eventually("its report is ready") {
                let over = try await session()
                return over.state == "finished" && over.reports == ["ready"]
            }
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
        }
    }

    @Test("A job of the kind analytics: planned, applied, listed, run in the foreground and by serve at its date")
    func job() async throws {
        try await Trial.run { trial in
            let date = Date().addingTimeInterval(6).formatted(.iso8601).dropLast()
            _ = try trial.account.write(
                """
                kind: analytics
                name: calls
                space: Маркетинг
                period: {from: 2026-05-12, to: 2026-05-15}
                after: 0s
                schedule: {timezone: Etc/UTC, dates: [\(date)]}
                """, to: "calls.yaml")
            #expect(try await trial.command("next", "calls.yaml").output.contains(date))
            let plan = try await trial.command("plan", "calls.yaml")
            #expect(plan.status == 2 && plan.output.contains("+ calls (calls.yaml)"), "\(plan.output)\(plan.errors)")
            let serve = try trial.start("serve", "--jobs", "calls.yaml")
            func runs() async throws -> [[String: Any]] { try await trial.command("run", "list", "--json").array ?? [] }
            try await trial.eventually("completed") { try await runs().first?["state"] as? String == "completed" }
            #expect(try await runs().first?["id"] as? String == "calls@\(date).000Z")
            // Another process asks the owner, and follows the run.
            let forwarded = try await trial.command(Self.collect + ["--json"])
            #expect(forwarded.status == 0 && forwarded.state == "completed", "\(forwarded.errors)")
            let triggered = try await trial.command("job", "trigger", "calls", "--json")
            #expect((triggered.json?["run"] as? String)?.hasPrefix("calls@") == true, "\(triggered.errors)")
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
            let shown = try await trial.command("job", "show", "calls")
            #expect(shown.output.contains("calls@\(date).000Z"))
            #expect(try await trial.command("job", "list").output.contains("calls"))
            let foreground = try await trial.command("job", "run", "calls.yaml", "--json")
            #expect(foreground.status == 0, "\(foreground.errors)")
            #expect(try await trial.command("plan", "calls.yaml").status == 0)
            let summary = try await trial.command("analytics", "summary", "--json")
            #expect((summary.json?["jobs"] as? [[String: Any]])?.first?["job"] as? String == "calls")
        }
    }

    @Test(
        "serve collects a permanent autowebinar: an interval is a session only where something is new, and a session that livedigital lists is one of its own",
        arguments: [false, true])
    func permanent(hasSessions: Bool) async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob("schedule: {timezone: Etc/UTC, always: true}\nanalytics: {every: 1s}")
            var environment: [String: String] = [:]
            if hasSessions {
                let path = "/spaces/{spaceId}/playbacks/{playbackId}/analytics/report?eventId={eventId}&sessionId={sessionId}&format=xlsx"
                environment["AUTOWEBINAR_LIVEDIGITAL_CONTRACT"] = try trial.account.write(
                    "getPlaybackSessionAnalyticsReport: {path: '\(path)'}\n", to: "contract.yaml")
            }
            func sessions() async throws -> [[String: Any]] { try await trial.command(["session", "list", "--json"], with: environment).array ?? [] }
            func asked() -> Int {
                trial.server.requests.count { $0.operation == (hasSessions ? "getPlaybackSessions" : "getPlaybackSessionAnalyticsReport") }
            }
            for _ in 0..<2 {
                let (serve, before) = (try trial.start("serve", "--jobs", "demo.yaml", with: environment), asked())
                try await trial.eventually("collected several times") { asked() >= before + 3 }
                serve.send(SIGTERM)
                #expect(await serve.result.status == 0)
                let session = try #require(try await sessions().first)
                #expect(try await sessions().count == 1)
                #expect(session["job"] as? String == "demo")
                #expect((session["id"] as? String)?.hasPrefix("demo@always/") == !hasSessions)
                #expect((session["reports"] as? [[String: Any]])?.first?["state"] as? String == "ready")
            }
            let runs = try #require(try await trial.command(["run", "list", "--json"], with: environment).array)
            #expect(runs.count == 2)
            // In the foreground the job ends with its invitation, as before.
            let again = try await trial.command(["job", "run", "demo.yaml", "--json"], with: environment)
            #expect(again.status == 0 && again.json?["id"] as? String == "demo@always", "\(again.errors)")
            #expect(trial.made == .one)
        }
    }
}
