import Foundation
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Recurrence
import Sandbox
import Testing

@testable import Gateway

/// What is said to people is said in their language, wherever it comes from.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct RussianTests {
    /// The text without names, code and what livedigital said, which are quoted.
    func own(_ text: String) -> String {
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
                ["timezone": "Europe/Moscow", "cron": "0 19 * * 2", "exclude": ["2099-01-01"]],
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
                (
                    "PUT", "/v1/jobs/steps",
                    [
                        "kind": "actions",
                        "steps": [
                            ["id": "a", "action": "getRoomAnalyticsReport", "with": ["space": "x", "room": "y", "callId": "z"]],
                            ["id": "b", "action": "createSpace", "with": ["name": "x", "description": "{{steps.a.path}}"]],
                        ],
                    ]
                ),
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
                (
                    "PUT", "/v1/jobs/steps",
                    [
                        "kind": "actions", "on": ["event": "run.failed"],
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
                for text in texts { #expect(isRussian(text) && !own(text).contains(" or "), "\(method) \(path): \(text)") }
            }
            for (language, words) in [
                ("ru", "нет праздников holidays/none; есть holidays/ru"), ("en", "there are no holidays/none; there are holidays/ru"),
            ] {
                let schedule: JSON = ["timezone": "Europe/Moscow", "cron": "0 19 * * 2", "exclude": ["holidays/none"]]
                let reply = try await gateway.ask(
                    "PUT", "/v1/jobs/series", .object(webinar.merging(["schedule": schedule]) { $1 }), headers: [("Accept-Language", language)])
                #expect(reply.json["errors"]?.items.first?["message"] == .string(words), "\(reply.text)")
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

    @Test("why a job is paused is kept in English, and told besides in the language of whoever asks, by itself and in the list")
    func paused() async throws {
        try await RunningGateway.run { gateway in
            let step: JSON = ["id": "room", "action": "createRoom", "with": ["spaceId": "aaaaaaaaaaaaaaaaaaaaaaaa", "name": "x", "type": "lesson"]]
            let job: JSON = ["kind": "actions", "onFailure": ["pauseAfter": 1], "steps": [step]]
            let made = try await gateway.ask("PUT", "/v1/jobs/rooms", job)
            #expect(made.status == 201 && made.json["detail"] == .null)
            #expect(try await gateway.ask("POST", "/v1/jobs/rooms/trigger", [:]).status == 404)
            for language in ["en", "ru"] {
                let asked = [("Accept-Language", language)]
                let shown = try await gateway.ask("GET", "/v1/jobs/rooms", headers: asked).json
                let listed = try #require(try await gateway.ask("GET", "/v1/jobs", headers: asked).json["items"]?.items.first)
                #expect(shown["state"] == "paused" && shown["detail"] == listed["detail"] && shown["pausedReason"] == listed["pausedReason"])
                #expect(shown["pausedReason"]?.text?.hasPrefix("failed runs in a row: 1, the last with: ") == true, "\(shown)")
                let detail = try #require(shown["detail"]?.text)
                #expect(language == "en" ? JSON.string(detail) == shown["pausedReason"] : isRussian(detail), "\(detail)")
            }
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

    @Test("whoever asks is not told what to set in the service, and what the token may not do is said once", arguments: ["en", "ru"])
    func settings(language: String) async throws {
        try await RunningGateway.run { gateway in
            let server = gateway.account.server
            let nobody = "aaaaaaaaaaaaaaaaaaaaaaaa"
            let room: JSON = ["spaceId": .string(nobody), "name": "x", "type": "lesson"]
            let list = ("GET", "/v1/options/spaces", JSON?.none)
            let asked: [(Fault?, (String, String, JSON?), Int)] = [
                (nil, ("GET", "/v1/records/\(nobody)/download?spaceId=\(Demo.space)&roomId=\(Demo.room)", nil), 404),
                (nil, ("POST", "/v1/rooms", room), 404),
                (Fault(operation: "getSpacesList", moment: .before, action: .status(404)), list, 502),
                (Fault(operation: "getSpacesList", moment: .before, action: .status(405)), list, 502),
                (Fault(operation: "getSpacesList", moment: .before, action: .status(301)), list, 502),
                (Fault(operation: "getSpacesList", moment: .before, action: .garbage), list, 502),
                (Fault(operation: "getSpacesList", moment: .before, action: .status(403)), list, 403),
            ]
            for (fault, (method, path, body), status) in asked {
                server.clearFaults()
                if let fault { try server.arm(fault) }
                let reply = try await gateway.ask(method, path, body, headers: [("Accept-Language", language)])
                #expect(reply.status == status, "\(reply.text)")
                let detail = try #require(reply.json["detail"]?.text)
                #expect(!reply.text.contains(/livedigital\.[a-z]/) && !detail.contains("idMember"), "\(detail)")
                if language == "ru" {
                    #expect(isRussian(detail) && detail.ranges(of: "У токена нет прав").count == (status == 403 ? 1 : 0), "\(detail)")
                }
                if status == 404 { #expect(detail.contains(language == "ru" ? "Этому токену неизвестно: " : "Unknown to this token: "), "\(detail)") }
            }
        }
    }

    @Test("what the layers below advise to set is left out, whatever it is")
    func advice() {
        let set = "set getMe.method, .path or .idMember in the file that livedigital.contract names (now GET /me)."
        let kept = "(a stored connection keeps its address until it is added again: autowebinar connection add NAME --base-url ADDRESS)"
        for (said, told) in [
            ("x: 404. \(set)", "x: 404."), ("x: 200. The answer differs from the contract table; \(set)", "x: 200."),
            (
                "x: 302. The answer points to another address; put the final one into livedigital.baseURL \(kept), or \(set)",
                "x: 302. The answer points to another address."
            ),
            (
                "x: 404. Either playbackId 5 is unknown to this token, or the path differs: set deletePlayback.method or .path in the file that "
                    + "livedigital.contract names (now DELETE /x).", "x: 404. Unknown to this token: playbackId 5."
            ),
            (
                "x: 404 Not found – the report is not there yet. Either livedigital has no report of it, or the path differs: set "
                    + "getPlaybackSessionAnalyticsReport.method or .path in the file that livedigital.contract names (now GET /x).",
                "x: 404 Not found – the report is not there yet."
            ),
            ("x: 201. If livedigital always answers so, set getMe.idMember in the file that livedigital.contract names.", "x: 201."),
            ("x: no answer. Check livedigital.baseURL \(kept).", "x: no answer."),
            (
                "x: no answer. Check livedigital.baseURL \(kept), or put the certificate of the server's authority into the file that livedigital.caFile names "
                    + "and start anew; what waits goes on once the server is trusted.", "x: no answer."
            ),
            ("the receiver answered 500", "the receiver answered 500"),
        ] {
            #expect(TenantText.of(said) == told)
        }
    }
}
