import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct PlaybackTests {
    private let playbacks = RunningSandbox.space + "/playbacks"

    @Test func `a playback is created as a draft and can be read by id at once`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let created = try await sandbox.json("POST", playbacks, body: #"{"name":"Показ ⟦run-x⟧"}"#, status: 201)
            #expect(
                created
                    == .object([
                        "id": .string("00000000-0000-4000-8000-000000000001"), "name": .string("Показ ⟦run-x⟧"),
                        "spaceId": .string("662cc96d46ac941cda787127"), "recordId": .null, "isPublished": .boolean(false),
                        "createdAt": .string("2026-06-01T10:00:00.000Z"),
                    ]))
            #expect(try await sandbox.json("GET", playbacks + "/00000000-0000-4000-8000-000000000001") == created)
        }
    }

    @Test func `the list shows a new playback only after the lag, the seeded ones at once`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            #expect(try await sandbox.json("GET", playbacks).items.count == 3)
            let id = try await sandbox.createPlayback()
            #expect(try await sandbox.json("GET", playbacks)["total"] == .number(3))
            sandbox.server.advanceClock(by: .milliseconds(299))
            #expect(try await sandbox.json("GET", playbacks).items.count == 3)
            sandbox.server.advanceClock(by: .milliseconds(1))
            #expect(try await sandbox.json("GET", playbacks).items.last?["id"] == .string(id))
        }
    }

    @Test func `an update replaces: what is not named is taken away`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let id = try await sandbox.createPlayback()
            let path = playbacks + "/" + id
            let attached = try await sandbox.json("PUT", path, body: #"{"name":"Показ","recordId":"\#(RunningSandbox.record)"}"#)
            #expect(attached["recordId"] == .string(RunningSandbox.record))
            _ = try await sandbox.createEvent(id)
            try await sandbox.publish(id)
            let bare = try await sandbox.json("PUT", path, body: #"{"name":"Иначе"}"#)
            #expect(bare["name"] == .string("Иначе"))
            #expect(bare["recordId"] == .null)
            #expect(bare["isPublished"] == .boolean(false))
            #expect(try await sandbox.json("GET", path) == bare)
            #expect(
                sandbox.server.ledger.filter { $0.kind == .playback && $0.id == id }.map(\.what) == [.created, .updated, .published, .unpublished])
        }
    }

    @Test func `publication needs a record, a finished one, and an event`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let id = try await sandbox.createPlayback()
            let path = playbacks + "/" + id
            let full = #"{"name":"Показ","recordId":"\#(RunningSandbox.record)","isPublished":true}"#
            #expect(try await sandbox.refusal("PUT", path, body: full, status: 422).contains("event"))
            _ = try await sandbox.createEvent(id)
            #expect(try await sandbox.refusal("PUT", path, body: #"{"name":"Показ","isPublished":true}"#, status: 422).contains("recordId"))
            let unfinished = #"{"name":"Показ","recordId":"\#(RunningSandbox.unfinishedRecord)","isPublished":true}"#
            #expect(try await sandbox.refusal("PUT", path, body: unfinished, status: 422).contains("not finished"))
            #expect(try await sandbox.json("GET", path)["isPublished"] == .boolean(false))
            #expect(try await sandbox.json("PUT", path, body: full)["isPublished"] == .boolean(true))
        }
    }

    @Test func `a record must be known and of the same space`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let path = playbacks + "/" + (try await sandbox.createPlayback())
            let unknown = #"{"name":"Показ","recordId":"ffffffffffffffffffffffff"}"#
            #expect(try await sandbox.refusal("PUT", path, body: unknown, status: 404).contains("recordId"))
            let foreign = #"{"name":"Показ","recordId":"6a0ab9f02b949f07df0e2204"}"#
            #expect(try await sandbox.refusal("PUT", path, body: foreign, status: 422).contains("recordId"))
        }
    }

    @Test(arguments: [
        ("{}", "name"), (#"{"name":null}"#, "name"), (#"{"name":7}"#, "name"), (#"{"name":""}"#, "name"), ("[]", "object"), ("{", "JSON"),
    ])
    func `a create with a missing or mistyped name is refused and makes nothing`(body: String, named: String) async throws {
        try await RunningSandbox.with { sandbox async throws in
            let before = sandbox.server.ledger
            let message = try await sandbox.refusal("POST", playbacks, body: body, status: 422)
            #expect(message.hasPrefix("Invalid request params"))
            #expect(message.contains(named))
            #expect(sandbox.server.ledger == before)
        }
    }

    @Test(arguments: [
        (#"{"recordId":null}"#, "name"), (#"{"name":"x","recordId":1}"#, "recordId"), (#"{"name":"x","isPublished":"true"}"#, "isPublished"),
        (#"{"name":"x","isPublished":null}"#, "isPublished"),
    ])
    func `an update with a missing or mistyped member is refused`(body: String, named: String) async throws {
        try await RunningSandbox.with { sandbox async throws in
            let path = playbacks + "/" + (try await sandbox.createPlayback())
            #expect(try await sandbox.refusal("PUT", path, body: body, status: 422).contains(named))
        }
    }

    @Test func `a body that is not declared as JSON, or is too large, is refused`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let plain = try await sandbox.send("POST", playbacks, body: #"{"name":"x"}"#, headers: ["Content-Type": "text/plain"])
            #expect(plain.status == 422)
            let large = #"{"name":""# + String(repeating: "x", count: 1 << 20) + #""}"#
            #expect(try await sandbox.send("POST", playbacks, body: large).status == 413)
        }
    }

    @Test func `a deleted playback is gone with its events, and stays in the ledger`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let id = try await sandbox.createPlayback()
            let event = try await sandbox.createEvent(id)
            let deleted = try await sandbox.send("DELETE", playbacks + "/" + id)
            #expect(deleted.status == 204)
            #expect(deleted.body.isEmpty)
            #expect(try await sandbox.refusal("GET", playbacks + "/" + id, status: 404) == "Playback not found")
            #expect(try await sandbox.refusal("DELETE", playbacks + "/" + id, status: 404) == "Playback not found")
            let changes = sandbox.server.ledger.filter { $0.id == id || $0.id == event }
            #expect(changes.map(\.what) == [.created, .created, .deleted, .deleted])
            #expect(changes.map(\.operation) == ["createPlayback", "createPlaybackEvent", "deletePlayback", "deletePlayback"])
        }
    }
}
