import Foundation
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Recurrence
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
        for (said, told) in [
            ("x: 404. \(set)", "x: 404."), ("x: 200. The answer differs from the contract table; \(set)", "x: 200."),
            (
                "x: 302. The answer points to another address; put the final one into livedigital.baseURL, or \(set)",
                "x: 302. The answer points to another address."
            ),
            ("x: 201. If livedigital always answers so, set getMe.idMember in the file that livedigital.contract names.", "x: 201."),
            ("x: no answer. Check livedigital.baseURL.", "x: no answer."),
            (
                "x: no answer. Check livedigital.baseURL, or put the certificate of the server's authority into the file that livedigital.caFile names "
                    + "and start anew; what waits goes on once the server is trusted.", "x: no answer."
            ),
            ("the receiver answered 500", "the receiver answered 500"),
        ] {
            #expect(TenantText.of(said) == told)
        }
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
            ("stored", "отчёт сохранён"), ("on its way", "выполняется"),
            (
                "cancelled before it was there; the report is not collected any more",
                "запуск закончился раньше (отменён), отчёт больше не собирается"
            ),
            (
                "reports stored: 1 of 5, calls: 5; call 66d546bf2b949f39f80e9697, json: the call has not ended; call b, xlsx: the call has not ended; "
                    + "more reports: 2",
                "сохранено отчётов: 1 из 5, звонков: 5; звонок 66d546bf2b949f39f80e9697, json: звонок не завершился; звонок b, xlsx: звонок не завершился; "
                    + "ещё отчётов: 2"
            ),
            (
                "livedigital listed only a part of the rooms of the space 7; collect them one by one, by the name of each; reports stored: 0 of 0, calls: 0",
                "livedigital показал не все комнаты группы 7; собирайте отчёты по одной комнате, указывая её название; сохранено отчётов: 0 из 0, звонков: 0"
            ),
            (
                "missed: its start passed while the service did not run or the job was paused, longer ago than missed.window (1d)",
                "пропущено: начало прошло, пока сервис не работал или задание было приостановлено, и это раньше, чем допускает missed.window (1d)"
            ),
            (
                "failed runs in a row: 3, the last with: the run weekly, which makes its playback, was cancelled",
                "запусков с ошибкой подряд: 3, последняя: запуск weekly, который создаёт для него автовебинар (playback), "
                    + "закончился: отменён"
            ),
            (
                "evx is begun by call.finished, of which its steps are told; it cannot be triggered by hand",
                "задание evx начинает событие call.finished, о котором узнают его шаги; вручную оно не запускается"
            ),
            (
                "with.type: expected one of lesson, webinar, found \"lessn\"; did you mean \"lesson\"?",
                "with.type: ожидалось: одно из lesson, webinar; получено: \"lessn\"; возможно, \"lesson\"?"
            ),
            ("2027-13-01T10:00: month 13 does not exist", "2027-13-01T10:00: месяца 13 не бывает"),
            ("2027-01-01T25:00: hour 25 does not exist, hours go from 00 to 23", "2027-01-01T25:00: часа 25 не бывает, часы — от 00 до 23"),
            ("2026-02-30: February 2026 has 28 days, not 30", "2026-02-30: в феврале 2026 дней: 28, а не 30"),
            ("UNTIL does not exist: June 2026 has 30 days, not 31", "такого UNTIL не бывает: в июне 2026 дней: 30, а не 31"),
            ("there are no holidays/xx; make the file", "нет праздников holidays/xx; создайте файл"),
            ("there are no holidays/xx; there are holidays/ru", "нет праздников holidays/xx; есть holidays/ru"),
            (
                "holidays/ru:2:10: dates[0]: 2026-11-31: November 2026 has 30 days, not 31",
                "holidays/ru:2:10: dates[0]: 2026-11-31: в ноябре 2026 дней: 30, а не 31"
            ),
            (
                "No record of the room 66d1 is called “нет”. The latest records there are “Демо, лучшее; 5 s” (66d546c02b949f07df0e96ae), not finished; "
                    + "66d546c02b949f07df0e96af, 5 s; “Б” (66d5), 62 min. Change record: in the job, or record anew, and try again.",
                "В комнате 66d1 нет записи с названием “нет”. Последние записи там: “Демо, лучшее; 5 s” (66d546c02b949f07df0e96ae), не завершена; "
                    + "66d546c02b949f07df0e96af, 5 с; “Б” (66d5), 62 мин. Укажите другую запись или сделайте новую и повторите."
            ),
            ("the address is malformed.", "адрес записан неверно."),
            (
                "getPlaybacks (GET /p): 404 Not found (the answer 5b0f is not taken: the playback 5b0f belongs to another run)",
                "«getPlaybacks (GET /p): 404 Not found» (ответ 5b0f не принят: автовебинар 5b0f принадлежит другому запуску)"
            ),
            (
                "no event begins this job; add on: {event: …}, or refer to something else",
                "это задание не начинается по событию; добавьте on: {event: …} или сошлитесь на другое"
            ),
        ] {
            #expect(Translation.russian(english) == russian)
        }
    }

    @Test(
        "no English is left of what is wrong with a rule, a cron line or a date, its hint included",
        arguments: [
            "", "FREQ=WEEKLY; BYDAY=MO", "FREQ=WEEKLY;", "FREQ=WEEKLY;BYDAY", "FREQ=WEEKLY;BYDAYS=MO", "FREQ=YEARLY;BYEASTER=0",
            "DTSTART=20260101;FREQ=DAILY", "EXDATE=20260101;FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "BYDAY=MO", "FREQ=HOURLY", "FREQ=WEEKLLY",
            "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=ten", "FREQ=DAILY;COUNT=3;UNTIL=20270101", "FREQ=DAILY;UNTIL=2027-01-01",
            "FREQ=DAILY;UNTIL=20270230", "FREQ=DAILY;UNTIL=20271330", "FREQ=YEARLY;BYMONTH=1,13", "FREQ=MONTHLY;BYMONTHDAY=1,,2",
            "FREQ=DAILY;BYSECOND=60", "FREQ=WEEKLY;BYDAY=MO,1TU", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=WEEKLY;BYDAY=MON", "FREQ=WEEKLY;WKST=XX",
            "FREQ=MONTHLY;BYWEEKNO=20", "FREQ=DAILY;BYYEARDAY=20", "FREQ=WEEKLY;BYMONTHDAY=13", "FREQ=MONTHLY;BYSETPOS=1", "0 19 * *", "0 0 19 * * ?",
            "@dayly", "@reboot", "60 * * * *", "0 0 * * friday", "0 0 L * *", "0 mon * * *", "? 0 * * *", "*/0 0 * * *", "0 1,,2 * * *",
            "2026-12-01", "2026-12-01 19:00", "2026-12-01T19:00Z", "2026-13-01T19:00", "2026-02-30T19:00", "2026-12-01T25:00", "2026-12-01T19:60",
            "2026-12-01T19:00:60", "0000-01-01T00:00", "x",
        ])
    func recurrence(text: String) throws {
        var told: [String] = []
        func tell(_ text: String, _ hint: String?) { told.append(hint.map { "\(text); \($0)" } ?? text) }
        do { _ = try RecurrenceRule(text) } catch { tell(error.message, error.hint) }
        do { _ = try CronExpression(text) } catch { tell(error.message, error.hint) }
        do { _ = try WallTime(text) } catch { tell(error.code == .malformed ? error.message : "\(text): \(error.message)", error.hint) }
        let terms: Set = [
            "start", "exclude", "include", "cron", "rrule", "timezone", "jan", "dec", "sun", "sat", "fri", "minute", "hour", "day", "month",
            "weekday",
        ]
        #expect(!told.isEmpty)
        for english in told {
            let russian = Translation.russian(english)
            let words = own(russian).matches(of: /\b[a-z]{2,}\b/).map { String($0.output) }
            #expect(russian.contains(/[а-яё]/) && terms.isSuperset(of: words), "\(english): \(russian)")
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
