import Foundation
import Orchestration
import Sandbox
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(1)))
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
            let foreign = try await gateway.ask("DELETE", "/v1/spaces/\(QueryText.encode("Маркетинг"))")
            #expect(foreign.status == 409)
            #expect(foreign.code == "not_created_here")
        }
    }

    @Test("a room is made in a space by its name, with links for roles and people")
    func rooms() async throws {
        try await RunningGateway.run { gateway in
            let space = "/v1/spaces/\(QueryText.encode("Маркетинг"))"
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
            // A run shows what it brought, without the link.
            let run = try await gateway.ask("GET", try #require(access.header("Location")))
            #expect(!run.text.contains(try #require(access.json["url"]?.text)))
            #expect(try await gateway.ask("POST", "/v1/rooms", ["spaceName": "Маркетинг", "name": "Ещё", "type": "webinar"]).status == 201)
            #expect(try await gateway.ask("DELETE", room).status == 204)
        }
    }

    @Test("reports of calls and files of recordings are had by names, as bytes, links or redirects")
    func files() async throws {
        try await RunningGateway.run { gateway in
            let place = "spaceId=\(QueryText.encode("Маркетинг"))&roomId=\(Demo.room)"
            let path = "/v1/calls/66d546bf2b949f39f80e96ae/report?\(place)"
            let report = try await gateway.ask("GET", path)
            #expect(report.status == 200)
            #expect(report.body.starts(with: "PK".utf8))
            let link = try await gateway.ask("GET", path + "&as=link")
            let url = try #require(link.json["url"]?.text)
            #expect(url.hasPrefix(gateway.origin))
            let file = try await gateway.ask("GET", String(url.dropFirst(gateway.origin.count)), key: "")
            #expect(file.body == report.body)
            #expect(try await gateway.ask("GET", String(url.dropFirst(gateway.origin.count).dropLast(3)) + "AAA", key: "").status == 404)
            let record = "/v1/records/\(Demo.record)/download?\(place)"
            #expect(try await gateway.ask("GET", record).json["url"]?.text?.hasPrefix("http") == true)
            let redirect = try await gateway.ask("GET", record + "&redirect=1")
            #expect(redirect.status == 302)
            #expect(redirect.header("Location") != nil)
            #expect(try await gateway.ask("GET", "/v1/records/nothing/download?\(place)").status == 404)
        }
    }
}
