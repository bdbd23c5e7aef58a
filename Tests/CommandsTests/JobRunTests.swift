import Foundation
import LivedigitalAPI
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct JobRunTests {
    @Test("Another --start than that of the unfinished run is refused; the same one, none, and so much later than now go on with it")
    func otherStart() async throws {
        try await Trial.run { trial in
            let first = WireDate.format(Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 3600).rounded()))
            let id = try await trial.published(start: first)
            let other = try await trial.command("job", "run", "demo.yaml", "--start", "2036-12-01T15:00:00Z", "--until", "published")
            #expect(other.status == 1)
            #expect(other.errors.hasPrefix("The run \(id) has not ended") && other.errors.contains("nothing was made for 2036-12-01T15:00:00.000Z"))
            for start in [["--start", first], [], ["--start", "+60s"]] {
                let again = try await trial.command(["job", "run", "demo.yaml", "--until", "published", "--json"] + start)
                #expect(again.status == 0 && again.json?["id"] as? String == id)
            }
            #expect(trial.made == .one)
        }
    }

    @Test("A file without the date of the unfinished run, such as a copy with another date, goes on with that run and is told so")
    func otherDates() async throws {
        try await Trial.run { trial in
            for (file, date) in [("first.yaml", "2035-02-01T19:00"), ("second.yaml", "2035-02-08T19:00")] {
                try FileManager.default.moveItem(
                    atPath: try trial.account.demoJob("schedule: {timezone: Europe/Moscow, start: \(date)}"),
                    toPath: trial.account.folder.appendingPathComponent(file).path)
            }
            let first = try await trial.command("job", "run", "first.yaml", "--until", "published")
            #expect(first.status == 0 && first.errors == "", "\(first.errors)")
            #expect(try await trial.command("job", "run", "first.yaml", "--until", "published").errors == "")
            let second = try await trial.command("job", "run", "second.yaml", "--until", "published")
            #expect(second.status == 0)
            #expect(
                second.errors == "The run demo@2035-02-01T16:00:00.000Z has not ended and goes on first, as it was made; its start is none of "
                    + "the dates of second.yaml. If that is another webinar, give it a name of its own in second.yaml.\n")
            #expect(trial.made == .one)
        }
    }

    @Test("Of several runs that have not ended --start names the one to go on with")
    func severalStarts() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            #expect(try await trial.command("apply", "demo.yaml").status == 0)
            let starts = [3600, 7200].map { WireDate.format(Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + $0).rounded())) }
            for start in starts { #expect(try await trial.command("job", "trigger", "demo", "--start", start).status == 0) }
            for start in starts.reversed() {
                let run = try await trial.command("job", "run", "demo.yaml", "--start", start, "--until", "published", "--json")
                #expect(run.status == 0 && run.json?["id"] as? String == "demo@\(start)", "\(run.errors)")
            }
            #expect(trial.made == Made(playbacks: 2, events: 2, publications: 2))
        }
    }

    @Test("The JSON of a completed run has exactly the promised members, and the report that it names is there, whole")
    func json() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let result = try await trial.command("job", "run", "demo.yaml", "--start", "+2s", "--json")
            #expect(result.status == 0, "\(result.errors)")
            let run = try #require(result.json)
            #expect(
                Set(run.keys) == [
                    "id", "job", "state", "published", "spaceId", "roomId", "playbackId", "recordId", "eventId", "inviteUrl", "startsAt", "endsAt",
                    "timezone",
                    "reports", "steps", "error",
                ])
            #expect(run["job"] as? String == "demo")
            #expect(run["state"] as? String == "completed")
            #expect(run["published"] as? Bool == true)
            #expect(run["error"] is NSNull)
            let eventId = try #require(run["eventId"] as? String)
            #expect(run["inviteUrl"] as? String == "https://edu.livedigital.space/event/\(eventId)")
            let startsAt = try #require(run["startsAt"] as? String)
            #expect(run["id"] as? String == "demo@\(startsAt)")
            let steps = try #require(run["steps"] as? [[String: Any]])
            #expect(
                steps.map { $0["name"] as? String } == [
                    "findRoom", "createPlayback", "selectRecord", "attachRecord", "createPlaybackEvent", "publish", "composeInvitation",
                    "awaitSessionEnd", "collectAnalytics",
                ])
            for step in steps {
                #expect(Set(step.keys) == ["name", "state", "attempts", "how"])
                #expect(step["state"] as? String == "done")
                #expect(step["how"] as? String == "performed")
                #expect((step["attempts"] as? Int).map { $0 >= 1 } == true)
            }
            let reports = try #require(run["reports"] as? [[String: Any]])
            #expect(reports.count == 1)
            let report = try #require(reports.first)
            #expect(Set(report.keys) == ["format", "path", "bytes", "sha256"])
            #expect(report["format"] as? String == "xlsx")
            let path = try #require(report["path"] as? String)
            let bytes = try #require(FileManager.default.contents(atPath: path))
            #expect(report["bytes"] as? Int == bytes.count)
            let digest = try Self.sha256(of: path)
            #expect(report["sha256"] as? String == digest)
            #expect(bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]), "an xlsx is a zip file")
            #expect(trial.made == .one)
        }
    }

    /// As the system computes it, not our own library.
    private static func sha256(of path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        process.arguments = [path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return String(output.prefix(64))
    }

    @Test("--until published ends there, empty members are null, and the same command later completes the same run")
    func untilPublished() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let first = try await trial.command("job", "run", "demo.yaml", "--start", "+3s", "--until", "published", "--json")
            #expect(first.status == 0, "\(first.errors)")
            let run = try #require(first.json)
            #expect(run["state"] as? String == "waiting")
            #expect(run["published"] as? Bool == true)
            #expect(run["error"] is NSNull)
            #expect(run["inviteUrl"] is String)
            #expect((run["reports"] as? [Any])?.isEmpty == true)
            let last = try #require((run["steps"] as? [[String: Any]])?.last)
            #expect(last["name"] as? String == "collectAnalytics")
            #expect(last["state"] as? String == "pending")
            #expect(last["how"] is NSNull)
            let second = try await trial.command("job", "run", "demo.yaml", "--json")
            #expect(second.status == 0, "\(second.errors)")
            #expect(second.state == "completed")
            #expect(second.json?["id"] as? String == run["id"] as? String)
            #expect(trial.made == .one)
        }
    }

    @Test("--start takes an instant with any offset; a past one is skipped, and nothing is asked for but the clock")
    func start() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let past = try await trial.command("job", "run", "demo.yaml", "--start", "2020-01-01T03:00:00+03:00", "--json")
            #expect(past.status == 1)
            #expect(past.state == "skipped")
            #expect(past.json?["id"] as? String == "demo@2020-01-01T00:00:00.000Z")
            #expect((past.json?["error"] as? String)?.hasPrefix("late: the start, 2020-01-01T00:00:00.000Z, had passed") == true)
            #expect(trial.server.requests.map(\.operation) == ["getMe"])
            let future = Date().addingTimeInterval(3600).formatted(.iso8601.time(includingFractionalSeconds: true).year().month().day())
            let run = try await trial.command("job", "run", "demo.yaml", "--start", future + "Z", "--until", "published", "--json")
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.json?["startsAt"] as? String == future + "Z")
        }
    }

    @Test(
        "What cannot be a start is a misuse: 64, and nothing is written",
        arguments: ["tomorrow", "+10", "10s", "2026-12-01", "2026-12-01T19:00", "+-3s"])
    func badStart(_ start: String) async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            let result = try await trial.command("job", "run", "demo.yaml", "--start=\(start)")
            #expect(result.status == 64)
            #expect(result.errors.contains("--start"))
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))
        }
    }

    @Test("--start with a job that has a schedule is a misuse: 64, and nothing is written")
    func startOfScheduledJob() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob("schedule: {timezone: Europe/Moscow, always: true}")
            let result = try await trial.command("job", "run", "demo.yaml", "--start", "+5s")
            #expect(result.status == 64)
            #expect(result.errors.contains("demo.yaml has a schedule"))
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))
        }
    }

    @Test("A connection that is not there: the run waits for it, and the command says how to add it")
    func unknownConnection() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob("connection: school")
            let result = try await trial.command("job", "run", "demo.yaml")
            #expect(result.status == 1)
            #expect(result.output.contains("there is no connection school; add it with: autowebinar connection add school"))
        }
    }

    @Test("While the clock is off livedigital's nothing is begun; a run that has begun goes on, and the operator is told")
    func wrongClock() async throws {
        try await Trial.run { trial in
            _ = try trial.account.demoJob()
            trial.server.advanceClock(by: .seconds(3600))
            let refused = try await trial.command("job", "run", "demo.yaml", "--start", "+2s", "--json")
            #expect(refused.status == 1)
            let words = /^Nothing is planned: this machine's clock is 3\d\d\d s behind livedigital's \(connection default\); set it right\.\n/
            #expect(refused.errors.contains(words), "\(refused.errors)")
            #expect((refused.json?["error"] as? [String: Any])?["message"] as? String == refused.errors.trimmingCharacters(in: .newlines))
            #expect(trial.made == Made())
            #expect(try await trial.command("run", "list", "--json").output == "[]\n")
            trial.server.advanceClock(by: .seconds(-3600))
            _ = try await trial.published()
            trial.server.advanceClock(by: .seconds(-3600))
            let resumed = try await trial.command("job", "run", "demo.yaml", "--until", "published", "--json")
            #expect(resumed.status == 0, "\(resumed.errors)")
            #expect(resumed.errors.contains("The run goes on as it was planned, but this machine's clock is 3"))
            #expect(resumed.errors.contains(" s ahead of livedigital's (connection default); set it right."))
            #expect(trial.made == .one)
        }
    }
}
