import Curl
import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct OverrideTests {
    @Test("the space moves into the body of a create and the query of a list")
    func topLevel() async throws {
        let transport = ScriptedTransport(.answer(201, #"{"id":"p"}"#), .answer(200, "[]"), .answer(204))
        let client = try client(
            transport, ContractOverride(operation: "createPlayback", path: "/playbacks", spaceId: "body"),
            ContractOverride(operation: "getPlaybacks", path: "/playbacks?limit=100"),
            ContractOverride(operation: "deletePlayback", path: "/playbacks/{playbackId}", spaceId: "query"))
        _ = try await client.createPlayback(spaceId: space, name: "n")
        _ = try await client.playbacks(spaceId: "a b")
        _ = try await client.deletePlayback(spaceId: space, playbackId: "p")
        #expect(transport.requests[0].url == base + "/playbacks")
        #expect(transport.requests[0].text == #"{"name":"n","spaceId":"\#(space)"}"#)
        #expect(transport.requests[1].url == base + "/playbacks?limit=100&spaceId=a%20b")
        #expect(transport.requests[1].body == nil)
        #expect(transport.requests[2].url == "\(base)/playbacks/p?spaceId=\(space)")
        #expect(transport.requests[2].body == nil)
    }

    @Test("PATCH, other members and a published status, in the request and in every answer")
    func status() async throws {
        let body = #"{"id":"p","videoId":"v","status":"published","recordId":"no","isPublished":false}"#
        let transport = ScriptedTransport(
            .answer(200, body), .answer(200, body),
            .answer(200, "[\(body),{\"id\":\"q\",\"status\":\"draft\"},{\"id\":\"r\",\"status\":\"archived\"}]"))
        let client = try client(
            transport,
            ContractOverride(
                operation: "updatePlayback", method: "PATCH", recordMember: "videoId", publishedMember: "status",
                publishedValue: .string("published"),
                unpublishedValue: .string("draft")))
        let updated = try await client.updatePlayback(spaceId: space, playbackId: "p", name: "n", recordId: "v", isPublished: true)
        #expect(updated == Playback(id: "p", recordId: "v", isPublished: true))
        #expect(try await client.getPlayback(spaceId: space, playbackId: "p") == Playback(id: "p", recordId: "v", isPublished: true))
        #expect(try await client.playbacks(spaceId: space).items.map(\.isPublished) == [true, false, nil])
        #expect(transport.requests[0].method == "PATCH")
        #expect(
            transport.requests[0].text
                == #"{"name":"n","recordId":"v","isPublished":true}"#.replacing("recordId", with: "videoId").replacing(
                    "\"isPublished\":true", with: "\"status\":\"published\""))
    }

    @Test("an answer may use other names than the request")
    func answerNames() async throws {
        let transport = ScriptedTransport(.answer(200, #"{"uuid":"p","record":"v","publishedAt":null}"#))
        let client = try client(
            transport,
            ContractOverride(
                operation: "getPlayback", publishedValue: .integer(1), unpublishedValue: .null, idMember: "uuid", answerRecordMember: "record",
                answerPublishedMember: "publishedAt"))
        #expect(try await client.getPlayback(spaceId: space, playbackId: "p") == Playback(id: "p", recordId: "v", isPublished: false))
    }

    @Test("the id is read from the overridden member only")
    func idMember() async throws {
        let override = ContractOverride(operation: "createPlaybackEvent", idMember: "eventId")
        let transport = ScriptedTransport(.answer(200, #"{"id":"wrong","eventId":"right"}"#), .answer(200, #"{"id":"wrong"}"#))
        let client = try client(transport, override)
        func create() async throws(LivedigitalError) -> PlaybackEvent {
            try await client.createPlaybackEvent(spaceId: space, playbackId: playback, name: "n", startDate: nil, timezone: "UTC")
        }
        #expect(try await create().id == "right")
        #expect(try await failure(create).kind == .unknown(retryAfter: nil))
    }

    @Test("a playback that is not in the path is in the body of every event")
    func playbackInBody() async throws {
        let transport = ScriptedTransport(.answer(200, #"{"id":"e"}"#))
        let client = try client(transport, ContractOverride(operation: "createPlaybackEvent", path: "/playback-events"))
        _ = try await client.createPlaybackEvent(spaceId: space, playbackId: playback, name: "n", startDate: nil, timezone: "UTC")
        #expect(try transport.request().url == base + "/playback-events")
        #expect(
            try transport.request().text
                == #"{"name":"n","recurrence":null,"startDate":null,"endDate":null,"timezone":"UTC","playbackId":"\#(playback)","spaceId":"\#(space)"}"#
        )
    }

    @Test("errors show the overridden address")
    func errors() async throws {
        let client = try client(ScriptedTransport(.answer(422)), ContractOverride(operation: "createPlayback", method: "PUT", path: "/p?a={spaceId}"))
        let error = try await failure { () async throws(LivedigitalError) in try await client.createPlayback(spaceId: space, name: "n") }
        #expect(error.description == "createPlayback (PUT /p): 422 Invalid request params")
    }
}
