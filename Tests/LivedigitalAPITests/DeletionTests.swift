import Curl
import Foundation
import LivedigitalAPI
import Testing

/// A path that differs, and the token of another account, are answered 404 as well.
@Suite("404 and 410 to a deletion", .timeLimit(.minutes(5)))
struct DeletionTests {
    static let operations = [OperationID.deleteRoom, .deleteSpace, .deleteWebhook, .deletePlayback, .deletePlaybackEvent]

    /// Whether it is looked up alone, not in a list.
    static func isByItself(_ operation: OperationID) -> Bool { operation == .deleteRoom || operation == .deleteWebhook }

    /// What the look answers where `x` is there.
    static func there(_ operation: OperationID) -> String {
        isByItself(operation) ? #"{"id":"x","name":"n","url":"https://x"}"# : #"[{"id":"x","name":"n"}]"#
    }

    private func error(_ operation: OperationID, _ look: Result<HTTPResponse, HTTPFailure>...) async throws -> LivedigitalError {
        let absent = Result<HTTPResponse, HTTPFailure>.answer(404, #"{"message":"Path not found"}"#)
        let transport = look.count == 1 ? ScriptedTransport(absent, look[0]) : ScriptedTransport(absent, look[0], look[1])
        let client = try client(transport)
        let error = try await failure { () async throws(LivedigitalError) in try await client.delete(operation) }
        #expect(transport.requests.map(\.method) == ["DELETE"] + look.map { _ in "GET" })
        return error
    }

    @Test("it is done where livedigital shows that it is gone", arguments: operations, [404, 410])
    func gone(operation: OperationID, status: Int) async throws {
        let transport = ScriptedTransport(.answer(status), Self.isByItself(operation) ? .answer(404) : .answer(200, "[]"), .answer(404))
        #expect(try await client(transport).delete(operation) == .alreadyGone)
        #expect(transport.requests.map(\.method) == ["DELETE", "GET"] + (operation == .deletePlayback ? ["GET"] : []))
    }

    @Test("a playback that was made just now, and is not listed yet, is there")
    func lag() async throws {
        #expect(try await error(.deletePlayback, .answer(200, "[]"), .answer(200, Self.there(.deleteRoom))).kind == .refused)
        #expect(try await error(.deletePlayback, .answer(200, "[]"), .answer(503)).kind == .unknown(retryAfter: nil))
    }

    @Test("what is there still, or may not be looked for, was not removed, and the row to change is named", arguments: operations)
    func there(operation: OperationID) async throws {
        for error in [try await error(operation, .answer(200, Self.there(operation))), try await error(operation, .answer(403))] {
            #expect(error.kind == .refused && error.status == 404 && error.operation == operation)
            #expect(error.description.contains("Path not found. Either "))
            #expect(error.description.contains("is unknown to this token, or the path differs: set \(operation.rawValue).method or .path in the "))
        }
    }

    @Test("a list that is not whole, or of a space that the token does not know, proves nothing")
    func unproved() async throws {
        for operation in [OperationID.deleteSpace, .deletePlayback, .deletePlaybackEvent] {
            #expect(try await error(operation, .answer(200, #"{"items":[],"total":9}"#)).kind == .refused)
        }
        #expect(try await error(.deletePlayback, .answer(404)).kind == .refused)
        #expect(try await error(.deletePlaybackEvent, .answer(404), .answer(404)).kind == .refused)
        #expect(try await error(.deletePlaybackEvent, .answer(404), .answer(200, #"[{"id":"p"}]"#)).kind == .refused)
    }

    @Test("an event is gone with its playback")
    func together() async throws {
        let transport = ScriptedTransport(.answer(404), .answer(404), .answer(200, #"[{"id":"other"}]"#), .answer(404))
        #expect(try await client(transport).delete(.deletePlaybackEvent) == .alreadyGone)
        #expect(
            transport.requests.map(\.url).dropFirst() == [
                base + "/spaces/s/playbacks/p/events", base + "/spaces/s/playbacks", base + "/spaces/s/playbacks/p",
            ])
    }

    @Test(
        "a look without an answer leaves it unknown; a token that is refused meanwhile is told as such",
        arguments: [
            (Result<HTTPResponse, HTTPFailure>.answer(503), LivedigitalError.Kind.unknown(retryAfter: nil)),
            (.answer(429), .unknown(retryAfter: nil)), (.answer(200, "<html>"), .unknown(retryAfter: nil)),
            (.failure(.cannotConnect, sent: false), .unknown(retryAfter: nil)), (.answer(401), .unauthorized),
            (.failure(.untrusted, sent: false), .misconfigured),
        ])
    func trouble(look: Result<HTTPResponse, HTTPFailure>, kind: LivedigitalError.Kind) async throws {
        for operation in Self.operations { #expect(try await error(operation, look).kind == kind, "\(operation)") }
    }
}

extension LivedigitalClient {
    /// Sends a deletion of `x`.
    func delete(_ operation: OperationID) async throws(LivedigitalError) -> Deletion {
        switch operation {
        case .deleteRoom: try await deleteRoom(spaceId: "s", roomId: "x")
        case .deleteSpace: try await deleteSpace(spaceId: "x")
        case .deleteWebhook: try await deleteWebhook(spaceId: "s")
        case .deletePlayback: try await deletePlayback(spaceId: "s", playbackId: "x")
        default: try await deletePlaybackEvent(spaceId: "s", playbackId: "p", eventId: "x")
        }
    }
}
