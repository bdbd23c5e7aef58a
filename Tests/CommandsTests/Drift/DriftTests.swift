import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(10)))
struct DriftTests {
    @Test("without a database and on an untouched account nothing has drifted, and nothing is changed")
    func nothing() async throws {
        try await Trial.run { trial in
            let before = try await trial.command("drift")
            #expect(before.status == 0 && before.output == "Nothing has drifted.\n", "\(before.errors)")
            _ = try await trial.shown()
            try await trial.settled()
            let made = trial.made
            let result = try await trial.drift()
            #expect(result.status == 0 && result.output == "[]\n", "\(result.output) \(result.errors)")
            #expect(trial.made == made)
        }
    }

    @Test("what somebody published by hand for a run that failed is taken over with --adopt, and published no second time")
    func byHand() async throws {
        try await Trial.run { trial in
            try trial.forgetOldDraft()
            _ = try trial.account.demoJob()
            try trial.server.arm(Fault(operation: "createPlayback", action: .status(403, message: "No rights")))
            let start = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 900).rounded())
            let failed = try await trial.command(
                "job", "run", "demo.yaml", "--start", start.formatted(.iso8601), "--json", with: Trial.quick)
            #expect(failed.state == "failed")
            let demo = SandboxAccount.demo(recordLength: .seconds(1))
            let space = try #require(demo.spaces.first { $0.name == "Маркетинг" }?.id)
            let record = try #require(demo.records.first { $0.name == "Демо, осень" }?.id)
            var account = SandboxAccount()
            let playback = SandboxAccount.Playback(
                id: UUID().uuidString.lowercased(), spaceId: space, name: "Демонстрация", recordId: record, isPublished: true, createdAt: Date())
            account.playbacks = [playback]
            account.events = [
                SandboxAccount.PlaybackEvent(
                    id: "66e3aa0000000000000000aa", playbackId: playback.id, name: "Демонстрация", startDate: start, timezone: "Europe/Moscow",
                    createdAt: Date())
            ]
            try trial.server.merge(account)
            let found = try await trial.findings()
            #expect(found.kinds == ["publishedByHand"])
            let adopted = try await trial.drift("--adopt")
            #expect(adopted.status == 0, "\(adopted.output) \(adopted.errors)")
            let run = try await trial.command("run", "list", "--state", "waiting", "--json")
            #expect(run.array?.count == 1)
            #expect(run.array?.first?["playbackId"] as? String == playback.id)
            #expect(run.array?.first?["eventId"] as? String == "66e3aa0000000000000000aa")
            #expect(run.array?.first?["recordId"] as? String == record)
            #expect(run.array?.first?["published"] as? Bool == true)
            #expect(!trial.server.ledger.contains { $0.id == playback.id && ($0.what == .unpublished || $0.what == .deleted) })
            #expect(trial.made == Made())
            #expect(try await trial.drift("--adopt").output == "[]\n")
        }
    }

    @Test("a list that cannot be read proves nothing: it is said, and nothing is called vanished")
    func unread() async throws {
        try await Trial.run { trial in
            let shown = try await trial.shown()
            try trial.server.deletePlayback(shown.playbackId)
            try await trial.settled()
            try trial.server.arm(Fault(operation: "getPlaybacks", action: .status(403, message: "No rights")))
            let result = try await trial.drift("--recreate")
            #expect(result.status == 2)
            #expect(result.array?.kinds == ["unproved"])
            #expect((result.array?.first?["detail"] as? String)?.contains("getPlaybacks") == true)
            #expect(trial.made.playbacks == 1)
        }
    }
}
