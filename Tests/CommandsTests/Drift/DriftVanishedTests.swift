import Foundation
import ProcessHarness
import Sandbox
import Testing

/// What was deleted by hand.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct DriftVanishedTests {
    @Test("an event that was deleted by hand is told, and --recreate makes one other, beside a running serve and however often it is asked")
    func vanishedEvent() async throws {
        try await Trial.run { trial in
            let shown = try await trial.shown()
            try trial.server.deleteEvent(shown.eventId)
            let found = try await trial.findings()
            #expect(found.kinds == ["eventVanished"])
            #expect(found.first?["run"] as? String == shown.run)
            #expect(found.first?["remedies"] as? [String] == ["adopt", "recreate"])
            let table = try await trial.command("drift", with: Trial.quick)
            #expect(table.status == 2)
            #expect(
                table.output.contains("eventVanished  \(shown.run)  the event (\(shown.eventId)) is gone  --adopt, --recreate\n"), "\(table.output)")
            let serve = try trial.start("serve", with: Trial.quick)
            try await trial.eventually("owned") {
                try String(contentsOfFile: trial.lockPath, encoding: .utf8).contains("process \(serve.processIdentifier) ")
            }
            let mended = try await trial.drift("--recreate")
            #expect(mended.status == 0, "\(mended.errors)")
            try await trial.eventually("made again") { trial.made.events == 2 }
            // What is under way is not judged, and what was mended is not mended again.
            #expect(try await trial.drift("--recreate").status == 0)
            try await trial.settled()
            #expect(try await trial.drift("--recreate").output == "[]\n")
            serve.send(SIGTERM)
            _ = await serve.result
            #expect(trial.made == Made(playbacks: 1, events: 2, publications: 1, deletedEvents: 1))
            let run = try await trial.command("run", "show", shown.run, "--json")
            #expect(run.json?["published"] as? Bool == true)
            #expect(run.json?["eventId"] as? String == trial.ours.last { $0.kind == .event && $0.what == .created }?.id)
            #expect((run.json?["inviteUrl"] as? String)?.hasSuffix(run.json?["eventId"] as? String ?? "-") == true)
        }
    }

    @Test("an event that was deleted by hand of a playback that was edited, too, is made again, and the playback set back with it")
    func vanishedEventOfEditedPlayback() async throws {
        try await Trial.run { trial in
            let shown = try await trial.shown()
            for isPublished in [true, false] {
                let event = try #require(trial.ours.last { $0.kind == .event && $0.what == .created }?.id)
                try trial.server.editPlayback(shown.playbackId) {
                    $0.name = "Иначе"
                    $0.isPublished = isPublished
                }
                try trial.server.deleteEvent(event)
                #expect(try await trial.kinds() == ["eventVanished", isPublished ? "playbackEdited" : "playbackUnpublished"])
                let mended = try await trial.drift("--recreate")
                #expect(mended.status == 0, "\(mended.output) \(mended.errors)")
                let words = "the event is made again, and the playback published with it"
                #expect(mended.array?.map { $0["mended"] as? String } == [words, words])
                #expect(trial.lastEntry(of: shown.playbackId)?.state["name"]?.text == "Демонстрация")
                #expect(trial.lastEntry(of: shown.playbackId)?.state["isPublished"] == .boolean(true))
                try await trial.settled()
                #expect(try await trial.drift().output == "[]\n")
            }
        }
    }

    @Test("a playback that was deleted by hand is made again with its event; the same of a permanent autowebinar, whose run has ended")
    func vanishedPlayback() async throws {
        for isPermanent in [false, true] {
            try await Trial.run { trial in
                let job = """
                    kind: autowebinar
                    name: demo
                    title: Демонстрация
                    space: Маркетинг
                    room: Демо-зал
                    record: {latest: {nameContains: Демо}}
                    schedule: {timezone: Europe/Moscow, always: true}
                    """
                let shown = try await trial.shown(job: isPermanent ? job : nil)
                try trial.server.deletePlayback(shown.playbackId)
                #expect(try await trial.kinds() == ["playbackVanished"])
                let mended = try await trial.drift("--recreate")
                #expect(mended.status == 0, "\(mended.output) \(mended.errors)")
                #expect(mended.array?.first?["mended"] as? String == "playback and event are made again")
                #expect(trial.made == Made(playbacks: 2, events: 2, publications: 2, deletedPlaybacks: 1, deletedEvents: 1))
                let run = try await trial.command("run", "show", shown.run, "--json")
                #expect(run.json?["published"] as? Bool == true)
                #expect(run.json?["state"] as? String == (isPermanent ? "completed" : "waiting"))
                #expect(run.json?["playbackId"] as? String != shown.playbackId)
            }
        }
    }

    @Test("a shared playback that was deleted by hand is one finding, and is made again with the events of all its runs")
    func vanishedSharedPlayback() async throws {
        try await Trial.run { trial in
            try trial.forgetOldDraft()
            let first = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 900).rounded(.up))
            let dates = [first, first.addingTimeInterval(600)]
            try trial.series(dates: dates)
            #expect(try await trial.command("apply", "series.yaml").status == 0)
            let serve = try trial.start("serve", with: Trial.quick)
            try await trial.eventually("published") { trial.made == Made(playbacks: 1, events: 2, publications: 1) }
            let playback = try #require(trial.ours.first { $0.kind == .playback }?.id)
            try await trial.settled()
            #expect(try await trial.drift().output == "[]\n")
            try trial.server.deletePlayback(playback)
            let found = try await trial.findings()
            #expect(found.kinds == ["playbackVanished"])
            #expect(found.first?["run"] as? String == "series@shared")
            let runs = dates.map { "series@\($0.formatted(.iso8601).dropLast()).000Z" }
            #expect((found.first?["detail"] as? String)?.hasSuffix("is gone, and the events of \(runs[0]), \(runs[1]) with it") == true)
            let mended = try await trial.drift("--recreate")
            #expect(mended.status == 0, "\(mended.output) \(mended.errors)")
            try await trial.eventually("made again") {
                trial.made == Made(playbacks: 2, events: 4, publications: 2, deletedPlaybacks: 1, deletedEvents: 2)
            }
            try await trial.settled()
            #expect(try await trial.drift("--recreate").output == "[]\n")
            for run in runs { #expect(try await trial.command("run", "show", run, "--json").json?["playbackId"] as? String != playback) }
            // An edit is told of the playback, and one of an event of its own run.
            let again = try #require(trial.ours.last { $0.kind == .playback && $0.what == .created }?.id)
            try trial.server.editPlayback(again) { $0.name = "Иначе" }
            #expect(try await trial.findings().compactMap { $0["run"] as? String } == ["series@shared"])
            #expect(try await trial.drift("--recreate").status == 0)
            try await trial.eventually("set back") { trial.lastEntry(of: again)?.state["name"]?.text == "Серия" }
            serve.send(SIGTERM)
            _ = await serve.result
        }
    }

    @Test("what vanished is let go with --adopt: the run is cancelled, and nothing of it is left")
    func adoptedLoss() async throws {
        try await Trial.run { trial in
            let shown = try await trial.shown()
            try trial.server.deleteEvent(shown.eventId)
            _ = try await trial.findings()
            #expect(try await trial.drift("--adopt").status == 0)
            #expect(try await trial.command("run", "show", shown.run, "--json").state == "cancelled")
            #expect(trial.made == Made(playbacks: 1, events: 1, publications: 1, deletedPlaybacks: 1, deletedEvents: 1))
        }
    }
}
