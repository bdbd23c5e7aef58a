import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct RunCommandTests {
    @Test("Cancelled before its session without an owner, a run removes its event and its draft; the same instant can then be run again as .2")
    func cancel() async throws {
        try await Trial.run { trial in
            let instant = Date().addingTimeInterval(600).formatted(.iso8601)
            let id = try await trial.published(start: instant)
            let result = try await trial.command("run", "cancel", id, "--json")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.state == "cancelled")
            #expect(result.json?["published"] as? Bool == false)
            #expect(result.json?["inviteUrl"] is NSNull)
            #expect(trial.made == Made(playbacks: 1, events: 1, publications: 1, deletedPlaybacks: 1, deletedEvents: 1))
            let again = try await trial.command("run", "cancel", id)
            #expect(again.status == 1)
            #expect(again.errors.contains("\(id) has ended already: cancelled"))
            #expect(try await trial.published(start: instant) == "\(id).2")
        }
    }

    @Test("A removal that livedigital refuses fails the run; run cancel then says what tries it again, which is a success")
    func refusedRemoval() async throws {
        try await Trial.run { trial in
            let id = try await trial.published()
            try trial.server.arm(Fault(operation: "deletePlaybackEvent", action: .status(403)))
            try trial.server.arm(Fault(operation: "deletePlayback", action: .status(403)))
            #expect(try await trial.command("run", "cancel", id).status == 1)
            let again = try await trial.command("run", "cancel", id)
            #expect(again.status == 1)
            #expect(again.errors.contains("\(id) has ended already: failed; try its end again with: autowebinar run retry \(id)\n"))
            let retried = try await trial.command("run", "retry", id, "--json")
            #expect(retried.status == 0, "\(retried.errors)")
            #expect(retried.state == "cancelled")
            #expect(trial.made == Made(playbacks: 1, events: 1, publications: 1, deletedPlaybacks: 1, deletedEvents: 1))
        }
    }

    @Test(
        "Where the paths of the removals differ, a run is not called cancelled: what is left is named with the row to change",
        arguments: [false, true])
    func differingPaths(isListLate: Bool) async throws {
        try await Trial.run(listLag: isListLate ? .seconds(60) : .zero) { trial in
            let id = try await trial.published()
            let rows = """
                deletePlaybackEvent: {path: "/spaces/{spaceId}/playback/{playbackId}/events/{eventId}"}
                deletePlayback: {path: "/spaces/{spaceId}/playback/{playbackId}"}
                """
            _ = try trial.account.write(rows, to: "contract.yaml")
            let result = try await trial.command("run", "cancel", id, "--json", with: ["AUTOWEBINAR_LIVEDIGITAL_CONTRACT": "contract.yaml"])
            #expect(result.status == 1 && result.state == "failed", "\(result.errors)")
            #expect(result.json?["published"] as? Bool == true)
            let reason = try #require(result.json?["error"] as? String)
            let (event, playback) = (result.json?["eventId"] as? String ?? "", result.json?["playbackId"] as? String ?? "")
            // An event that no list shows yet cannot be told from one that is gone; it goes with its playback.
            let (left, row) = isListLate ? ("", "deletePlayback") : ("event \(event), ", "deletePlaybackEvent")
            #expect(reason.hasPrefix("Left on livedigital: \(left)playback \(playback), which could not be removed: \(row) ("))
            #expect(reason.contains("set \(row).method or .path in the file that livedigital.contract names (now DELETE /spaces/{space"))
            #expect(trial.made == .one)
            #expect(try await trial.command("run", "retry", id, "--json").state == "cancelled")
            #expect(trial.made == Made(playbacks: 1, events: 1, publications: 1, deletedPlaybacks: 1, deletedEvents: 1))
        }
    }

    @Test("While nobody works on the run that is watched, that is told once")
    func unattended() async throws {
        try await Trial.run { trial in
            let id = try await trial.published()
            let watch = try trial.start("run", "watch", id)
            try await Task.sleep(for: .seconds(2))
            watch.send(SIGINT)
            let result = await watch.result
            #expect(result.status == 130)
            let told = "Nobody works on \(id) now; it goes on with `autowebinar serve`, or with `autowebinar job run` of its job.\n"
            #expect(result.errors == told)
        }
    }

    @Test("list, show and watch tell the same of a run, as text and as JSON")
    func texts() async throws {
        try await Trial.run { trial in
            let empty = try await trial.command("run", "list")
            #expect(empty.status == 0)
            #expect(empty.output == "There is no run.\n")
            #expect(try await trial.command("run", "list", "--json").output == "[]\n")
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path), "reading makes nothing")

            let id = try await trial.published(start: "+3s")
            let startsAt = id.dropFirst("demo@".count)
            let list = try await trial.command("run", "list")
            #expect(
                list.output == """
                    RUN                            STATE    PUBLISHED  STEP             STARTS                    NOTE
                    \(id)  waiting  yes        awaitSessionEnd  \(startsAt)

                    """)
            #expect(try await trial.command("run", "list", "--job", "other", "--json").status == 1, "no such job ever was")
            #expect(try await trial.command("run", "list", "--state", "held", "--json").output == "[]\n")
            #expect(try await trial.command("run", "list", "--state", "hold").status == 64)
            #expect(try await trial.command("run", "list", "--limit", "0").status == 64)

            let show = try await trial.command("run", "show", id)
            #expect(show.output.hasPrefix("\(id): waiting, published\nInvitation: https://edu.livedigital.space/event/"))
            #expect(show.output.contains("\nSTEP                 STATE    ATTEMPTS  HOW        LAST ERROR\n"))
            #expect(show.output.contains("\nfindRoom             done     1         performed\n"))
            #expect(show.output.contains("\nawaitSessionEnd      waiting  0         -\ncollectAnalytics     pending  0         -\n"))
            let shown = try await trial.command("run", "show", id, "--json")
            let listed = try await trial.command("run", "list", "--json")
            #expect(listed.output == "[\(shown.output.dropLast())]\n")

            // Nobody works on the run while it is watched alone, so an owner is started beside.
            let watch = try trial.start("run", "watch", id, "--json")
            let owner = try await trial.command("job", "run", "demo.yaml", "--json")
            #expect(owner.status == 0, "\(owner.errors)")
            let watched = await watch.result
            #expect(watched.status == 0, "\(watched.errors)")
            #expect(watched.output == owner.output)
            let text = try await trial.command("run", "watch", id)
            #expect(text.output.contains("collectAnalytics     performed\n\(id): completed, published\n"))
        }
    }

    @Test("A run that is not there is told, before and after there is a database", arguments: ["show", "watch", "cancel", "retry", "resolve"])
    func unknown(_ verb: String) async throws {
        try await Trial.run { trial in
            let arguments = ["run", verb, "nobody@always"] + (verb == "resolve" ? ["--not-done"] : [])
            let before = try await trial.command(arguments)
            #expect(before.status == 1)
            #expect(before.errors.lowercased().contains("there is no run nobody@always"))
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))
            _ = try await trial.published()
            let after = try await trial.command(arguments)
            #expect(after.status == 1)
            #expect(after.errors.lowercased().contains("there is no run nobody@always"))
            #expect(after.errors.contains("`autowebinar run list` shows them all"))
        }
    }

    @Test("A run whose report is given up has failed, stays published, and completes with run retry once the report is there")
    func retryAfterFailure() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob("analytics: {after: 0s, giveUpAfter: 1s}")
            try trial.server.arm(
                Fault(operation: "getPlaybackSessionAnalyticsReport", times: 9, action: .status(404, message: "Report is not ready")))
            let failed = try await trial.command("job", "run", "demo.yaml", "--start", "+2s", "--json")
            #expect(failed.status == 1)
            #expect(failed.state == "failed")
            #expect(failed.json?["published"] as? Bool == true)
            trial.server.clearFaults()
            let id = try #require(failed.json?["id"] as? String)
            let retried = try await trial.command("run", "retry", id, "--json")
            #expect(retried.status == 0, "\(retried.errors)")
            #expect(retried.state == "completed")
            #expect(trial.made == .one)
        }
    }

    @Test("run retry of a failed run is refused while a later run of the same occurrence lives: both would publish")
    func retryBesideLaterRun() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let instant = Date().addingTimeInterval(600).formatted(.iso8601)
            try trial.server.arm(Fault(operation: "createPlayback", action: .status(403, message: "No rights")))
            let failed = try await trial.command("job", "run", "demo.yaml", "--start", instant, "--json")
            #expect(failed.state == "failed")
            let first = try #require(failed.json?["id"] as? String)
            #expect(try await trial.published(start: instant) == "\(first).2")
            let refused = try await trial.command("run", "retry", first)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("\(first).2 has taken the place of \(first)"))
            #expect(trial.made == .one)
        }
    }

    @Test("run retry takes a run up whose process was killed in the middle of a create, and adopts what was made")
    func retryAfterKill() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let first = try trial.start("job", "run", "demo.yaml", "--start", "+4s")
            try trial.server.arm(Fault(operation: "createPlayback", moment: .after, action: .kill(pid: first.processIdentifier)))
            #expect(await first.result.signal == SIGKILL)
            let left = try #require(try await trial.command("run", "list", "--json").array?.first)
            #expect(left["state"] as? String == "running")
            let result = try await trial.command("run", "retry", try #require(left["id"] as? String), "--json")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.steps.contains("createPlayback adopted"))
            #expect(trial.made == .one)
        }
    }
}
