import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct EditTests {
    private static let playback = "a06b59a7-8529-42f7-bb0e-52e571de3488"
    private static let event = "66f0a1c4e5b7d90012ab0001"
    private let playbacks = RunningSandbox.space + "/playbacks"

    private func send(_ sandbox: RunningSandbox, _ method: String, _ path: String, body: String? = nil) async throws -> HTTPAnswer {
        try await sandbox.send(method, "/_sandbox/" + path, body: body, headers: ["Authorization": ""])
    }

    @Test func `a person renames, unpublishes, publishes and deletes a playback, and the ledger says so`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let path = "playbacks/" + Self.playback
            let before = sandbox.server.ledger.count
            #expect(try await send(sandbox, "PATCH", path, body: #"{"name":"Переименовано"}"#).status == 204)
            let renamed = try await sandbox.json("GET", playbacks + "/" + Self.playback)
            #expect(renamed["name"] == .string("Переименовано") && renamed["isPublished"] == .boolean(true))
            #expect(try await send(sandbox, "PATCH", path, body: #"{"isPublished":false,"recordId":null}"#).status == 204)
            let drafted = try await sandbox.json("GET", playbacks).items.first { $0["id"] == .string(Self.playback) }
            #expect(drafted?["isPublished"] == .boolean(false) && drafted?["recordId"] == .null)
            #expect(try await send(sandbox, "PATCH", path, body: #"{"isPublished":true}"#).status == 204, "the API's rules are not asked")
            #expect(try await send(sandbox, "DELETE", path).status == 204)
            #expect(try await sandbox.refusal("GET", playbacks + "/" + Self.playback, status: 404) == "Playback not found")
            let story = sandbox.server.ledger.dropFirst(before)
            #expect(story.map(\.what) == [.updated, .unpublished, .published, .deleted, .deleted])
            #expect(story.map(\.kind) == [.playback, .playback, .playback, .event, .playback])
            #expect(story.allSatisfy { $0.operation == "person" })
            #expect(sandbox.server.requests.allSatisfy { $0.method == "GET" }, "what a person does is no request of the API")
        }
    }

    @Test func `a person changes and deletes an event, also one that was just made`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let id = try await sandbox.createPlayback()
            let event = try await sandbox.createEvent(id, startDate: "2026-06-02T16:00:00.000Z")
            let body = #"{"startDate":"2026-06-03T19:00:00+03:00","endDate":"2026-06-03T17:00:00Z","name":"Сдвинуто","timezone":"Asia/Omsk"}"#
            #expect(try await send(sandbox, "PATCH", "events/" + event, body: body).status == 204)
            sandbox.server.advanceClock(by: .seconds(1))
            let moved = try await sandbox.json("GET", playbacks + "/\(id)/events").items[0]
            #expect(moved["startDate"] == .string("2026-06-03T16:00:00Z") && moved["endDate"] == .string("2026-06-03T17:00:00Z"))
            #expect(moved["name"] == .string("Сдвинуто") && moved["timezone"] == .string("Asia/Omsk"))
            #expect(try await send(sandbox, "PATCH", "events/" + event, body: #"{"startDate":null,"endDate":null}"#).status == 204)
            #expect(try await send(sandbox, "DELETE", "events/" + event).status == 204)
            #expect(try await sandbox.json("GET", playbacks + "/\(id)/events").items.isEmpty)
            #expect(sandbox.server.ledger.suffix(3).map(\.what) == [.updated, .updated, .deleted])
            #expect(sandbox.server.ledger.suffix(3).allSatisfy { $0.operation == "person" && $0.id == event })
        }
    }

    @Test(arguments: [
        ("PATCH", "playbacks/" + playback, "{}", 422), ("PATCH", "playbacks/" + playback, "[]", 422),
        ("PATCH", "playbacks/" + playback, #"{"published":false}"#, 422), ("PATCH", "playbacks/" + playback, #"{"isPublished":null}"#, 422),
        ("PATCH", "playbacks/" + playback, #"{"name":""}"#, 422), ("PATCH", "playbacks/" + playback, #"{"name":"x","recordId":"none"}"#, 422),
        ("PATCH", "playbacks/none", #"{"name":"x"}"#, 404), ("DELETE", "playbacks/none", "", 404), ("DELETE", "events/none", "", 404),
        ("PATCH", "events/" + event, #"{"startDate":"soon"}"#, 422), ("PATCH", "events/" + event, #"{"playbackId":"x"}"#, 422),
        ("PUT", "events/" + event, "{}", 405), ("GET", "playbacks/" + playback, "", 405), ("DELETE", "playbacks", "", 404),
        ("DELETE", "playbacks/\(playback)/events", "", 404),
    ])
    func `an edit that means nothing changes nothing`(method: String, path: String, body: String, status: Int) async throws {
        try await RunningSandbox.with { sandbox async throws in
            let before = sandbox.server.ledger
            #expect(try await send(sandbox, method, path, body: body.isEmpty ? nil : body).status == status)
            #expect(sandbox.server.ledger == before)
            #expect(try await sandbox.json("GET", playbacks + "/" + Self.playback)["name"] == .string("Демонстрация"))
        }
    }

    @Test func `the same in one process, where a failing edit changes nothing`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            try sandbox.server.editPlayback(Self.playback) { $0.name = "По-другому" }
            try sandbox.server.editEvent(Self.event) { $0.startDate = RunningSandbox.start }
            let before = sandbox.server.ledger
            #expect(before.suffix(2).map(\.operation) == ["person", "person"])
            func code(_ edit: () throws -> Void) -> SandboxError.Code? { #expect(throws: SandboxError.self, performing: edit)?.code }
            #expect(code { try sandbox.server.editPlayback(Self.playback) { $0.id = "other" } } == .invalidAccount)
            #expect(code { try sandbox.server.editPlayback(Self.playback) { $0.spaceId = "60d55c0eb9ef88ab17b0aabb" } } == .invalidAccount)
            #expect(code { try sandbox.server.editEvent(Self.event) { $0.playbackId = "c3d81f64-77aa-4f0e-8f1b-5d2a9e7b6c02" } } == .invalidAccount)
            #expect(code { try sandbox.server.editEvent("none") { $0.name = "x" } } == .unknownObject)
            #expect(code { try sandbox.server.deletePlayback("none") } == .unknownObject)
            #expect(sandbox.server.ledger == before)
            try sandbox.server.deleteEvent(Self.event)
            try sandbox.server.deletePlayback(Self.playback)
            #expect(sandbox.server.ledger.suffix(2).map(\.what) == [.deleted, .deleted])
        }
    }
}
