import Foundation
import ProcessHarness
import Sandbox
import Testing

/// Backups of a series with two dates that share one playback, restored after what they do not know has happened.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct RestoreSharedTests {
    /// All that the series ever makes.
    private static let whole = Made(playbacks: 1, events: 2, publications: 1)

    private let first = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 3600).rounded(.up))

    /// A job with its first dates, ten minutes apart.
    private func job(_ trial: Trial, dates count: Int = 2) throws {
        try trial.series(dates: (0..<count).map { first.addingTimeInterval(Double($0) * 600) })
    }

    private typealias Run = [String: Any]

    /// Serves until the runs are as they should be.
    ///
    /// - Returns: the runs by id.
    @discardableResult
    private func serve(_ trial: Trial, until what: String, _ isDone: ([Run]) -> Bool) async throws -> [String: Run] {
        let asked = trial.server.requests.count
        let serve = try trial.start("serve", "--jobs", "series.yaml")
        var runs: [Run] = []
        try await trial.eventually(what) {
            runs = try await trial.command("run", "list", "--json").array ?? []
            // Its first question says that it can be ended in order.
            return trial.server.requests.count > asked && isDone(runs)
        }
        serve.send(SIGTERM)
        let ended = await serve.result
        #expect(ended.status == 0, "\(ended.errors)")
        return Dictionary(uniqueKeysWithValues: runs.compactMap { run in (run["id"] as? String).map { ($0, run) } })
    }

    /// Serves until so many dates have their link.
    ///
    /// - Returns: the event of each of them, by the run's id.
    private func published(_ trial: Trial, dates count: Int = 2) async throws -> [String: String] {
        try await serve(trial, until: "\(count) dates are published") { $0.count { $0["inviteUrl"] is String } == count }
            .compactMapValues { $0["eventId"] as? String }
    }

    private func backUp(_ trial: Trial) async throws {
        let backup = try await trial.command("backup", "copy.sqlite")
        #expect(backup.status == 0, "\(backup.errors)")
    }

    private func restore(_ trial: Trial) async throws {
        let restored = try await trial.command("restore", "copy.sqlite")
        #expect(restored.status == 0, "\(restored.errors)")
    }

    /// Sees the run of the playback held by what it published since, and says that this is its own.
    private func adoptWhatIsFound(_ trial: Trial) async throws {
        let playback = try #require(trial.ours.first { $0.kind == .playback }?.id)
        let runs = try await serve(trial, until: "it is held") { $0.contains { $0["state"] as? String == "held" } }
        let held = try #require(runs["series@shared"])
        #expect((held["error"] as? String)?.contains("autowebinar run resolve series@shared --adopt \(playback)") == true, "\(held)")
        #expect(runs.values.allSatisfy { !($0["inviteUrl"] is String) }, "a date went on without its playback")
        #expect(trial.made == Self.whole, "nothing was made twice")
        let asked = trial.server.requests.count
        let resolved = try trial.start("run", "resolve", "series@shared", "--adopt", playback)
        try await trial.eventually("looked at the playback") {
            trial.server.requests.dropFirst(asked).contains { $0.operation == "getPlayback" }
        }
        resolved.send(SIGTERM)
        _ = await resolved.result
    }

    @Test("what a backup from before the playback does not know is asked about once, and playback and events are adopted")
    func beforeThePlayback() async throws {
        try await Trial.run { trial in
            try job(trial)
            let killed = try await trial.command("serve", "--jobs", "series.yaml", with: ["CRASH_AT": "createPlayback:intentCommitted"])
            #expect(killed.signal == SIGKILL, "\(killed.errors)")
            try await backUp(trial)
            let made = try await published(trial)
            #expect(trial.made == Self.whole)
            try await restore(trial)
            try await adoptWhatIsFound(trial)
            #expect(try await published(trial) == made)
            #expect(trial.made == Self.whole)
        }
    }

    @Test("a backup from before the job was applied leads to the same question, and to the same events")
    func beforeTheJob() async throws {
        try await Trial.run { trial in
            #expect(
                try await trial.command("connection", "add", "--token-stdin", input: trial.account.token, with: ["AUTOWEBINAR_TOKEN": ""]).status == 0
            )
            try await backUp(trial)
            try job(trial)
            let made = try await published(trial)
            try await restore(trial)
            try await adoptWhatIsFound(trial)
            #expect(try await published(trial) == made)
            #expect(trial.made == Self.whole)
        }
    }

    @Test(
        "backed up at a later step, the runs find by themselves what they did since",
        arguments: ["selectRecord", "attachRecord", "createPlaybackEvent", "publish"])
    func laterStep(_ step: String) async throws {
        try await Trial.run { trial in
            try job(trial)
            let killed = try await trial.command("serve", "--jobs", "series.yaml", with: ["CRASH_AT": "\(step):intentCommitted"])
            #expect(killed.signal == SIGKILL, "\(killed.errors)")
            try await backUp(trial)
            let made = try await published(trial)
            try await restore(trial)
            #expect(try await published(trial) == made)
            #expect(trial.made == Self.whole)
        }
    }

    @Test("the event of a date that came after the backup is adopted, and the playback stays as it is")
    func laterDate() async throws {
        try await Trial.run { trial in
            try job(trial, dates: 1)
            let one = try await published(trial, dates: 1)
            try await backUp(trial)
            try job(trial)
            let both = try await published(trial)
            #expect(both.merging(one) { $1 } == both)
            #expect(trial.made == Self.whole)
            try await restore(trial)
            #expect(try await published(trial) == both)
            #expect(trial.made == Self.whole)
        }
    }
}
