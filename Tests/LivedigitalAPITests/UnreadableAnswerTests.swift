import Curl
import Foundation
import LivedigitalAPI
import Testing

/// Something between livedigital and us may answer 200 with a page of its own: nothing is believed done that livedigital does not show.
@Suite("2xx answers to changes that cannot be read", .timeLimit(.minutes(5)))
struct UnreadableAnswerTests {
    static let unreadable = ["<html>", "[]", "{}", #"{"id":"r"}"#, #"{"id":"other","name":"new"}"#]
    private static let old = #"{"id":"r","name":"old","isChatAllowed":true,"isHandRaisingAllowed":true,"type":"lesson"}"#
    private static let new = #"{"id":"r","name":"new","isChatAllowed":false,"isHandRaisingAllowed":true,"type":"lesson"}"#

    private func updateRoom(_ answers: Result<HTTPResponse, HTTPFailure>...) async throws(LivedigitalError) -> Room {
        var change = RoomSettings()
        change.isChatAllowed = false
        let transport = ScriptedTransport(.answer(200, Self.old), answers[0], answers[1])
        let client = LivedigitalClient(baseURL: base, token: token, transport: transport)
        return try await client.updateRoom(spaceId: "s", roomId: "r", name: "new", settings: change)
    }

    @Test("a room is read again, and counts as changed where it shows the change", arguments: unreadable)
    func roomIsChanged(body: String) async throws {
        let room = try await updateRoom(.answer(200, body), .answer(200, Self.new))
        #expect(room.name == "new" && room.settings.isChatAllowed == false && room.settings.isHandRaisingAllowed == true)
    }

    @Test(
        "a room that does not show the change, or cannot be read, is unknown",
        arguments: [(200, old), (200, new.replacing("false", with: "true")), (200, "<html>"), (404, ""), (429, ""), (503, "")])
    func roomIsUnknown(status: Int, body: String) async throws {
        let error = try await failure { () async throws(LivedigitalError) in
            try await updateRoom(.answer(200, "<html>"), .answer(status, body))
        }
        #expect(error.operation == .updateRoom)
        #expect(error.kind == .unknown(retryAfter: nil))
    }

    @Test("a token that is refused meanwhile, and a look that livedigital does not have, are told as such")
    func hopeless() async throws {
        for (status, kind) in [(401, LivedigitalError.Kind.unauthorized), (405, .contractMismatch)] {
            let error = try await failure { () async throws(LivedigitalError) in try await updateRoom(.answer(200, "<html>"), .answer(status)) }
            #expect(error.kind == kind)
        }
    }

    @Test("a space is looked up in the list", arguments: [("new", "d", true), ("old", "d", false), ("new", "old", false)])
    func space(name: String, description: String, isDone: Bool) async throws {
        let transport = ScriptedTransport(
            .answer(200, "<html>"), .answer(200, #"[{"id":"s","name":"\#(name)","description":"\#(description)"}]"#))
        let client = try client(transport)
        let update = { () async throws(LivedigitalError) in
            try await client.updateSpace(Space(id: "s", name: "new", description: "d", logo: "https://l"))
        }
        if isDone {
            #expect(try await update().description == "d")
        } else {
            #expect(try await failure(update).kind == .unknown(retryAfter: nil))
        }
        #expect(transport.requests.map(\.method) == ["PUT", "GET"])
    }

    @Test("a webhook is read again; what was asked to be made and is not shown is unknown")
    func webhook() async throws {
        let url = "https://hooks.example.com/in"
        let transport = ScriptedTransport(
            .answer(200, "{}"), .answer(200, #"{"url":"\#(url)","isActive":true}"#), .answer(200, "<html>"), .answer(200, #"{"url":"https://x"}"#))
        let client = try client(transport)
        #expect(try await client.updateWebhook(spaceId: "s", url: url, isActive: true) == Webhook(url: url, isActive: true))
        let other = try await failure { () async throws(LivedigitalError) in
            try await client.updateWebhook(spaceId: "s", url: url, isActive: true)
        }
        #expect(other.kind == .unknown(retryAfter: nil))
        for body in ["{}", #"{"url":"https://x","secret":"theirs"}"#, #"{"isActive":true}"#] {
            let made = LivedigitalClient(baseURL: base, token: token, transport: ScriptedTransport(.answer(201, body)))
            let error = try await failure { () async throws(LivedigitalError) in try await made.createWebhook(spaceId: "s", url: url) }
            #expect(error.kind == .unknown(retryAfter: nil), "\(body)")
        }
    }

    @Test("what was to be removed is looked for", arguments: DeletionTests.operations)
    func removed(operation: OperationID) async throws {
        let absent = Result<HTTPResponse, HTTPFailure>.answer(200, "[]")
        let gone = ScriptedTransport(.answer(200, "<html>"), DeletionTests.isByItself(operation) ? .answer(404) : absent, .answer(404))
        #expect(try await client(gone).delete(operation) == .deleted)
        for look in [Result<HTTPResponse, HTTPFailure>.answer(200, DeletionTests.there(operation)), .answer(503)] {
            let client = try client(ScriptedTransport(.answer(200, "<html>"), look))
            let error = try await failure { () async throws(LivedigitalError) in try await client.delete(operation) }
            #expect(error.kind == .unknown(retryAfter: nil))
        }
    }
}
