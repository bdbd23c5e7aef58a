import Foundation
import ProcessHarness
import Sandbox
import Testing

/// What no run owns.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct DriftOrphanTests {
    @Test("a draft with the mark of a run that has gone on, and one of a lost run, are deleted with --delete-orphans; nobody else's")
    func orphans() async throws {
        try await Trial.run { trial in
            let shown = try await trial.shown()
            let draft = try #require(trial.ours.first { $0.id == shown.playbackId }?.state["name"]?.text)
            let space = try #require(SandboxAccount.demo(recordLength: .seconds(1)).spaces.first { $0.name == "Маркетинг" }?.id)
            let strange = "⟦run-\(String(repeating: "q", count: 26))⟧"
            func playback(_ name: String, age: TimeInterval, isPublished: Bool = false) -> SandboxAccount.Playback {
                SandboxAccount.Playback(
                    id: UUID().uuidString.lowercased(), spaceId: space, name: name, createdAt: Date(timeIntervalSinceNow: -age))
            }
            let (late, lost, fresh, foreign) = (
                playback(draft, age: 5), playback("Старое \(strange)", age: 2_600_000), playback("Чужое \(strange)", age: 60),
                playback("Чужое", age: 2_600_000)
            )
            var account = SandboxAccount()
            account.playbacks = [late, lost, fresh, foreign]
            try trial.server.merge(account)
            let found = try await trial.findings()
            #expect(found.kinds == ["draftOrphaned", "draftOrphaned", "draftOrphaned"])
            let deletable = found.filter { $0["remedies"] as? [String] == ["deleteOrphans"] }.compactMap { $0["playbackId"] as? String }
            #expect(Set(deletable) == [late.id, lost.id])
            // The one that may be another installation's says why it is kept, and until when.
            let kept = try #require(found.first { $0["playbackId"] as? String == fresh.id })
            let until = try #require(kept["deletableFrom"] as? String)
            #expect(
                kept["detail"] as? String
                    == "the draft “\(fresh.name)” is kept: no run of this database has its mark, so it may be another installation's work on the same account. "
                    + "--delete-orphans deletes it from \(until) on, 30 days after it was made; if it is nobody's, delete it on livedigital")
            #expect(found.first { $0["playbackId"] as? String == late.id }?["deletableFrom"] is NSNull)
            let mended = try await trial.drift("--delete-orphans")
            #expect(mended.status == 2, "one is left for a month")
            #expect(mended.array?.first { $0["playbackId"] as? String == fresh.id }?["mended"] is NSNull)
            let gone = trial.server.ledger.filter { $0.operation == "deletePlayback" }.map(\.id)
            #expect(Set(gone) == [late.id, lost.id] && gone.count == 2)
            #expect(try await trial.kinds() == ["draftOrphaned"])
            #expect(try await trial.drift("--delete-orphans").status == 2)
            #expect(trial.server.ledger.count { $0.operation == "deletePlayback" } == 2)
        }
    }
}
