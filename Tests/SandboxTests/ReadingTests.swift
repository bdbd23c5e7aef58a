import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct ReadingTests {
    @Test func `the owner, the spaces, the rooms and a room have the documented shapes`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            #expect(try await sandbox.json("GET", "/v1/users/me")["email"] == .string("owner@example.com"))
            for path in ["/v1/spaces", "/v1/spaces/"] {
                let spaces = try await sandbox.json("GET", path)
                #expect(spaces["total"] == .number(2))
                #expect(spaces.items.map { $0["name"] } == [.string("Продажи"), .string("Маркетинг")])
            }
            let rooms = try await sandbox.json("GET", RunningSandbox.space + "/rooms")
            #expect(rooms.items.map { $0["name"] } == [.string("Демо-зал")])
            let room = try await sandbox.json("GET", RunningSandbox.room)
            #expect(room == rooms.items[0])
            #expect(room["alias"] == .string("EGBYWoMZJe"))
            #expect(room["type"] == .string("webinar"))
        }
    }

    @Test func `records are listed in no useful order, the unfinished one with a null end`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let records = try await sandbox.json("GET", RunningSandbox.room + "/records").items
            #expect(records.map { $0["name"]?.text } == ["Демо, лучшее", "Демо, идёт запись", "Демо, осень"])
            #expect(records[0]["startedAt"] == .string("2026-05-12T16:00:00.000Z"))
            #expect(records[0]["finishedAt"] == .string("2026-05-12T16:30:00.000Z"))
            #expect(records[1]["finishedAt"] == .null)
            #expect(records[1]["fileSize"] == .number(0))
        }
    }

    @Test func `records are bounded by dateFrom and dateTo, which must be date-times`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let path = RunningSandbox.room + "/records"
            let recent = try await sandbox.json("GET", path + "?dateFrom=2026-01-01T00%3A00%3A00.000Z")
            #expect(recent.items.count == 2)
            let between = try await sandbox.json("GET", path + "?dateFrom=2026-01-01T00:00:00Z&dateTo=2026-05-12T16:00:00Z")
            #expect(between.items.map { $0["name"]?.text } == ["Демо, лучшее"])
            #expect(try await sandbox.refusal("GET", path + "?dateTo=yesterday", status: 422).contains("dateTo"))
        }
    }

    @Test func `every answer carries the date of the sandbox's clock`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            #expect(try await sandbox.send("GET", "/v1/users/me").headers["date"] == "Mon, 01 Jun 2026 10:00:00 GMT")
            sandbox.server.advanceClock(by: .seconds(3600))
            #expect(try await sandbox.send("GET", "/v1/nothing").headers["date"] == "Mon, 01 Jun 2026 11:00:00 GMT")
        }
    }

    @Test(arguments: ["", "Bearer wrong", "test-token-3f1c", "Basic test-token-3f1c"])
    func `a missing or wrong bearer is refused on every operation`(authorization: String) async throws {
        try await RunningSandbox.with { sandbox async throws in
            let before = sandbox.server.ledger
            for operation in Operation.allCases where !operation.isFile {
                let path = operation.route.path.replacing("{spaceId}", with: "662cc96d46ac941cda787127").replacing("{", with: "").replacing(
                    "}", with: "")
                let body = operation.takesBody ? #"{"name":"Показ"}"# : nil
                let answer = try await sandbox.send(operation.route.method, path, body: body, headers: ["Authorization": authorization])
                #expect(answer.status == 401, "\(operation)")
                let json = try JSONDecoder().decode(JSONValue.self, from: answer.body)
                #expect(json["message"] == .string("Unauthorized"))
                #expect(json["code"]?.text != nil)
            }
            #expect(sandbox.server.ledger == before)
            #expect(sandbox.server.requests.allSatisfy { !$0.authorised && $0.status == 401 })
        }
    }

    @Test func `unknown things are not found`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let nobody = "/v1/spaces/000000000000000000000000"
            let sales = "/v1/spaces/60d55c0eb9ef88ab17b0aabb"
            #expect(try await sandbox.refusal("GET", nobody + "/rooms", status: 404) == "Space not found")
            #expect(try await sandbox.refusal("GET", nobody + "/playbacks", status: 404) == "Space not found")
            #expect(try await sandbox.refusal("POST", nobody + "/playbacks", body: #"{"name":"x"}"#, status: 404) == "Space not found")
            #expect(try await sandbox.refusal("GET", sales + "/rooms/66d1d55d1cf5d9c045c0d1c4", status: 404) == "Room not found")
            #expect(try await sandbox.refusal("GET", sales + "/rooms/66d1d55d1cf5d9c045c0d1c4/records", status: 404) == "Room not found")
            // A playback of another space, and one whose id is spelt in capitals.
            let others = "/playbacks/a06b59a7-8529-42f7-bb0e-52e571de3488"
            #expect(try await sandbox.refusal("GET", sales + others, status: 404) == "Playback not found")
            #expect(try await sandbox.refusal("GET", RunningSandbox.space + others.uppercased(), status: 404).hasPrefix("Path"))
            #expect(try await sandbox.refusal("DELETE", sales + others, status: 404) == "Playback not found")
            #expect(try await sandbox.refusal("GET", "/v1/spaces/a/b/c/d", status: 404).hasPrefix("Path"))
            #expect(try await sandbox.refusal("GET", "/", status: 404).hasPrefix("Path"))
        }
    }

    @Test func `a known path under another method is refused with the methods that it has`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let answer = try await sandbox.send("PATCH", RunningSandbox.space + "/playbacks/a06b59a7-8529-42f7-bb0e-52e571de3488")
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == "DELETE, GET, PUT")
        }
    }

    @Test func `several requests on one connection are answered in order`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let one = "GET /v1/users/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(RunningSandbox.token)\r\n"
            let data = try await HTTPExchange.raw(port: sandbox.port, Data((one + "\r\n" + one + "Connection: close\r\n\r\n").utf8))
            #expect(String(decoding: data, as: UTF8.self).components(separatedBy: "HTTP/1.1 200").count == 3)
        }
    }
}
