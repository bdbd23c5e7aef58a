import Foundation
import LivedigitalAPI
import Orchestration
import Sandbox
import Testing

@testable import Gateway

/// What is said to people is said in their language, wherever it comes from.
@Suite(.timeLimit(.minutes(1)))
struct RussianTests {
    /// The text without names, code and what livedigital said, which are quoted.
    private func own(_ text: String) -> String {
        text.replacing(/«[^»]*»|"[^"]*"|`[^`]*`|“[^”]*”|\([^()]*\)|\{[^{}]*\}/, with: "")
    }

    private func isRussian(_ text: String) -> Bool {
        text.contains(/[а-яё]/) && !own(text).contains(/(?:\b[a-z]{2,}\b ){3,}/)
    }

    @Test("what comes from below is Russian, too: names, hooks, runs, jobs and livedigital")
    func provoked() async throws {
        try await RunningGateway.run { gateway in
            let russian = [("Accept-Language", "ru")]
            let webinar: [String: JSON] = ["kind": "autowebinar", "title": "x", "space": "Маркетинг", "room": "Демо-зал", "record": ["latest": [:]]]
            let made = try await gateway.ask("PUT", "/v1/jobs/series", .object(webinar))
            #expect(made.status == 201, "\(made.text)")
            let schedules: [JSON] = [
                ["timezone": "Mars/Olympus", "start": "2027-01-01T10:00"], ["timezone": "Europe/Moscow", "start": "2027-02-30T10:00"],
                ["timezone": "Europe/Moscow", "start": "2027-01-01T10:00", "rrule": "FREQ=HOURLY"],
                ["timezone": "Europe/Moscow", "rrule": "FREQ=DAILY"],
                ["timezone": "Europe/Moscow", "start": "2027-01-01T10:00", "rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
                ["timezone": "Europe/Moscow", "cron": "61 * * * *"], ["timezone": "Europe/Moscow", "dates": []],
                ["timezone": "Europe/Moscow", "cron": "0 19 * * 2", "exclude": ["2027-01-01"]],
                ["timezone": "Europe/Moscow", "cron": "0 19 * * 2", "exclude": ["holidays/none"], "horizon": "0d", "overlap": "al"],
                ["timezone": "Europe/Moscow", "always": true, "start": "2027-01-01T10:00"],
            ]
            var asked: [(String, String, JSON?)] = schedules.map { ("PUT", "/v1/jobs/series", .object(webinar.merging(["schedule": $0]) { $1 })) }
            asked += [
                ("PUT", "/v1/jobs/series", ["kind": "actions", "steps": [["id": "room", "action": "createRoomInvite"]]]),
                ("PUT", "/v1/jobs/series", ["kind": "actions", "steps": [["id": "room", "action": "createRoomInvite", "with": ["x": 1]]]]),
                (
                    "PUT", "/v1/jobs/series",
                    .object(webinar.merging(["tilte": "y", "alertBefore": "30", "record": ["id": "a", "name": "b"]]) { $1 })
                ),
                ("PUT", "/v1/jobs/steps", ["kind": "actions", "steps": [["id": "a", "action": "createSpace", "with": ["name": "{{steps.b.id}}"]]]]),
                ("PUT", "/v1/jobs/steps", ["kind": "actions", "steps": [["id": "a", "action": "createSpac"]]]),
                ("PUT", "/v1/jobs/steps", ["kind": "actions", "steps": [["id": "a", "action": "createSpace"]]]),
                ("PUT", "/v1/jobs/steps", ["kind": "actions", "steps": [["id": "a", "action": "createSpace", "with": ["name": "{{event.x}}"]]]]),
                (
                    "PUT", "/v1/jobs/steps",
                    ["kind": "actions", "steps": [["id": "a", "action": "createSpace", "with": ["name": "{{event.callId}}"]]]]
                ),
                (
                    "PUT", "/v1/jobs/steps",
                    [
                        "kind": "actions", "on": ["event": "call.finished", "room": "x"],
                        "steps": [["id": "a", "action": "createSpace", "with": ["name": "x"]]],
                    ]
                ),
                ("PUT", "/v1/jobs/series", .object(webinar.merging(["title": [1], "playback": "shared"]) { $1 })),
                ("PUT", "/v1/jobs/reports", ["kind": "analytics", "space": "x", "period": ["last": "400d"]]),
                ("POST", "/v1/hooks", ["url": "https://127.0.0.1/", "event": "call.finished"]),
                ("POST", "/v1/hooks", ["url": "http://example.com/", "event": "call.finished"]),
                ("POST", "/v1/hooks", ["url": "https://example.com/", "event": "call.finished", "spaceId": .string(Demo.space), "takeOver": true]),
                ("POST", "/v1/jobs/series/trigger", ["startDate": "2020-01-01T00:00:00Z"]),
                ("GET", "/v1/options/rooms?spaceId=nothing", nil), ("POST", "/v1/rooms", ["space": "nothing", "name": "x", "type": "lesson"]),
                ("DELETE", "/v1/spaces/\("Маркетинг".percentEncoded)", nil),
                ("POST", "/v1/autowebinars", Demo.autowebinar(["record": "Никакая"])),
                ("GET", "/v1/records/nothing/download?spaceId=\(Demo.space)&roomId=\(Demo.room)", nil), ("GET", "/v1/jobs/UPPER", nil),
                ("GET", "/v1/runs?stat=x", nil),
            ]
            for (method, path, body) in asked {
                let reply = try await gateway.ask(method, path, body, headers: russian)
                #expect(reply.status >= 400, "\(method) \(path) \(reply.text)")
                let texts = [reply.json["detail"]?.text ?? ""] + (reply.json["errors"]?.items.compactMap { $0["message"]?.text } ?? [])
                for text in texts { #expect(isRussian(text), "\(method) \(path): \(text)") }
            }
            let keys = try await gateway.ask("PUT", "/v1/jobs/keys", ["kind": "autowebinar"], headers: russian)
            let hints = keys.json["errors"]?.items.compactMap { $0["message"]?.text } ?? []
            #expect(Set(hints).isSuperset(of: ["space", "room"].map { "ключа нет; добавьте \"\($0): …\"" }), "\(keys.text)")
            let paused = try await gateway.ask("POST", "/v1/jobs/series/resume", headers: russian)
            #expect(paused.json["reason"] == "задание не приостановлено")
        }
    }

    @Test("why a run failed is kept in English, and told besides in the language of whoever asks")
    func reasons() async throws {
        try await RunningGateway.run { gateway in
            #expect(try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar(["record": "Никакая"])).status >= 400)
            let failed = try await gateway.ask("GET", "/v1/runs?state=failed").json["items"]?.items.first
            let path = "/v1/runs/\((try #require(failed?["id"]?.text)).percentEncoded)"
            let english = try await gateway.ask("GET", path).json
            #expect(english["error"]?.text?.hasPrefix("No record of the room") == true)
            #expect(english["detail"] == english["error"])
            let russian = try await gateway.ask("GET", path, headers: [("Accept-Language", "ru")]).json
            #expect(russian["error"] == english["error"])
            #expect(isRussian(russian["detail"]?.text ?? ""), "\(russian)")
            #expect(Language.russian.telling("the receiver answered 500") == "получатель ответил 500")
            #expect(Language.english.telling("the receiver answered 500") == "the receiver answered 500")
        }
    }

    @Test("what livedigital said is quoted, and our advice is not")
    func quoted() {
        let english =
            "getSpacesList (GET /spaces): 403 Forbidden – no rights. The token has no rights for this, or the plan does not include it; the token must be made by the owner of the account."
        let russian = Translation.russian(english)
        #expect(russian.hasPrefix("«getSpacesList (GET /spaces): 403 Forbidden – no rights.» У токена нет прав"))
        #expect(Translation.russian("quite another thing") == "quite another thing")
    }

    @Test("keys and names that stand in a sentence stay as they are; what is said of them is Russian")
    func words() {
        for (english, russian) in [
            ("the key is missing; add \"space: …\"", "ключа нет; добавьте \"space: …\""),
            ("known keys are space, room", "известны space, room"),
            ("no room has the id or the exact name \"none\"; there is none", "комнаты с id или точным названием \"none\" не найдены; их нет вовсе"),
            ("with.name: the member is missing: Name of the space", "with.name: обязательное поле не заполнено: Название группы"),
            (
                "with.sessionId: the member is missing; give sessionId; or spaceId, playbackId, eventId",
                "with.sessionId: поле обязательно; передайте sessionId; либо spaceId, playbackId, eventId"
            ),
            ("expected a text, found the list [1]", "ожидалось: текст; получено: список [1]"),
            ("the field minute takes 0 to 59, found \"61\"", "поле minute принимает от 0 до 59, получено \"61\""),
            ("make the file", "создайте файл"),
            (
                "no event begins this job; add on: {event: …}, or refer to something else",
                "это задание не начинается по событию; добавьте on: {event: …} или сошлитесь на другое"
            ),
        ] {
            #expect(Translation.russian(english) == russian)
        }
    }

    @Test("every sentence of the table is found by its own pattern, and its translation asks for nothing that is not there")
    func table() {
        for (english, russian) in RussianSentences.all {
            let said = english.replacing("{}", with: "X7")
            #expect(Translation.russian(said) != said, "\(english)")
            #expect(!russian.contains("{\(english.components(separatedBy: "{}").count)}"), "\(english)")
        }
    }
}
