import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct AdministrationTests {
    private let playbacks = RunningSandbox.space + "/playbacks"

    /// The administration needs no bearer.
    private func send(_ sandbox: RunningSandbox, _ method: String, _ path: String, body: String? = nil) async throws -> HTTPAnswer {
        try await sandbox.send(method, "/_sandbox/" + path, body: body, headers: ["Authorization": ""])
    }

    @Test func `docs sandbox names every operation that a fault can be of, and no other`() throws {
        let page = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "../../docs/sandbox.md")
        let text = try String(contentsOf: page.standardizedFileURL, encoding: .utf8)
        let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("| `operation` |") })
        #expect(row.matches(of: /`(\w+)`/).map { String($0.output.1) }.dropFirst().sorted() == Operation.allCases.map(\.rawValue).sorted())
    }

    @Test func `the ledger tells the whole story of an auto-webinar, seeded objects included`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let id = try await sandbox.createPlayback()
            try await sandbox.json("PUT", playbacks + "/" + id, body: #"{"name":"Показ","recordId":"\#(RunningSandbox.record)","isPublished":false}"#)
            let event = try await sandbox.createEvent(id, startDate: "2026-06-02T16:00:00.000Z")
            try await sandbox.publish(id)
            try await sandbox.publish(id)
            let answer = try await send(sandbox, "GET", "ledger")
            let ledger = try JSONDecoder.sandbox.decode([LedgerEntry].self, from: answer.body)
            #expect(ledger == sandbox.server.ledger)
            #expect(ledger.map(\.sequence) == Array(1...ledger.count))
            let seeded = ledger.filter { $0.operation == "account" }
            #expect(seeded.count == 10)
            #expect(seeded.allSatisfy { $0.what == .created })
            let story = ledger.filter { $0.operation != "account" }
            #expect(story.map(\.what) == [.created, .updated, .created, .published, .updated])
            #expect(story.map(\.id) == [id, id, event, id, id])
            #expect(
                story.map { $0.state["recordId"] ?? .null } == [
                    .null, .string(RunningSandbox.record), .null, .string(RunningSandbox.record), .string(RunningSandbox.record),
                ])
            #expect(story[2].state["startDate"] == .string("2026-06-02T16:00:00+00:00"))
            #expect(story[3].state["isPublished"] == .boolean(true))
        }
    }

    @Test func `the request log keeps every API request in order, and no token`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            _ = try await sandbox.send("GET", "/v1/spaces?page=1")
            _ = try await sandbox.send("GET", "/v1/spaces", headers: ["Authorization": "Bearer other-secret"])
            _ = try await sandbox.send("GET", "/v2")
            let answer = try await send(sandbox, "GET", "requests")
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(!text.contains(RunningSandbox.token) && !text.contains("other-secret"))
            let requests = try JSONDecoder.sandbox.decode([RequestEntry].self, from: answer.body)
            #expect(requests.map(\.sequence) == [1, 2, 3])
            #expect(requests.map(\.operation) == ["getSpacesList", "getSpacesList", nil])
            #expect(requests.map(\.status) == [200, 401, 404])
            #expect(requests.map(\.authorised) == [true, false, true])
            #expect(requests.map(\.path) == ["/v1/spaces", "/v1/spaces", "/v2"])
            #expect(requests[0].query == "page=1")
        }
    }

    @Test func `faults are armed, listed and cleared over HTTP`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let fault = #"{"operation":"getMe","action":"status","status":502,"retryAfter":3,"occurrence":2}"#
            #expect(try await send(sandbox, "POST", "faults", body: fault).status == 201)
            #expect(try await sandbox.send("GET", "/v1/users/me").status == 200)
            #expect(try await sandbox.send("GET", "/v1/users/me").status == 502)
            let listed = try JSONDecoder.sandbox.decode([ArmedFault].self, from: try await send(sandbox, "GET", "faults").body)
            #expect(
                listed == [
                    ArmedFault(
                        number: 1, fault: Fault(operation: "getMe", occurrence: 2, action: .status(502, retryAfter: 3)), seen: 2, hits: 1,
                        state: .fired)
                ])
            #expect(try await send(sandbox, "POST", "faults", body: #"{"operation":"getMe","action":"drop"}"#).status == 201)
            #expect(try await send(sandbox, "DELETE", "faults").status == 204)
            #expect(try await sandbox.send("GET", "/v1/users/me").status == 200)
            #expect(sandbox.server.faults.isEmpty)
        }
    }

    @Test(arguments: [
        ("{}", "action"), (#"{"action":"drop"}"#, "operation"), (#"{"operation":"getNothing","action":"drop"}"#, "operation"),
        (#"{"operation":"getMe","action":"explode"}"#, "action"), (#"{"operation":"getMe","action":"status"}"#, "status"),
        (#"{"operation":"getMe","action":"status","status":99}"#, "status"), (#"{"operation":"getMe","action":"delay"}"#, "seconds"),
        (#"{"operation":"getMe","action":"late","seconds":-1}"#, "seconds"), (#"{"operation":"getMe","action":"kill"}"#, "pid"),
        (#"{"operation":"getMe","action":"kill","pid":1}"#, "pid"), (#"{"operation":"getMe","action":"kill","pid":-1}"#, "pid"),
        (#"{"operation":"getMe","action":"drop","occurrence":0}"#, "occurrence"),
        (#"{"operation":"getMe","action":"drop","matching":"record"}"#, "matching"),
        (#"{"operation":"getMe","action":"drop","moment":"during"}"#, "moment"),
    ])
    func `a fault that means nothing is refused`(body: String, named: String) async throws {
        try await RunningSandbox.with { sandbox async throws in
            let answer = try await send(sandbox, "POST", "faults", body: body)
            #expect(answer.status == 422)
            #expect(String(decoding: answer.body, as: UTF8.self).contains(named))
            #expect(sandbox.server.faults.isEmpty)
        }
    }

    @Test func `every fault survives the way to JSON and back`() throws {
        let actions: [Fault.Action] = [
            .status(429, retryAfter: 5, message: "x"), .status(500), .drop, .delay(.seconds(1.5)), .late(.seconds(2)), .garbage, .kill(pid: 4321),
        ]
        for action in actions {
            let fault = Fault(operation: "updatePlayback", occurrence: 3, times: 2, matching: .publish, moment: .after, action: action)
            #expect(try JSONDecoder().decode(Fault.self, from: JSONEncoder().encode(fault)) == fault)
        }
    }

    @Test func `the clock is moved over HTTP`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let answer = try await send(sandbox, "POST", "clock", body: #"{"advanceSeconds":90.5}"#)
            #expect(try JSONDecoder().decode(JSONValue.self, from: answer.body)["now"] == .string("2026-06-01T10:01:30.500Z"))
            #expect(sandbox.server.now == RunningSandbox.start.addingTimeInterval(90.5))
            #expect(try await send(sandbox, "POST", "clock", body: #"{"advanceSeconds":"soon"}"#).status == 422)
        }
    }

    @Test func `objects are added and replaced by id, so a record can be finished while running`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let account = """
                {"records":[{"id":"\(RunningSandbox.unfinishedRecord)","roomId":"66d1d55d1cf5d9c045c0d1c4","spaceId":"662cc96d46ac941cda787127",
                  "name":"Демо, готово","startedAt":"2026-05-20T09:30:00.000Z","finishedAt":"2026-05-20T10:30:00Z","fileSize":1000,"state":"new",
                  "createdAt":"2026-05-20T09:30:00Z"}],
                 "playbacks":[{"id":"11111111-2222-4333-8444-555555555555","spaceId":"662cc96d46ac941cda787127","name":"Чужой","isPublished":false,
                  "createdAt":"2026-05-20T09:30:00Z"}]}
                """
            #expect(try await send(sandbox, "POST", "account", body: account).status == 204)
            let records = try await sandbox.json("GET", RunningSandbox.room + "/records").items
            #expect(records.count == 3)
            #expect(records[1]["finishedAt"] == .string("2026-05-20T10:30:00.000Z"))
            #expect(try await sandbox.json("GET", playbacks).items.last?["name"] == .string("Чужой"), "seeded objects do not lag")
            #expect(sandbox.server.ledger.last?.operation == "account")
        }
    }

    @Test func `an account that contradicts itself is refused whole`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let account = """
                {"spaces":[{"id":"000000000000000000000001","name":"Новая"}],
                 "rooms":[{"id":"000000000000000000000002","spaceId":"000000000000000000000009","name":"x","type":"lesson","alias":"x"}]}
                """
            let answer = try await send(sandbox, "POST", "account", body: account)
            #expect(answer.status == 422)
            #expect(String(decoding: answer.body, as: UTF8.self).contains("000000000000000000000009"))
            #expect(try await sandbox.json("GET", "/v1/spaces").items.count == 2)
        }
    }

    @Test func `another token is accepted from the change on, and the old one no more`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            #expect(try await send(sandbox, "PUT", "token", body: #"{"token":"next"}"#).status == 204)
            #expect(try await sandbox.send("GET", "/v1/users/me").status == 401)
            #expect(try await sandbox.send("GET", "/v1/users/me", headers: ["Authorization": "Bearer next"]).status == 200)
        }
    }

    @Test func `a web page, an unknown path and a wrong method are refused`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let page = try await sandbox.send(
                "POST", "/_sandbox/faults", body: #"{"operation":"getMe","action":"drop"}"#, headers: ["Origin": "https://example.com"])
            #expect(page.status == 403)
            #expect(sandbox.server.faults.isEmpty)
            #expect(try await send(sandbox, "GET", "nothing").status == 404)
            let wrong = try await send(sandbox, "PUT", "faults", body: "{}")
            #expect(wrong.status == 405)
            #expect(wrong.headers["allow"] == "DELETE, GET, POST")
        }
    }
}
