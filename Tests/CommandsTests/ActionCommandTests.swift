import Foundation
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@testable import AutowebinarCommands

/// Every action through the command line, against a real server.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ActionCommandTests {
    /// The result of a command that was to succeed.
    private func result(_ trial: Trial, _ arguments: String..., with environment: [String: String] = [:]) async throws -> [String: Any] {
        let result = try await trial.command(arguments + ["--json"], with: environment)
        #expect(result.status == 0, "\(arguments): \(result.errors)")
        #expect(result.state == "completed" || result.state == "waiting", "\(arguments): \(result.output)")
        return try #require(result.json?["result"] as? [String: Any], "\(arguments): \(result.output)")
    }

    /// The last state of an object of ours.
    private func last(_ trial: Trial, _ id: String) throws -> LedgerEntry { try #require(trial.server.ledger.last { $0.id == id }) }

    @Test(
        "every parameter of every action has its option, named by the same rule, and the help says what it is",
        arguments: ActionCatalog.all.map(\.name))
    func options(name: String) async throws {
        let action = try #require(ActionCatalog.named(name))
        let help = try await CommandRun.finish(.crashProcess, action.command + ["--help"], environment: ["PATH": "/usr/bin:/bin", "COLUMNS": "400"])
        #expect(help.status == 0)
        let options = Set(help.output.matches(of: /(?m)^  (--[a-z-]+)/).map { String($0.output.1) })
        var expected = Set(action.parameters.map(\.option)).union(["--config", "--json", "--connection"])
        if action.kind == .removes { expected.insert("--yes") }
        if action == .roomGenerateAccess { expected.formUnion(["--csv", "--out", "--skip-bad-rows"]) }
        #expect(options.subtracting(["--version"]) == expected)
        for parameter in action.parameters { #expect(help.output.contains(parameter.label.english), "\(parameter.name)") }
        if let warning = action.warning { #expect(help.output.contains(warning.english)) }
    }

    @Test("a space and a room are made under their names, changed without losing anything, and removed")
    func spacesAndRooms() async throws {
        try await Trial.run { trial in
            let space = try await result(trial, "space", "create", "--name", "Закупки", "--description", "Отдел")
            let spaceId = try #require(space["spaceId"] as? String)
            #expect(try last(trial, spaceId).state["name"]?.text == "Закупки")
            #expect(try last(trial, spaceId).state["description"]?.text == "Отдел")
            let room = try await result(
                trial, "room", "create", "--space", spaceId, "--name", "Планёрка", "--type", "webinar", "--is-camera-publishing-allowed", "false",
                "--redirect-url", "https://example.com/bye")
            let roomId = try #require(room["roomId"] as? String)
            let made = try last(trial, roomId).state
            #expect(made["name"]?.text == "Планёрка" && made["type"]?.text == "webinar")
            #expect(made["isCameraPublishingAllowed"] == .boolean(false) && made["isMicrophonePublishingAllowed"] == .boolean(true))
            #expect((room["joinUrl"] as? String)?.hasSuffix("/room/\(room["alias"] ?? "")") == true)
            // A name is looked for in a list, which lags behind what was made a moment ago.
            try await trial.eventually("the list has the room") {
                try await trial.command("room", "list", "--space", spaceId, "--json").output.contains(roomId)
            }
            _ = try await result(trial, "room", "update", "--space", "Закупки", "--room", "Планёрка", "--is-chat-allowed", "false")
            let changed = try last(trial, roomId).state
            #expect(changed["isChatAllowed"] == .boolean(false) && changed["isCameraPublishingAllowed"] == .boolean(false))
            #expect(changed["redirectUrl"]?.text == "https://example.com/bye" && changed["name"]?.text == "Планёрка")

            let unasked = try await trial.command("room", "delete", "--space", "Закупки", "--room", "Планёрка")
            #expect(unasked.status == 64 && unasked.errors.contains("needs --yes"))
            #expect(try await result(trial, "room", "delete", "--space", spaceId, "--room", roomId, "--yes")["deleted"] as? Bool == true)
            #expect(try await result(trial, "room", "delete", "--space", spaceId, "--room", roomId, "--yes")["deleted"] as? Bool == false)
            #expect(try await result(trial, "space", "delete", "--space", spaceId, "--yes")["deleted"] as? Bool == true)
            #expect(!trial.ours.contains { $0.what != .created && $0.what != .deleted && ($0.state["name"]?.text?.contains("run-") ?? false) })
        }
    }

    @Test("a space that was not made here needs force")
    func foreignSpace() async throws {
        try await Trial.run { trial in
            let refused = try await trial.command("space", "delete", "--space", "Маркетинг", "--yes", "--json")
            #expect(refused.status == 1 && refused.state == "failed")
            #expect((refused.json?["error"] as? String)?.contains("was not made by this service") == true)
            #expect(!trial.server.ledger.contains { $0.what == .deleted })
            #expect(try await result(trial, "space", "delete", "--space", "Маркетинг", "--yes", "--force")["deleted"] as? Bool == true)
        }
    }

    @Test("links are handed to who asks, and are nowhere else: not in the database, the log or run show")
    func links() async throws {
        try await Trial.run { trial in
            let talkative = ["AUTOWEBINAR_LOG_LEVEL": "trace"]
            let personal = try await trial.command(
                "invite", "personal", "--space", "Маркетинг", "--room", "Демо-зал", "--username", "Анна", "--role", "role_room_user", "--ttl", "3600",
                "--json", with: talkative)
            let url = try #require((personal.json?["result"] as? [String: Any])?["url"] as? String, "\(personal.errors)")
            let secret = try #require(url.components(separatedBy: "accessToken=").last)
            #expect(secret.count > 8 && !personal.errors.contains(secret))
            let access = try #require(trial.server.ledger.last { $0.kind == .accessLink }).state
            #expect(access["isPermanent"] == .boolean(true) && access["ttl"] == .number(3600) && access["role"]?.text == "user")
            let run = try #require(personal.json?["run"] as? String)
            let shown = try await trial.command("run", "show", run, with: talkative)
            #expect(shown.output.contains("url (sealed)") && !(shown.output + shown.errors).contains(secret))
            #expect(run.wholeMatch(of: /command@[0-9A-HJKMNP-TV-Z]{26}/) != nil)

            #expect(shown.output.contains("autowebinar run show \(run) --links"))
            #expect(try await trial.command("run", "show", run, "--links").output.contains(url))
            let opened = try await trial.command("run", "show", run, "--links", "--json")
            #expect(((opened.json?["results"] as? [[String: Any]])?.first?["result"] as? [String: Any])?["url"] as? String == url)
            #expect(!(try await trial.command("run", "list", "--json")).output.contains(secret))

            let user = try await result(trial, "invite", "create", "--space", "Маркетинг", "--room", "Демо-зал", "--role", "user")
            #expect(user["kind"] as? String == "room" && user["expiresAt"] is NSNull)
            let moderator = try await result(trial, "invite", "create", "--space", "Маркетинг", "--room", "Демо-зал", "--role", "role_room_moderator")
            #expect(moderator["kind"] as? String == "access" && moderator["expiresAt"] is String)

            for file in try FileManager.default.contentsOfDirectory(atPath: trial.account.storage.path) {
                let bytes = FileManager.default.contents(atPath: trial.account.storage.appendingPathComponent(file).path) ?? Data()
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "the link is in \(file)")
            }
        }
    }

    @Test("recordings, reports of calls and showings, and an autowebinar in one action")
    func reports() async throws {
        try await Trial.run { trial in
            let link = try await result(trial, "record", "link", "--space", "Маркетинг", "--room", "Демо-зал", "--record", "Демо, лучшее")
            #expect((link["url"] as? String)?.hasPrefix("http") == true)
            let start = Date().addingTimeInterval(4).formatted(.iso8601)
            let arguments = [
                "session", "create", "--name", "Показ", "--space", "Маркетинг", "--room", "Демо-зал", "--record", "latest", "--start-date", start,
                "--timezone", "Europe/Moscow", "--external-id", "crm-42", "--json",
            ]
            let session = try await trial.command(arguments)
            #expect(session.status == 0, "\(session.errors)")
            let made = try #require(session.json?["result"] as? [String: Any])
            #expect((made["inviteUrl"] as? String)?.hasSuffix("/event/\(made["eventId"] ?? "")") == true)
            let again = try await trial.command(arguments)
            #expect(again.json?["run"] as? String == session.json?["run"] as? String, "\(again.errors)")
            #expect(trial.made.playbacks == 1 && trial.made.publications == 1)
            let sessionId = try #require(made["sessionId"] as? String)
            // It is there as soon as the session is over, one second long.
            try await trial.eventually("the session is over") {
                try Date() > Date(start, strategy: .iso8601).addingTimeInterval(1)
            }
            let report = try await result(trial, "report", "playback", "--session", sessionId)
            let path = try #require(report["path"] as? String)
            #expect(FileManager.default.contents(atPath: path)?.starts(with: Data("PK".utf8)) == true)
        }
    }

    @Test("misuse is told by option and does nothing")
    func misuse() async throws {
        try await Trial.run { trial in
            let result = try await trial.command("room", "create", "--space", "Маркетинг", "--type", "lessons")
            #expect(result.status == 64)
            #expect(result.errors.contains("--name: the member is missing: Name of the room"))
            #expect(result.errors.contains("--type: expected one of lesson, webinar, found \"lessons\"; did you mean \"lesson\"?"))
            let waiting = try await trial.command(
                "room", "create", "--space", "Маркетинг", "--name", "W", "--type", "lesson", "--waiting-room-audience", "true")
            #expect(waiting.status == 64 && waiting.errors.contains("set livedigital.waitingRoomOn"))
            let job = try trial.account.write(
                "{kind: actions, name: w, steps: [{id: w, action: createRoom, with: {space: a, name: b, type: lesson, waitingRoomAudience: true}}]}",
                to: "w.yaml")
            for verb in [["plan", job], ["job", "run", job]] {
                let refused = try await trial.command(verb)
                #expect(refused.status == 1 && refused.errors.contains("steps[0].with.waitingRoomAudience"), "\(verb): \(refused.errors)")
            }
            let untrusting = try await trial.command("space", "list", with: ["AUTOWEBINAR_LIVEDIGITAL_CA_FILE": "nowhere.pem"])
            #expect(untrusting.status == 1 && untrusting.errors.contains("nowhere.pem: livedigital.caFile"), "\(untrusting.errors)")
            #expect(!FileManager.default.fileExists(atPath: trial.account.storage.path))
        }
    }

    @Test("a running serve carries the action out, and the command waits for its result")
    func owner() async throws {
        try await Trial.run { trial in
            let serve = try trial.start("serve")
            try await trial.eventually("owned") {
                FileManager.default.fileExists(atPath: trial.account.storage.appendingPathComponent("autowebinar.sqlite").path)
            }
            let space = try await result(trial, "space", "create", "--name", "Закупки")
            #expect(try last(trial, try #require(space["spaceId"] as? String)).state["name"]?.text == "Закупки")
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
        }
    }

    @Test("with a token that is refused the action is ended, so that asking again does not do it twice")
    func refusedToken() async throws {
        try await Trial.run { trial in
            let refused = try await trial.command("space", "create", "--name", "Закупки", "--json", with: ["AUTOWEBINAR_TOKEN": "wrong"])
            #expect(refused.status == 1 && refused.state == "waiting")
            #expect((refused.json?["error"] as? String)?.contains("Unauthorized") == true)
            _ = try await result(trial, "space", "create", "--name", "Закупки")
            #expect(trial.ours.count { $0.kind == .space && $0.what == .created } == 1)
            let run = try #require(refused.json?["run"] as? String)
            #expect(try await trial.command("run", "show", run, "--json").state == "cancelled")
        }
    }

    @Test("the example job makes a room and a link, and a second run of the same date makes nothing")
    func job() async throws {
        try await Trial.run { trial in
            let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../jobs/monday-meeting.yaml").standardizedFileURL.path
            let run = try await trial.command("job", "run", file, "--json")
            #expect(run.status == 0, "\(run.errors) \(run.output)")
            let results = try #require(run.json?["results"] as? [[String: Any]])
            #expect(results.map { $0["step"] as? String } == ["room", "link"])
            let room = try #require(results[0]["result"] as? [String: Any])
            #expect((room["name"] as? String)?.wholeMatch(of: /Планёрка 20\d\d-\d\d-\d\d/) != nil)
            #expect((results[1]["result"] as? [String: Any])?["url"] as? String == "(sealed)")
            let opened = try await trial.command("run", "show", try #require(run.json?["id"] as? String), "--links")
            #expect(opened.output.contains("accessToken=") && !run.output.contains("accessToken="), "\(opened.errors)")
            #expect(run.steps.contains("room.createRoom performed") && run.steps.contains("room.nameRoom performed"), "\(run.steps)")
            #expect(try await trial.command("job", "run", file, "--json").status == 0)
            #expect(trial.ours.count { $0.kind == .room && $0.what == .created } == 1)
        }
    }

    @Test("serve does the steps of a job at their date and not before")
    func served() async throws {
        try await Trial.run { trial in
            let date = Date().addingTimeInterval(4)
            _ = try trial.account.write(
                """
                kind: actions
                name: spaces
                schedule: {timezone: Etc/UTC, dates: [\(date.formatted(.iso8601).dropLast())]}
                steps: [{id: space, action: createSpace, with: {name: "Группа {{occurrence.date}}"}}]
                """, to: "spaces.yaml")
            let serve = try trial.start("serve", "--jobs", "spaces.yaml")
            try await trial.eventually("named") { trial.ours.contains { $0.kind == .space && $0.what == .updated } }
            let made = try #require(trial.ours.first { $0.kind == .space })
            #expect(made.at.timeIntervalSince1970 >= date.timeIntervalSince1970.rounded(.down))
            #expect(try last(trial, made.id).state["name"]?.text?.wholeMatch(of: /Группа 20\d\d-\d\d-\d\d/) != nil)
            serve.send(SIGTERM)
            #expect(await serve.result.status == 0)
            #expect(trial.ours.count { $0.kind == .space && $0.what == .created } == 1)
        }
    }
}
