import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct DriftTests {
    /// Lists and lost calls settle in a second, so that what was just made is judged soon.
    private static let quick = ["AUTOWEBINAR_LIVEDIGITAL_TIMEOUT": "500ms"]

    /// A run of the demo job that was published for later.
    private struct Shown {
        var run: String
        var playbackId: String
        var eventId: String
    }

    private func shown(_ trial: Trial, job: String? = nil) async throws -> Shown {
        try forgetOldDraft(trial)
        _ = try job.map { try trial.account.write($0, to: "demo.yaml") } ?? trial.account.demoJob()
        let start = job == nil ? ["--start", "+900s"] : []
        let result = try await trial.command(["job", "run", "demo.yaml", "--until", "published", "--json"] + start, with: Self.quick)
        #expect(result.status == 0, "\(result.errors)")
        return Shown(
            run: try #require(result.json?["id"] as? String), playbackId: try #require(result.json?["playbackId"] as? String),
            eventId: try #require(result.json?["eventId"] as? String))
    }

    /// The account has an old draft with a mark of ours from the beginning.
    private func forgetOldDraft(_ trial: Trial) throws {
        let drafts = SandboxAccount.demo(recordLength: .seconds(1)).playbacks.filter { $0.name.contains("⟦run-") }
        for draft in drafts { try trial.server.deletePlayback(draft.id) }
    }

    private func drift(_ trial: Trial, _ arguments: String...) async throws -> CommandResult {
        try await trial.command(["drift", "--json"] + arguments, with: Self.quick)
    }

    /// The findings, as soon as what was made just before has settled.
    private func findings(_ trial: Trial) async throws -> [[String: Any]] {
        for _ in 0..<100 {
            let result = try await drift(trial)
            if result.status == 2 { return result.array ?? [] }
            #expect(result.status == 0, "\(result.errors)")
            try await Task.sleep(for: .milliseconds(100))
        }
        return []
    }

    private func kinds(_ findings: [[String: Any]]) -> [String] { findings.compactMap { $0["kind"] as? String } }

    private func playback(_ trial: Trial, _ id: String) -> LedgerEntry? { trial.server.ledger.last { $0.id == id } }

    @Test("without a database and on an untouched account nothing has drifted, and nothing is changed")
    func nothing() async throws {
        try await Trial.run { trial in
            let before = try await trial.command("drift")
            #expect(before.status == 0 && before.output == "Nothing has drifted.\n", "\(before.errors)")
            _ = try await shown(trial)
            try await Task.sleep(for: .milliseconds(1300))
            let made = trial.made
            let result = try await drift(trial)
            #expect(result.status == 0 && result.output == "[]\n", "\(result.output) \(result.errors)")
            #expect(trial.made == made)
        }
    }

    @Test("an event that was deleted by hand is told, and --recreate makes one other, beside a running serve and however often it is asked")
    func vanishedEvent() async throws {
        try await Trial.run { trial in
            let shown = try await shown(trial)
            try trial.server.deleteEvent(shown.eventId)
            let found = try await findings(trial)
            #expect(kinds(found) == ["eventVanished"])
            #expect(found.first?["run"] as? String == shown.run)
            #expect(found.first?["remedies"] as? [String] == ["adopt", "recreate"])
            let table = try await trial.command("drift", with: Self.quick)
            #expect(table.status == 2)
            #expect(
                table.output.contains("eventVanished  \(shown.run)  the event (\(shown.eventId)) is gone  --adopt, --recreate\n"), "\(table.output)")
            let serve = try trial.start("serve", with: Self.quick)
            try await trial.eventually("owned") {
                try String(contentsOfFile: trial.lockPath, encoding: .utf8).contains("process \(serve.processIdentifier) ")
            }
            let mended = try await drift(trial, "--recreate")
            #expect(mended.status == 0, "\(mended.errors)")
            try await trial.eventually("made again") { trial.made.events == 2 }
            // What is under way is not judged, and what was mended is not mended again.
            #expect(try await drift(trial, "--recreate").status == 0)
            try await Task.sleep(for: .milliseconds(1500))
            #expect(try await drift(trial, "--recreate").output == "[]\n")
            serve.send(SIGTERM)
            _ = await serve.result
            #expect(trial.made == Made(playbacks: 1, events: 2, publications: 1, deletedEvents: 1))
            let run = try await trial.command("run", "show", shown.run, "--json")
            #expect(run.json?["published"] as? Bool == true)
            #expect(run.json?["eventId"] as? String == trial.ours.last { $0.kind == .event && $0.what == .created }?.id)
            #expect((run.json?["inviteUrl"] as? String)?.hasSuffix(run.json?["eventId"] as? String ?? "-") == true)
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
                let shown = try await shown(trial, job: isPermanent ? job : nil)
                try trial.server.deletePlayback(shown.playbackId)
                #expect(kinds(try await findings(trial)) == ["playbackVanished"])
                let mended = try await drift(trial, "--recreate")
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

    @Test("what vanished is let go with --adopt: the run is cancelled, and nothing of it is left")
    func adoptedLoss() async throws {
        try await Trial.run { trial in
            let shown = try await shown(trial)
            try trial.server.deleteEvent(shown.eventId)
            _ = try await findings(trial)
            #expect(try await drift(trial, "--adopt").status == 0)
            #expect(try await trial.command("run", "show", shown.run, "--json").state == "cancelled")
            #expect(trial.made == Made(playbacks: 1, events: 1, publications: 1, deletedPlaybacks: 1, deletedEvents: 1))
        }
    }

    @Test("an edited playback is taken over with --adopt and set back with --recreate; an unpublished one is published again")
    func edited() async throws {
        try await Trial.run { trial in
            let shown = try await shown(trial)
            let other = try #require(SandboxAccount.demo(recordLength: .seconds(1)).records.first { $0.name == "Демо, осень" }?.id)
            try trial.server.editPlayback(shown.playbackId) {
                $0.name = "По-новому"
                $0.recordId = other
            }
            let found = try await findings(trial)
            #expect(kinds(found) == ["playbackEdited"])
            #expect((found.first?["found"] as? [String: Any])?["name"] as? String == "По-новому")
            #expect((found.first?["expected"] as? [String: Any])?["name"] as? String == "Демонстрация")
            let adopted = try await drift(trial, "--adopt")
            #expect(adopted.status == 0, "\(adopted.output) \(adopted.errors)")
            #expect(try await trial.command("run", "show", shown.run, "--json").json?["recordId"] as? String == other)
            #expect(playback(trial, shown.playbackId)?.state["name"]?.text == "По-новому")
            #expect(playback(trial, shown.playbackId)?.state["recordId"]?.text == other)

            try trial.server.editPlayback(shown.playbackId) {
                $0.name = "Ещё раз"
                $0.isPublished = false
            }
            #expect(kinds(try await findings(trial)) == ["playbackUnpublished"])
            #expect(try await drift(trial, "--adopt").status == 2, "nothing can be taken over from what is not published")
            let again = try await drift(trial, "--recreate")
            #expect(again.status == 0, "\(again.output) \(again.errors)")
            #expect(playback(trial, shown.playbackId)?.state["name"]?.text == "По-новому")
            #expect(playback(trial, shown.playbackId)?.state["isPublished"] == .boolean(true))
            try await Task.sleep(for: .milliseconds(1300))
            #expect(try await drift(trial).status == 0)
            #expect(trial.made.events == 1)
        }
    }

    @Test("an event that was moved is replaced with --recreate, one that was renamed keeps its name with --adopt")
    func editedEvent() async throws {
        try await Trial.run { trial in
            let shown = try await shown(trial)
            try trial.server.editEvent(shown.eventId) { $0.name = "Приходите" }
            #expect(kinds(try await findings(trial)) == ["eventRenamed"])
            #expect(try await drift(trial, "--adopt").status == 0)
            try await Task.sleep(for: .milliseconds(1300))
            #expect(try await drift(trial).status == 0)
            try trial.server.editEvent(shown.eventId) { $0.startDate = $0.startDate?.addingTimeInterval(3600) }
            #expect(kinds(try await findings(trial)) == ["eventMoved"])
            let mended = try await drift(trial, "--recreate")
            #expect(mended.status == 0, "\(mended.output) \(mended.errors)")
            #expect(trial.made == Made(playbacks: 1, events: 2, publications: 1, deletedEvents: 1))
            try await Task.sleep(for: .milliseconds(1300))
            #expect(try await drift(trial).status == 0)
        }
    }

    @Test("a draft with the mark of a run that has gone on, and one of a lost run, are deleted with --delete-orphans; nobody else's")
    func orphans() async throws {
        try await Trial.run { trial in
            let shown = try await shown(trial)
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
            let found = try await findings(trial)
            #expect(kinds(found) == ["draftOrphaned", "draftOrphaned", "draftOrphaned"])
            let deletable = found.filter { $0["remedies"] as? [String] == ["deleteOrphans"] }.compactMap { $0["playbackId"] as? String }
            #expect(Set(deletable) == [late.id, lost.id])
            let mended = try await drift(trial, "--delete-orphans")
            #expect(mended.status == 2, "one is left for a month")
            let gone = trial.server.ledger.filter { $0.operation == "deletePlayback" }.map(\.id)
            #expect(Set(gone) == [late.id, lost.id] && gone.count == 2)
            #expect(kinds(try await findings(trial)) == ["draftOrphaned"])
            #expect(try await drift(trial, "--delete-orphans").status == 2)
            #expect(trial.server.ledger.count { $0.operation == "deletePlayback" } == 2)
        }
    }

    @Test("what somebody published by hand for a run that failed is taken over with --adopt, and published no second time")
    func byHand() async throws {
        try await Trial.run { trial in
            try forgetOldDraft(trial)
            _ = try trial.account.demoJob()
            try trial.server.arm(Fault(operation: "createPlayback", action: .status(403, message: "No rights")))
            let start = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 900).rounded())
            let failed = try await trial.command(
                "job", "run", "demo.yaml", "--start", start.formatted(.iso8601), "--json", with: Self.quick)
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
            let found = try await findings(trial)
            #expect(kinds(found) == ["publishedByHand"])
            let adopted = try await drift(trial, "--adopt")
            #expect(adopted.status == 0, "\(adopted.output) \(adopted.errors)")
            let run = try await trial.command("run", "list", "--state", "waiting", "--json")
            #expect(run.array?.count == 1)
            #expect(run.array?.first?["playbackId"] as? String == playback.id)
            #expect(run.array?.first?["eventId"] as? String == "66e3aa0000000000000000aa")
            #expect(run.array?.first?["recordId"] as? String == record)
            #expect(run.array?.first?["published"] as? Bool == true)
            #expect(!trial.server.ledger.contains { $0.id == playback.id && ($0.what == .unpublished || $0.what == .deleted) })
            #expect(trial.made == Made())
            #expect(try await drift(trial, "--adopt").output == "[]\n")
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
            #expect(try await drift(trial).status == 0)
            try write("Другое")
            let found = try await drift(trial)
            #expect(found.status == 2)
            #expect(kinds(found.array ?? []) == ["jobEdited"])
            #expect(found.array?.first?["detail"] as? String == "title is \"Одно\" here and \"Другое\" in the file")
            #expect(try await trial.command("plan", "weekly.yaml").output.contains("    title: \"Одно\" → \"Другое\"\n"))
            #expect(try await drift(trial, "--recreate").status == 0)
            #expect(try await trial.command("job", "list", "--json").array?.first?["title"] as? String == "Другое")
            #expect(try await drift(trial).status == 0)
            try FileManager.default.removeItem(at: trial.account.folder.appendingPathComponent("weekly.yaml"))
            #expect(kinds(try await drift(trial).array ?? []) == ["jobFileGone"])
            #expect(try await drift(trial, "--adopt").status == 0)
            #expect(try await drift(trial).status == 0)
            #expect(try await trial.command("job", "list", "--json").array?.count == 1)
        }
    }

    @Test("a list that cannot be read proves nothing: it is said, and nothing is called vanished")
    func unread() async throws {
        try await Trial.run { trial in
            let shown = try await shown(trial)
            try trial.server.deletePlayback(shown.playbackId)
            try await Task.sleep(for: .milliseconds(1300))
            try trial.server.arm(Fault(operation: "getPlaybacks", action: .status(403, message: "No rights")))
            let result = try await drift(trial, "--recreate")
            #expect(result.status == 2)
            #expect(kinds(result.array ?? []) == ["unproved"])
            #expect((result.array?.first?["detail"] as? String)?.contains("getPlaybacks") == true)
            #expect(trial.made.playbacks == 1)
        }
    }
}

extension Trial {
    /// Where the owner of the database says who it is.
    fileprivate var lockPath: String { account.storage.appendingPathComponent("autowebinar.sqlite.lock").path }
}
