import Foundation
import ProcessHarness
import Sandbox
import Testing

/// What was changed by hand, on livedigital and in the files of jobs.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct DriftEditTests {
    @Test("an edited playback is taken over with --adopt and set back with --recreate; an unpublished one is published again")
    func edited() async throws {
        try await Trial.run { trial in
            let shown = try await trial.shown()
            let other = try #require(SandboxAccount.demo(recordLength: .seconds(1)).records.first { $0.name == "Демо, осень" }?.id)
            try trial.server.editPlayback(shown.playbackId) {
                $0.name = "По-новому"
                $0.recordId = other
            }
            let found = try await trial.findings()
            #expect(found.kinds == ["playbackEdited"])
            #expect((found.first?["found"] as? [String: Any])?["name"] as? String == "По-новому")
            #expect((found.first?["expected"] as? [String: Any])?["name"] as? String == "Демонстрация")
            let adopted = try await trial.drift("--adopt")
            #expect(adopted.status == 0, "\(adopted.output) \(adopted.errors)")
            #expect(try await trial.command("run", "show", shown.run, "--json").json?["recordId"] as? String == other)
            #expect(trial.lastEntry(of: shown.playbackId)?.state["name"]?.text == "По-новому")
            #expect(trial.lastEntry(of: shown.playbackId)?.state["recordId"]?.text == other)

            try trial.server.editPlayback(shown.playbackId) {
                $0.name = "Ещё раз"
                $0.isPublished = false
            }
            #expect(try await trial.kinds() == ["playbackUnpublished"])
            #expect(try await trial.drift("--adopt").status == 2, "nothing can be taken over from what is not published")
            let again = try await trial.drift("--recreate")
            #expect(again.status == 0, "\(again.output) \(again.errors)")
            #expect(trial.lastEntry(of: shown.playbackId)?.state["name"]?.text == "По-новому")
            #expect(trial.lastEntry(of: shown.playbackId)?.state["isPublished"] == .boolean(true))
            try await trial.settled()
            #expect(try await trial.drift().status == 0)
            #expect(trial.made.events == 1)
        }
    }

    @Test("an event that was moved is replaced with --recreate, one that was renamed keeps its name with --adopt")
    func editedEvent() async throws {
        try await Trial.run { trial in
            let shown = try await trial.shown()
            try trial.server.editEvent(shown.eventId) { $0.name = "Приходите" }
            #expect(try await trial.kinds() == ["eventRenamed"])
            #expect(try await trial.drift("--adopt").status == 0)
            try await trial.settled()
            #expect(try await trial.drift().status == 0)
            try trial.server.editEvent(shown.eventId) { $0.startDate = $0.startDate?.addingTimeInterval(3600) }
            #expect(try await trial.kinds() == ["eventMoved"])
            let mended = try await trial.drift("--recreate")
            #expect(mended.status == 0, "\(mended.output) \(mended.errors)")
            #expect(trial.made == Made(playbacks: 1, events: 2, publications: 1, deletedEvents: 1))
            try await trial.settled()
            #expect(try await trial.drift().status == 0)
        }
    }

    @Test("a stored job that its file does not describe any more is told; --recreate applies the file, --adopt forgets it")
    func jobs() async throws {
        try await Trial.run { trial in
            func write(_ title: String) throws {
                _ = try trial.account.write(
                    """
                    kind: autowebinar
                    name: weekly
                    title: \(title)
                    space: Маркетинг
                    room: Демо-зал
                    record: {latest: {nameContains: Демо}}
                    schedule: {timezone: Europe/Moscow, start: 2030-01-01T19:00}
                    """, to: "weekly.yaml")
            }
            try write("Одно")
            #expect(try await trial.command("apply", "weekly.yaml").status == 0)
            #expect(try await trial.drift().status == 0)
            try write("Другое")
            let found = try await trial.drift()
            #expect(found.status == 2)
            #expect(found.array?.kinds == ["jobEdited"])
            #expect(found.array?.first?["detail"] as? String == "title is \"Одно\" here and \"Другое\" in the file")
            #expect(try await trial.command("plan", "weekly.yaml").output.contains("    title: \"Одно\" → \"Другое\"\n"))
            #expect(try await trial.drift("--recreate").status == 0)
            #expect(try await trial.command("job", "list", "--json").array?.first?["title"] as? String == "Другое")
            #expect(try await trial.drift().status == 0)
            try FileManager.default.removeItem(at: trial.account.folder.appendingPathComponent("weekly.yaml"))
            #expect(try await trial.drift().array?.kinds == ["jobFileGone"])
            #expect(try await trial.drift("--adopt").status == 0)
            #expect(try await trial.drift().status == 0)
            #expect(try await trial.command("job", "list", "--json").array?.count == 1)
        }
    }
}
