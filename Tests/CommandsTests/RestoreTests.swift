import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(10)))
struct RestoreTests {
    /// Kills the demo run before its playback is made, makes a backup, and lets the run go on until it is published.
    private func backedUpTooEarly(_ trial: Trial, step: String = "createPlayback") async throws -> String {
        _ = try trial.account.demoJob()
        let killed = try await trial.command("job", "run", "demo.yaml", "--start", "+90s", with: ["CRASH_AT": "\(step):intentCommitted"])
        #expect(killed.signal == SIGKILL)
        #expect(try await trial.command("backup", "copy.sqlite").status == 0)
        return try await trial.published()
    }

    private func restore(_ trial: Trial, _ file: String = "copy.sqlite") async throws {
        let restored = try await trial.command("restore", file, "--json")
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(restored.json?["unfinished"] as? Int == 1)
        let kept = try #require(restored.json?["kept"] as? String)
        #expect(kept.contains("autowebinar.sqlite.before-restore-"))
        #expect(FileManager.default.fileExists(atPath: kept))
    }

    /// The demo run of a backup from before its publication, held by what it published since.
    private func held(_ trial: Trial) async throws -> (id: String, playback: String) {
        let id = try await backedUpTooEarly(trial)
        try await restore(trial)
        let playback = try #require(trial.ours.first { $0.kind == .playback }?.id)
        let result = try await trial.command("job", "run", "demo.yaml", "--json")
        #expect(result.status == 2, "\(result.errors)")
        #expect(result.state == "held")
        let question = try #require(result.json?["error"] as? String)
        #expect(question.contains("“Демонстрация” (\(playback))"))
        #expect(question.contains("autowebinar run resolve \(id) --adopt \(playback)"))
        #expect(question.contains("autowebinar run resolve \(id) --not-done"))
        #expect(trial.made == .one, "nothing was made twice")
        return (id, playback)
    }

    /// Says that a run made a playback, and sees it published with that.
    private func adopt(_ playback: String, as id: String, _ trial: Trial, with environment: [String: String] = [:]) async throws {
        let asked = trial.server.requests.count
        let resolved = try trial.start("run", "resolve", id, "--adopt", playback, with: environment)
        try await trial.eventually("looked at the playback") { trial.server.requests.dropFirst(asked).contains { $0.operation == "getPlayback" } }
        resolved.send(SIGTERM)
        _ = await resolved.result
        let view = try #require(try await trial.command(["job", "run", "demo.yaml", "--until", "published", "--json"], with: environment).json)
        #expect(view["published"] as? Bool == true)
        #expect(view["id"] as? String == id)
        #expect(view["playbackId"] as? String == playback)
    }

    @Test("A run that published after the backup is held when the backup is restored; adopted, it goes on and nothing is made twice")
    func adopt() async throws {
        try await Trial.run { trial in
            let (id, playback) = try await held(trial)
            #expect(try await trial.command("job", "run", "demo.yaml").status == 2, "it stays held")
            try await adopt(playback, as: id, trial)
            #expect(trial.made == .one)
        }
    }

    @Test("Told that what was found is not its own, the run makes its own")
    func notDone() async throws {
        try await Trial.run { trial in
            let (id, playback) = try await held(trial)
            let resolved = try trial.start("run", "resolve", id, "--not-done", "--json")
            try await trial.eventually("published") { trial.made.publications == 2 }
            resolved.send(SIGTERM)
            _ = await resolved.result
            #expect(trial.made == Made(playbacks: 2, events: 2, publications: 2))
            let view = try #require(try await trial.command("run", "show", id, "--json").json)
            #expect(view["playbackId"] as? String != playback)
        }
    }

    @Test(
        "Backed up at a later step, a run finds by itself what it did since",
        arguments: ["selectRecord", "attachRecord", "createPlaybackEvent", "publish"])
    func laterStep(step: String) async throws {
        try await Trial.run { trial in
            let id = try await backedUpTooEarly(trial, step: step)
            try await restore(trial)
            #expect(try await trial.published() == id)
            #expect(trial.made == .one)
        }
    }

    @Test("A draft that was made after the backup is adopted by its marker")
    func draft() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let first = try await trial.command("job", "run", "demo.yaml", "--start", "+90s", with: ["CRASH_AT": "createPlayback:intentCommitted"])
            #expect(first.signal == SIGKILL)
            #expect(try await trial.command("backup", "copy.sqlite").status == 0)
            let second = try await trial.command("job", "run", "demo.yaml", with: ["CRASH_AT": "createPlayback:committed"])
            #expect(second.signal == SIGKILL)
            try await restore(trial)
            _ = try await trial.published()
            #expect(trial.made == .one)
        }
    }

    @Test("A run that the backup does not know at all is not made a second time either: the new one asks")
    func lostRun() async throws {
        try await Trial.run { trial in
            let start = Date(timeIntervalSinceNow: 3600).formatted(.iso8601)
            #expect(
                try await trial.command("connection", "add", "--token-stdin", input: trial.account.token, with: ["AUTOWEBINAR_TOKEN": ""]).status == 0
            )
            #expect(try await trial.command("backup", "copy.sqlite").status == 0)
            let id = try await trial.published(start: start)
            let restored = try await trial.command("restore", "copy.sqlite")
            #expect(restored.status == 0, "\(restored.errors)")
            #expect(!restored.output.contains("add it anew"), "the key is the same")
            // With the stored token: the connection is back, and its token opens.
            let stored = ["AUTOWEBINAR_TOKEN": ""]
            let result = try await trial.command("job", "run", "demo.yaml", "--start", start, "--json", with: stored)
            #expect(result.status == 2, "\(result.errors)")
            #expect(result.json?["id"] as? String == id)
            #expect(trial.made == .one)
            let playback = try #require(trial.ours.first { $0.kind == .playback }?.id)
            try await adopt(playback, as: id, trial, with: stored)
            #expect(trial.made == .one)
        }
    }

    @Test("A backup of a finished run brings back what it knows; a report that is collected again lies beside the first")
    func roundTrip() async throws {
        try await Trial.run { trial in
            let id = try await trial.published(start: "+3s")
            #expect(try await trial.command("backup", "before.sqlite").status == 0)
            let done = try await trial.command("job", "run", "demo.yaml", "--json")
            #expect(done.state == "completed")
            let report = try #require((done.json?["reports"] as? [[String: Any]])?.first?["path"] as? String)
            // Another report lies where the restored run would put its own.
            try Data("another".utf8).write(to: URL(fileURLWithPath: report))
            try await restore(trial, "before.sqlite")
            let again = try await trial.command("job", "run", "demo.yaml", "--json")
            #expect(again.json?["id"] as? String == id)
            #expect(again.state == "completed", "\(again.errors)")
            let second = try #require((again.json?["reports"] as? [[String: Any]])?.first?["path"] as? String)
            #expect(second != report)
            #expect(try Data(contentsOf: URL(fileURLWithPath: report)) == Data("another".utf8))
            #expect(trial.made == .one)
        }
    }

    @Test("What is no whole backup of this program is refused, and nothing changes")
    func refusals() async throws {
        try await Trial.run { trial in
            let id = try await trial.published()
            #expect(try await trial.command("backup", "copy.sqlite").status == 0)
            let whole = try Data(contentsOf: trial.account.folder.appendingPathComponent("copy.sqlite"))
            func refuse(_ file: String, _ reason: String) async throws {
                let result = try await trial.command("restore", file)
                #expect(result.status == 1, "\(file)")
                #expect(result.errors.contains(reason), "\(result.errors)")
                #expect(!result.errors.contains("restore a backup"))
            }
            try await refuse("nothing.sqlite", "There is no file nothing.sqlite.")
            try await refuse("var", "var is a folder; name a file that `autowebinar backup` made")
            _ = try trial.account.write(
                "not a database, but long enough to have a header of one hundred bytes and then some more text to be read", to: "text.sqlite")
            try await refuse("text.sqlite", "it is not a database")
            _ = try trial.account.write("", to: "empty.sqlite")
            try await refuse("empty.sqlite", "it is not a database of this program")
            var damaged = whole
            damaged.replaceSubrange(8192..<min(damaged.count, 40_960), with: repeatElement(0xFF, count: min(damaged.count, 40_960) - 8192))
            try damaged.write(to: trial.account.folder.appendingPathComponent("damaged.sqlite"))
            try await refuse("damaged.sqlite", "it is damaged")
            try whole.prefix(whole.count / 2).write(to: trial.account.folder.appendingPathComponent("half.sqlite"))
            try await refuse("half.sqlite", "it is damaged")
            // One migration more than this program knows.
            let known = Data("connection-1".utf8)
            var newer = whole
            while let found = newer.range(of: known) { newer.replaceSubrange(found, with: Data("connection-9".utf8)) }
            try newer.write(to: trial.account.folder.appendingPathComponent("newer.sqlite"))
            try await refuse("newer.sqlite", "it was written by a newer version of this program; use that version")
            try await refuse("var/autowebinar.sqlite", "is the database itself")
            #expect(try await trial.command("run", "show", id).output.contains("published"))
            let files = try FileManager.default.contentsOfDirectory(atPath: trial.account.storage.path).sorted()
            #expect(files.filter { $0.contains("before-restore") || $0.contains("part-") }.isEmpty)
        }
    }

    @Test("While a process owns the database nothing is restored, and the process is named")
    func owned() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let owner = try trial.start("job", "run", "demo.yaml", "--start", "+60s")
            try await trial.eventually("published") { trial.made.publications == 1 }
            #expect(try await trial.command("backup", "copy.sqlite").status == 0)
            let refused = try await trial.command("restore", "copy.sqlite")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("is in use by process \(owner.processIdentifier) (autowebinar job run demo)"))
            owner.send(SIGTERM)
            #expect(await owner.result.status == 130)
            #expect(try await trial.command("restore", "copy.sqlite").status == 0)
        }
    }

    @Test("A damaged database, or none, gives way; the damaged one is kept")
    func damagedPresent() async throws {
        try await Trial.run { trial in
            let id = try await trial.published()
            #expect(try await trial.command("backup", "copy.sqlite").status == 0)
            let database = trial.account.storage.appendingPathComponent("autowebinar.sqlite")
            let noise = Data(repeating: 0x55, count: 65_536)
            try noise.write(to: database)
            let restored = try await trial.command("restore", "copy.sqlite", "--json")
            #expect(restored.status == 0, "\(restored.errors)")
            let kept = try #require(restored.json?["kept"] as? String)
            #expect(try Data(contentsOf: URL(fileURLWithPath: kept)) == noise)
            #expect(try await trial.command("run", "show", id).status == 0)
            #expect(try FileManager.default.attributesOfItem(atPath: database.path)[.posixPermissions] as? Int == 0o600)
            for file in try FileManager.default.contentsOfDirectory(atPath: trial.account.storage.path) where file.hasPrefix("autowebinar.sqlite") {
                try FileManager.default.removeItem(at: trial.account.storage.appendingPathComponent(file))
            }
            #expect(try await trial.command("restore", "copy.sqlite").status == 0)
            #expect(try await trial.command("run", "show", id).status == 0)
        }
    }

    @Test("A damaged database that is named by a link is kept, and the link leads to the restored one; one that leads nowhere is left alone")
    func damagedBehindALink() async throws {
        try await Trial.run { trial in
            let id = try await trial.published()
            #expect(try await trial.command("backup", "copy.sqlite").status == 0)
            let database = trial.account.storage.appendingPathComponent("autowebinar.sqlite")
            let disk = trial.account.folder.appendingPathComponent("disk")
            try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
            let real = disk.appendingPathComponent("real.sqlite")
            try FileManager.default.removeItem(at: database)
            let noise = Data(repeating: 0x55, count: 65_536)
            try noise.write(to: real)
            try FileManager.default.createSymbolicLink(at: database, withDestinationURL: real)
            let restored = try await trial.command("restore", "copy.sqlite", "--json")
            #expect(restored.status == 0, "\(restored.errors)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: #require(restored.json?["kept"] as? String))) == noise)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: database.path) == real.path)
            #expect(try await trial.command("run", "show", id).status == 0)
            try FileManager.default.removeItem(at: disk)
            let refused = try await trial.command("restore", "copy.sqlite")
            #expect(refused.status == 1 && refused.errors.contains("is a link, and what it leads to is not there"), "\(refused.errors)")
        }
    }

    @Test("Killed at any instant, a restoration leaves the old database or the new one", arguments: [2, 4, 7, 11, 16, 22, 30, 40, 55, 80])
    func killed(milliseconds: Int) async throws {
        try await Trial.run { trial in
            let id = try await trial.published()
            #expect(try await trial.command("backup", "copy.sqlite").status == 0)
            #expect(try await trial.command("run", "cancel", id).status == 0)
            let restoring = try trial.start("restore", "copy.sqlite")
            try await Task.sleep(for: .milliseconds(milliseconds))
            restoring.send(SIGKILL)
            _ = await restoring.result
            let shown = try await trial.command("run", "show", id, "--json")
            #expect(shown.state == "cancelled" || shown.state == "waiting", "\(shown.errors)")
            // And it can be done again, which sweeps up what was left.
            #expect(try await trial.command("restore", "copy.sqlite").status == 0)
            let files = try FileManager.default.contentsOfDirectory(atPath: trial.account.storage.path)
            #expect(files.filter { $0.contains("part-") }.isEmpty, "\(files)")
            #expect(try await trial.command("run", "show", id, "--json").state == "waiting")
        }
    }

    @Test("A report that was fetched after the backup, and whose playback cleanup has removed since, is taken over from its file")
    func cleanedUp() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob("analytics: {after: 0s, giveUpAfter: 3s}\ncleanup: 1s")
            let id = try #require(
                try await trial.command("job", "run", "demo.yaml", "--start", "+3s", "--until", "published", "--json").json?["id"] as? String)
            #expect(try await trial.command("backup", "before.sqlite").status == 0)
            func finish() async throws -> [String: Any] {
                let done = try await trial.command("job", "run", "demo.yaml", "--json")
                #expect(done.json?["id"] as? String == id)
                return try #require((done.json?["reports"] as? [[String: Any]])?.first, "\(done.output) \(done.errors)")
            }
            let first = try await finish()
            let serve = try trial.start("serve")
            try await trial.eventually("cleaned up") { trial.made.deletedPlaybacks == 1 }
            serve.send(SIGTERM)
            _ = await serve.result
            try await restore(trial, "before.sqlite")
            let second = try await finish()
            #expect(second["path"] as? String == first["path"] as? String)
            #expect(second["sha256"] as? String == first["sha256"] as? String)
            #expect(trial.made.playbacks == 1)
        }
    }
}
