import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@testable import Gateway

@Suite(.serialized, .timeLimit(.minutes(5)))
struct ActionTests {
    @Test("a space is made, changed and deleted, again and again; one that was not made here is left alone")
    func spaces() async throws {
        try await RunningGateway.run { gateway in
            let made = try await gateway.ask("POST", "/v1/spaces", ["name": "Новая группа"])
            #expect(made.status == 201)
            #expect(made.json["name"] == "Новая группа")
            let id = try #require(made.json["id"]?.text)
            #expect(try await gateway.ask("PUT", "/v1/spaces/\(id)", ["name": "Переименована"]).status == 200)
            for _ in 0..<2 {
                let gone = try await gateway.ask("DELETE", "/v1/spaces/\(id)")
                #expect(gone.status == 204)
                #expect(gone.body.isEmpty)
            }
            let foreign = try await gateway.ask("DELETE", "/v1/spaces/\("Маркетинг".percentEncoded)")
            #expect(foreign.status == 409)
            #expect(foreign.code == "not_created_here")
        }
    }

    @Test("a key that cannot be read keeps links closed, and what was done is answered all the same, not asked for again")
    func unreadableKey() async throws {
        try await RunningGateway.run { gateway in
            #expect(try await gateway.ask("GET", "/v1/me").status == 200)
            let key = gateway.account.storage.appendingPathComponent("master.key").path
            #expect(chmod(key, 0o644) == 0)
            let made = try await gateway.ask("POST", "/v1/spaces", ["name": "Новая группа"])
            #expect(made.status == 201, "\(made.text)")
            #expect(made.json["name"] == "Новая группа")
        }
    }

    @Test("an id that is not there is deleted; a name that nothing has is 404 and deletes nothing")
    func deletions() async throws {
        try await RunningGateway.run { gateway in
            let (nobody, marketing) = ("aaaaaaaaaaaaaaaaaaaaaaaa", "Маркетинг".percentEncoded)
            for path in ["/v1/spaces/\(nobody)?force=true", "/v1/spaces/\(nobody)", "/v1/spaces/\(marketing)/rooms/\(nobody)"] {
                #expect(try await gateway.ask("DELETE", path).status == 204, "\(path)")
            }
            let absent = [
                "Продажы".percentEncoded, "\(marketing)/rooms/\("Демо зал".percentEncoded)",
                "\("Маркетингг".percentEncoded)/rooms/\("Демо-зал".percentEncoded)", "\(nobody)/rooms/\("Демо-зал".percentEncoded)",
            ]
            for path in absent {
                let reply = try await gateway.ask("DELETE", "/v1/spaces/\(path)")
                #expect(reply.status == 404, "\(path) \(reply.text)")
                #expect(reply.code == "not_found")
            }
            #expect(gateway.asked("deleteRoom") == 1)
        }
    }

    @Test("a refusal names the member that was given, whichever it was, and none that was not")
    func refusedMembers() async throws {
        try await RunningGateway.run(listLag: .zero) { gateway in
            let twin: JSON = ["name": "Маркетинг"]
            #expect(try await gateway.ask("POST", "/v1/spaces", twin).status == 201)
            let room: [String: JSON] = ["name": "x", "type": "lesson"]
            let marketing = "Маркетинг".percentEncoded
            let refused: [(String, String, [String: JSON], String, String)] = [
                ("POST", "/v1/rooms", room.merging(["spaceName": "Маркетинг"]) { $1 }, "spaceName", "ambiguous_name"),
                ("POST", "/v1/rooms", room.merging(["spaceId": "Никто"]) { $1 }, "spaceId", "not_found"),
                ("POST", "/v1/rooms", room.merging(["space": "Никто"]) { $1 }, "space", "not_found"),
                ("PUT", "/v1/spaces/\(Demo.space)/rooms/nothing", ["name": "y"], "roomId", "not_found"),
                ("DELETE", "/v1/spaces/\(marketing)", [:], "spaceId", "ambiguous_name"),
                ("POST", "/v1/spaces/\(Demo.space)/rooms", room.merging(["spaceId": .string(Demo.space)]) { $1 }, "spaceId", "given_twice"),
            ]
            for (method, path, body, field, code) in refused {
                let reply = try await gateway.ask(method, path, .object(body))
                let errors = reply.json["errors"]?.items ?? []
                #expect(errors.count == 1 && errors.first?["field"] == .string(field) && errors.first?["code"] == .string(code), "\(reply.text)")
                if code == "ambiguous_name" { #expect(errors.first?["message"]?.text?.contains(Demo.space) == true) }
            }
            let webinar = Demo.autowebinar(["record": "", "recordId": "Никакая"])
            #expect(try await gateway.ask("POST", "/v1/autowebinars", webinar).json["errors"]?.items.first?["field"] == "recordId")
        }
    }

    @Test("what the plan lacks is told apart from what nobody may do")
    func plan() async throws {
        try await RunningGateway.run { gateway in
            let room: JSON = ["spaceId": .string(Demo.space), "name": "x", "type": "lesson"]
            for (status, message, code) in [
                (402, nil, "plan_restricted"), (403, "Not in your plan", "plan_restricted"), (403, "No rights", "forbidden"),
            ] {
                for (method, path, operation, body) in [
                    ("POST", "/v1/rooms", "createRoom", Optional(room)), ("GET", "/v1/options/spaces", "getSpacesList", JSON?.none),
                ] {
                    gateway.account.server.clearFaults()
                    try gateway.account.server.arm(
                        Fault(operation: operation, times: 3, moment: .before, action: .status(status, retryAfter: nil, message: message)))
                    let reply = try await gateway.ask(method, path, body)
                    #expect(reply.status == 403 && reply.code == code, "\(operation) \(status) \(reply.text)")
                    let russian = try await gateway.ask(method, path, body, headers: [("Accept-Language", "ru")]).json["detail"]?.text ?? ""
                    #expect(russian.contains("Тариф аккаунта этого не включает") == (status == 402), "\(russian)")
                }
            }
        }
    }

    @Test("a room is made in a space by its name, with links for roles and people")
    func rooms() async throws {
        try await RunningGateway.run { gateway in
            let space = "/v1/spaces/\("Маркетинг".percentEncoded)"
            let made = try await gateway.ask("POST", "\(space)/rooms", ["name": "Планёрка 2", "type": "lesson", "isChatAllowed": "false"])
            #expect(made.status == 201)
            let room = "\(space)/rooms/\(try #require(made.json["roomId"]?.text))"
            #expect(try await gateway.ask("PUT", room, ["isChatAllowed": true]).status == 200)
            let invite = try await gateway.ask("POST", "\(room)/invites", ["role": "role_room_user"])
            #expect(invite.status == 201)
            #expect(invite.json["url"]?.text?.hasPrefix("http") == true)
            let key = [("Idempotency-Key", "guest-1")]
            let guest: JSON = ["username": "Анна", "role": "user", "ttl": "3600"]
            let access = try await gateway.ask("POST", "\(room)/access", guest, headers: key)
            #expect(access.status == 201)
            let again = try await gateway.ask("POST", "\(room)/access", guest, headers: key)
            #expect(again.json["url"] == access.json["url"])
            #expect(again.header("Idempotent-Replayed") == "true")
            let late = try await gateway.ask("POST", "\(room)/access", ["username": "Анна", "role": "user", "ttl": 604_801])
            #expect(late.status == 400)
            #expect(late.json["errors"]?.items.first?["field"] == "ttl")
            // Where the answer leads, whoever may ask is shown the link; in lists nobody is.
            let url = try #require(access.json["url"]?.text)
            let run = try await gateway.ask("GET", try #require(access.header("Location")))
            #expect(run.json["results"]?.items.first?["result"]?["url"] == .string(url))
            #expect(run.header("Cache-Control") == "no-store")
            #expect(!(try await gateway.ask("GET", "/v1/runs")).text.contains(url))
            #expect(!(try await gateway.ask("GET", "/v1/events")).text.contains(url))
            #expect(try await gateway.ask("POST", "/v1/rooms", ["spaceName": "Маркетинг", "name": "Ещё", "type": "webinar"]).status == 201)
            #expect(try await gateway.ask("DELETE", room).status == 204)
        }
    }

    @Test("a change whose answer cannot be read is made by the time that it is told as made", arguments: [Fault.Moment.before, .after])
    func unreadable(moment: Fault.Moment) async throws {
        try await RunningGateway.run { gateway in
            let server = gateway.account.server
            func happened(_ what: LedgerEntry.Change) -> Bool { server.ledger.contains { $0.kind == .room && $0.id == Demo.room && $0.what == what } }
            let room = "/v1/spaces/\(Demo.space)/rooms/\(Demo.room)"
            try server.arm(Fault(operation: "updateRoom", moment: moment, action: .garbage))
            let changed = try await gateway.ask("PUT", room, ["name": "Иной зал", "isChatAllowed": false])
            #expect(changed.status == 200, "\(changed.text)")
            #expect(happened(.updated))
            try server.arm(Fault(operation: "deleteRoom", moment: moment, action: .garbage))
            #expect(try await gateway.ask("DELETE", room).status == 204)
            #expect(happened(.deleted))
        }
    }

    @Test("a link that was not there in time is there where the answer leads; that of a public room is in lists, too")
    func laterLink() async throws {
        try await RunningGateway.run { gateway in
            let room = "/v1/spaces/\(Demo.space)/rooms/\(Demo.room)"
            let pending = try await gateway.ask("POST", "\(room)/access?wait=0", ["username": "Анна", "role": "user"])
            #expect(pending.status == 202)
            let location = try #require(pending.header("Location"))
            func url() async throws -> String? {
                try await gateway.ask("GET", location).json["results"]?.items.first?["result"]?["url"]?.text
            }
            try await eventually("the link is there") { try await url() != nil }
            #expect(try await url()?.contains("accessToken=") == true)
            let invite = try await gateway.ask("POST", "\(room)/invites", ["role": "role_room_user"])
            #expect(invite.json["kind"] == "room")
            let link = try #require(invite.json["url"]?.text)
            #expect(try await gateway.ask("GET", "/v1/runs").text.contains(link))
        }
    }

    @Test("a waiting room that is to be on without livedigital's word for it is 400, asks for the word, and nothing runs")
    func waitingRoom() async throws {
        try await RunningGateway.run { gateway in
            let room: JSON = ["spaceId": .string(Demo.space), "name": "Ожидание", "type": "lesson", "waitingRoomAudience": true]
            let job: JSON = [
                "kind": "actions", "schedule": ["timezone": "Europe/Moscow", "start": "2027-01-01T10:00"],
                "steps": [["id": "room", "action": "createRoom", "with": room]],
            ]
            for reply in [try await gateway.ask("POST", "/v1/rooms", room), try await gateway.ask("PUT", "/v1/jobs/waiting", job)] {
                #expect(reply.status == 400)
                #expect(reply.json["errors"]?.items.first?["field"]?.text?.hasSuffix("waitingRoomAudience") == true)
                let detail = reply.json["detail"]?.text ?? ""
                #expect(detail.hasSuffix("is not known; give it here") && !detail.contains("livedigital.waitingRoomOn"), "\(detail)")
            }
            #expect(try await gateway.ask("GET", "/v1/runs").json["items"] == .array([]))
        }
    }

    @Test("reports of calls and files of recordings are had by names, as bytes, links or redirects")
    func files() async throws {
        try await RunningGateway.run { gateway in
            let place = "spaceId=\("Маркетинг".percentEncoded)&roomId=\(Demo.room)"
            let path = "/v1/calls/66d546bf2b949f39f80e96ae/report?\(place)"
            let report = try await gateway.ask("GET", path)
            #expect(report.status == 200)
            #expect(report.body.starts(with: "PK".utf8))
            let link = try await gateway.ask("GET", path + "&as=link")
            let url = try #require(link.json["url"]?.text)
            #expect(url.hasPrefix(gateway.origin))
            let file = try await gateway.ask("GET", String(url.dropFirst(gateway.origin.count)), key: "")
            #expect(file.body == report.body)
            // Nothing is in the link but what we can read, and the file is found again where the data folder is.
            let ticket = try #require(url.split(separator: "/").last).replacing("-", with: "+").replacing("_", with: "/")
            let bytes = try #require(Data(base64Encoded: ticket + String(repeating: "=", count: (4 - ticket.count % 4) % 4)))
            for word in ["reports", "default", gateway.account.storage.path] { #expect(bytes.range(of: Data(word.utf8)) == nil) }
            let target = try gateway.server.services.links.target(of: String(try #require(url.split(separator: "/").last)), now: Date())
            #expect(target.file?.hasPrefix("reports/") == true)
            #expect(try await gateway.ask("GET", String(url.dropFirst(gateway.origin.count).dropLast(3)) + "AAA", key: "").status == 404)
            let absent = try await gateway.ask("GET", "/v1/calls/66d546bf2b949f39f80e0000/report?\(place)")
            #expect(absent.status == 404)
            #expect(absent.json["detail"]?.text?.contains("the call 66d546bf2b949f39f80e0000") == true)
            let live = try gateway.account.server.startCall(roomId: Demo.room).id
            #expect(try await gateway.ask("GET", "/v1/calls/\(live)/report?\(place)").status == 202, "it is under way")
            let room: JSON = ["spaceId": .string(Demo.space), "name": "Другая", "type": "lesson"]
            let other = try #require(try await gateway.ask("POST", "/v1/rooms", room).json["roomId"]?.text)
            let known = Session(
                id: live, kind: .call, job: "", connection: "default", spaceId: Demo.space, roomId: Demo.room, title: "Демо-зал", startsAt: Date(),
                endsAt: nil, reports: [])
            try await gateway.owned.engine.writer.write { db in try SessionTable.put(db, known) }
            let elsewhere = try await gateway.ask("GET", "/v1/calls/\(live)/report?spaceId=\(Demo.space)&roomId=\(other)")
            #expect(elsewhere.status == 404 && elsewhere.json["errors"]?.items.first?["field"] == "roomId", "\(elsewhere.text)")
            #expect(elsewhere.json["detail"]?.text?.contains(Demo.room) == true)
            #expect(try await gateway.ask("GET", "/v1/calls/\(live)/report?\(place)").status == 202, "it is of this room")
            let record = "/v1/records/\(Demo.record)/download?\(place)"
            let address = try await gateway.ask("GET", record)
            #expect(address.json["url"]?.text?.hasPrefix("http") == true)
            // livedigital's links are good for a day.
            let expiresAt = try #require(address.json["expiresAt"]?.text.flatMap(WireDate.parse))
            #expect(abs(expiresAt.timeIntervalSinceNow - 86_400) < 60)
            let named = "/v1/records/\("Демо, лучшее".percentEncoded)/download?spaceName=\("Маркетинг".percentEncoded)&roomName="
            #expect(try await gateway.ask("GET", named + "Демо-зал".percentEncoded).status == 200)
            let redirect = try await gateway.ask("GET", record + "&redirect=1")
            #expect(redirect.status == 302)
            #expect(redirect.header("Location") != nil)
            #expect(try await gateway.ask("GET", "/v1/records/nothing/download?\(place)").status == 404)
        }
    }

    @Test("of a recording without a file is said that it is not finished, and that it never will be where that is known, by route and action")
    func absentRecordings() async throws {
        try await RunningGateway.run { gateway in
            let id = "6a0d80482b949f07df0e77f3"
            let place: JSON = ["space": .string(Demo.space), "room": .string(Demo.room), "record": .string(id)]
            let steps: JSON = [["id": "link", "action": "downloadRecord", "with": place]]
            let job: JSON = ["kind": "actions", "onFailure": ["pauseAfter": 0], "steps": steps]
            #expect(try await gateway.ask("PUT", "/v1/jobs/links", job).status == 201)
            func check(_ status: Int, _ code: String, retryAfter: String?, _ sentences: [(language: String, words: String)]) async throws {
                for (language, words) in sentences {
                    let header = [("Accept-Language", language)]
                    for reply in [
                        try await gateway.ask("GET", "/v1/records/\(id)/download?spaceId=\(Demo.space)&roomId=\(Demo.room)", headers: header),
                        try await gateway.ask("POST", "/v1/jobs/links/trigger", [:], headers: header),
                    ] {
                        #expect(reply.status == status && reply.code == code, "\(reply.text)")
                        #expect(reply.json["detail"]?.text?.hasSuffix(words) == true, "\(reply.text)")
                        #expect(reply.header("Retry-After") == retryAfter && reply.json["retryable"] == .boolean(retryAfter != nil))
                    }
                }
            }
            try await check(
                409, "conflict", retryAfter: "60",
                [
                    ("en", "The recording \(id) is not finished yet; try again later."),
                    ("ru", "Запись \(id) ещё не завершена; повторите позже."),
                ])
            let end = Event(.recordAborted, key: id, at: Date(), connection: "default", subject: Event.Subject())
            try await gateway.owned.engine.writer.write { db in _ = try EventTable.insert(db, end, now: Date()) }
            try await check(
                404, "not_found", retryAfter: nil,
                [("en", "The recording \(id) was aborted and will never be there."), ("ru", "Запись \(id) прервана, её не будет.")])
        }
    }
}
