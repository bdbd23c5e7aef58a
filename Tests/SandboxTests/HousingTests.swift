import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct HousingTests {
    @Test func `a space is made with an id alone, listed after the lag, replaced by a PUT, and removed with all that is in it`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let made = try await sandbox.json(
                "POST", "/v1/spaces", body: #"{"name":"Курсы","isPublic":true,"description":"d","logo":"https://example.com/l.png"}"#, status: 201)
            let id = try #require(made["id"]?.text)
            #expect(made == .object(["id": .string(id)]))
            #expect(try await sandbox.json("GET", "/v1/spaces").items.count == 2)
            sandbox.server.advanceClock(by: .seconds(1))
            let listed = try await sandbox.json("GET", "/v1/spaces").items.last
            #expect(listed?["description"] == .string("d") && listed?["logo"] == .string("https://example.com/l.png"))
            #expect(try await sandbox.send("PUT", "/v1/spaces/" + id, body: #"{"name":"Школа","isPublic":true}"#).status == 200)
            let replaced = try await sandbox.json("GET", "/v1/spaces").items.last
            #expect(replaced?["name"] == .string("Школа") && replaced?["description"] == .null, "a PUT replaces")
            let room = try #require(
                try await sandbox.json("POST", "/v1/spaces/\(id)/rooms", body: #"{"name":"r","type":"lesson"}"#, status: 201)["id"]?.text)
            #expect(try await sandbox.send("DELETE", "/v1/spaces/" + id).status == 204)
            #expect(try await sandbox.refusal("DELETE", "/v1/spaces/" + id, status: 404) == "Space not found")
            let story = sandbox.server.ledger.filter { $0.id == id || $0.id == room }
            #expect(story.map(\.what) == [.created, .updated, .created, .deleted, .deleted])
            #expect(story.map(\.kind) == [.space, .space, .room, .room, .space])
        }
    }

    @Test func `a room is made with id, alias and channel, found by its alias, and reset by a PUT that leaves things out`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let rooms = RunningSandbox.space + "/rooms"
            let made = try await sandbox.json(
                "POST", rooms, body: #"{"name":"Зал","type":"webinar","isChatAllowed":false,"redirectUrl":"https://example.com/"}"#, status: 201)
            guard case .object(let members) = made else { return #expect(Bool(false), "no object") }
            #expect(members.keys.sorted() == ["alias", "channelId", "id"])
            let (id, alias) = (try #require(made["id"]?.text), try #require(made["alias"]?.text))
            let shown = try await sandbox.json("GET", "/v1/spaces/room-by-alias/" + alias)
            #expect(shown["id"]?.text == id && shown["isChatAllowed"] == .boolean(false) && shown["isRecordAllowed"] == .boolean(true))
            #expect(shown["redirectUrl"] == .string("https://example.com/"))
            #expect(try await sandbox.send("PUT", rooms + "/" + id, body: #"{"name":"Зал 2","isRecordAllowed":false}"#).status == 200)
            let reset = try await sandbox.json("GET", rooms + "/" + id)
            #expect(reset["isChatAllowed"] == .boolean(true) && reset["isRecordAllowed"] == .boolean(false), "a PUT replaces")
            #expect(reset["redirectUrl"] == .null && reset["type"] == .string("webinar"))
            #expect(try await sandbox.refusal("GET", "/v1/spaces/room-by-alias/none", status: 404) == "Room not found")
        }
    }

    @Test(arguments: [
        ("POST", "/v1/spaces", #"{"isPublic":true}"#), ("POST", "/v1/spaces", #"{"name":"n"}"#),
        ("POST", "/v1/spaces", #"{"name":"n","isPublic":false}"#),
        ("POST", "/v1/spaces", #"{"name":"n","isPublic":true,"logo":"string"}"#), ("POST", "/v1/spaces", #"{"name":"n","isPublic":true,"Logo":"x"}"#),
        ("POST", RunningSandbox.space + "/rooms", #"{"name":"n"}"#), ("POST", RunningSandbox.space + "/rooms", #"{"name":"n","type":"party"}"#),
        ("POST", RunningSandbox.space + "/rooms", #"{"name":"n","type":"lesson","templateId":null}"#),
        ("POST", RunningSandbox.space + "/rooms", #"{"name":"n","type":"lesson","parentRoomId":"x"}"#),
        ("POST", RunningSandbox.space + "/rooms", #"{"name":"n","type":"lesson","isChatAllowed":"true"}"#),
        ("POST", RunningSandbox.space + "/rooms", #"{"name":"n","type":"lesson","waitingRoomAudience":true}"#),
        ("POST", RunningSandbox.space + "/rooms", #"{"name":"n","type":"lesson","redirectUrl":"/x"}"#),
        ("PUT", RunningSandbox.room, #"{"name":"n","id":"66d1d55d1cf5d9c045c0d1c4"}"#), ("PUT", RunningSandbox.room, "{}"),
        ("POST", RunningSandbox.room + "/invites", #"{"role":"moderator"}"#), ("POST", RunningSandbox.room + "/invites", "{}"),
        ("POST", RunningSandbox.room + "/generate-access", #"{"username":"A"}"#),
        ("POST", RunningSandbox.room + "/generate-access", #"{"role":"user"}"#),
        ("POST", RunningSandbox.room + "/generate-access", #"{"username":"A","role":"role_room_user"}"#),
        ("POST", RunningSandbox.room + "/generate-access", #"{"username":"A","role":"user","ttl":0}"#),
        ("POST", RunningSandbox.room + "/generate-access", #"{"username":"A","role":"user","ttl":432001}"#),
        ("POST", RunningSandbox.room + "/generate-access", #"{"username":"A","role":"user","name":"x"}"#),
    ])
    func `a body that is not as documented changes nothing`(method: String, path: String, body: String) async throws {
        try await RunningSandbox.with { sandbox async throws in
            let before = sandbox.server.ledger
            #expect(try await sandbox.refusal(method, path, body: body, status: 422).hasPrefix("Invalid request params"))
            #expect(sandbox.server.ledger == before)
        }
    }

    @Test func `a personal link lets in for up to 432000 seconds unless told otherwise, and the ledger knows whom, not the token`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let path = RunningSandbox.room + "/generate-access"
            let body = #"{"username":"Анна К","role":"user","ttl":432000,"isPermanent":true,"externalUserId":"7","email":"a@example.com"}"#
            let url = try #require(try await sandbox.json("POST", path, body: body, status: 201)["url"]?.text)
            let items = try #require(URLComponents(string: url)?.queryItems)
            #expect(url.hasPrefix("https://edu.livedigital.space/room/EGBYWoMZJe?") && items.first?.value == "Анна К")
            let secret = try #require(items.first { $0.name == "accessToken" }?.value)
            let entry = try #require(sandbox.server.ledger.last)
            #expect(entry.kind == .accessLink && entry.state["externalUserId"] == .string("7") && entry.state["ttl"] == .number(432_000))
            #expect(!String(decoding: try JSONEncoder.sandbox.encode(sandbox.server.ledger), as: UTF8.self).contains(secret))
            #expect(try await sandbox.send("PUT", "/_sandbox/options", body: #"{"longestAccess":604800}"#).status == 204)
            _ = try await sandbox.json("POST", path, body: #"{"username":"A","role":"moderator","ttl":604800}"#, status: 201)
            _ = try await sandbox.json("POST", RunningSandbox.room + "/invites", body: #"{"role":"role_room_user"}"#, status: 201)
            #expect(sandbox.server.ledger.suffix(2).map(\.kind) == [.accessLink, .invite])
        }
    }

    @Test func `a deleted room takes its recordings, calls and reports along, and its playbacks show nothing`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            #expect(try await sandbox.send("DELETE", RunningSandbox.room).status == 204)
            _ = try await sandbox.refusal("GET", RunningSandbox.room + "/records", status: 404)
            let shown = try await sandbox.json("GET", RunningSandbox.space + "/playbacks/a06b59a7-8529-42f7-bb0e-52e571de3488")
            #expect(shown["recordId"] == .null && shown["isPublished"] == .boolean(false))
            let gone = sandbox.server.ledger.filter { $0.what == .deleted }.map(\.kind)
            #expect(gone.filter { $0 == .record }.count == 3 && gone.filter { $0 == .call }.count == 7 && gone.last == .room)
            try sandbox.server.merge(SandboxAccount())
        }
    }
}
