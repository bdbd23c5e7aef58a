import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct JobFileTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var diagnostic: String
    }

    private static let head = """
        kind: autowebinar
        name: demo
        title: Демонстрация
        space: Маркетинг

        """

    static let mistakes = [
        Mistake(
            testDescription: "a misspelt key",
            text: head + "rooom: Демо-зал\nroom: Демо-зал\nrecord: {latest: {}}\n",
            diagnostic: "job.yaml:5:1: rooom: unknown key; did you mean \"room\"?\n"),
        Mistake(
            testDescription: "a wrong type",
            text: head + "room: Демо-зал\nrecord: {latest: {minDuration: 30}}\n",
            diagnostic: "job.yaml:6:19: record.latest.minDuration: expected a duration such as 30m, found \"30\"; add a unit, as in 30s or 30m\n"),
        Mistake(
            testDescription: "an unknown zone",
            text: head + "room: Демо-зал\nrecord: {latest: {}}\nschedule:\n  timezone: Europe/Moskow\n  start: 2030-01-01T10:00\n",
            diagnostic: "job.yaml:8:3: schedule.timezone: unknown time zone \"Europe/Moskow\"; did you mean \"Europe/Moscow\"?\n"),
        Mistake(
            testDescription: "no occurrence left",
            text: head + "room: Демо-зал\nrecord: {latest: {}}\nschedule:\n  timezone: Europe/Moscow\n  dates: [2025-02-06T14:50]\n",
            diagnostic: "job.yaml:9:3: schedule.dates: no occurrence left, the last was 2025-02-06T14:50 Europe/Moscow; add a later date\n"),
    ]

    @Test("A mistake in a job file is told with its place and how to mend it; nothing is written or sent", arguments: mistakes)
    func diagnostics(_ mistake: Mistake) async throws {
        try await Trial.run { trial in
            _ = try trial.account.write(mistake.text, to: "job.yaml")
            let run = try await trial.command("job", "run", "job.yaml")
            #expect(run.status == 1)
            #expect(run.errors == mistake.diagnostic)
            #expect(run.output.isEmpty)
            let next = try await trial.command("next", "job.yaml", "--json")
            #expect(next.status == 1)
            #expect(next.errors == mistake.diagnostic)
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))
            #expect(trial.server.requests.isEmpty)
        }
    }

    @Test("A step whose autowebinar would have begun already is told with its place before anything is made, a constant that it refers to included")
    func passedStart() async throws {
        try await Trial.run { trial in
            func job(_ start: String, then: String) -> String {
                """
                kind: actions
                name: demo
                constants: {then: "\(then)"}
                steps:
                  - {id: room, action: createRoom, with: {space: Маркетинг, name: План, type: lesson}}
                  - id: show
                    action: createAutowebinar
                    with:
                      {space: Маркетинг, room: Демо-зал, record: latest, name: Показ, timezone: Europe/Moscow,
                      startDate: "\(start)"}

                """
            }
            let past = "2025-02-06T11:50:00.000Z"
            for text in [job(past, then: past), job("{{constants.then}}", then: past)] {
                _ = try trial.account.write(text, to: "job.yaml")
                let run = try await trial.command("job", "run", "job.yaml")
                #expect(run.status == 1)
                #expect(run.errors == "job.yaml:10:7: steps[1].with.startDate: the start \(past) has passed; give a later one\n")
                #expect(trial.server.requests.isEmpty)
            }
            // It stays where it is once it is done, as a past date of a schedule does.
            #expect(try await trial.command("apply", "job.yaml").status == 0)
        }
    }

    @Test("All mistakes of a file are told at once, in the order of the file")
    func allAtOnce() async throws {
        try await Trial.run { trial in
            _ = try trial.account.write(
                Self.head + "rooom: x\nroom: 1\nrecord: {latest: {minDuration: 30}}\nschedule: {timezone: Mars, always: yes}\n", to: "job.yaml")
            let run = try await trial.command("job", "run", "job.yaml")
            #expect(run.status == 1)
            let places = run.errors.split(separator: "\n").map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
            #expect(
                places == [
                    "job.yaml:5:1: rooom:", "job.yaml:7:19: record.latest.minDuration:", "job.yaml:8:12: schedule.timezone:",
                    "job.yaml:8:28: schedule.always:",
                ])
        }
    }

    @Test("A file that is not there, and one that is not YAML")
    func unreadable() async throws {
        try await Trial.run { trial in
            let missing = try await trial.command("job", "run", "missing.yaml")
            #expect(missing.status == 1)
            #expect(missing.errors.hasPrefix("missing.yaml: "))
            _ = try trial.account.write("kind: [autowebinar\n", to: "broken.yaml")
            let broken = try await trial.command("job", "run", "broken.yaml")
            #expect(broken.status == 1)
            #expect(broken.errors.hasPrefix("broken.yaml:2:1: "))
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))
        }
    }

    @Test("A misspelt variable or configuration key is told before anything is done")
    func configuration() async throws {
        try await Trial.run { trial in
            let variable = try await trial.command("run", "list", with: ["AUTOWEBINAR_LIVEDIGITAL_BASEURL": "http://127.0.0.1"])
            #expect(variable.status == 1)
            #expect(
                variable.errors
                    == "AUTOWEBINAR_LIVEDIGITAL_BASEURL: unknown environment variable; did you mean \"AUTOWEBINAR_LIVEDIGITAL_BASE_URL\"?\n")
            _ = try trial.account.write("storage:\n  pth: x\n", to: "service.yaml")
            let key = try await trial.command("run", "list", "--config", "service.yaml")
            #expect(key.status == 1)
            #expect(key.errors == "service.yaml:2:3: storage.pth: unknown key; did you mean \"path\"?\n")
        }
    }
}
