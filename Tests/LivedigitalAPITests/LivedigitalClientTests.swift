import Curl
import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct LivedigitalClientTests {
    static let playbackBody = """
        {"id":"\(playback)","name":"Demo","spaceId":"\(space)","recordId":"\(record)","isPublished":true,"createdAt":"2025-02-06T14:50:00+03:00","x":{}}
        """

    @Test("getMe reads the account of the token")
    func getMe() async throws {
        let transport = ScriptedTransport(.answer(200, #"{"id":"60cb","email":"a@example.com","username":"Anna","plan":{"a":1}}"#))
        #expect(try await client(transport).getMe() == User(id: "60cb", email: "a@example.com", name: "Anna"))
        let request = try transport.request()
        #expect(request.method == "GET")
        #expect(request.url == "https://api.example.com/v1/users/me")
        #expect(request.bearerToken == token)
        #expect(request.body == nil)
        #expect(!request.freshConnection)
        #expect(request.maximumRedirects == 0)
        #expect(request.timeouts == HTTPRequest.Timeouts(connect: .seconds(10), total: .seconds(20)))
    }

    @Test("an account of which nothing is told is an account all the same")
    func getMeEmpty() async throws {
        #expect(try await client(ScriptedTransport(.answer(200, "{}"))).getMe() == User())
    }

    @Test("spaces and rooms are read as lists")
    func spacesAndRooms() async throws {
        let transport = ScriptedTransport(
            .answer(200, #"{"items":[{"id":"a","name":"Маркетинг"},{"id":"b"}],"total":2}"#),
            .answer(
                200, #"[{"id":"r","name":"Демо-зал","alias":"EGBYWoMZJe","spaceId":"a","type":"lesson","createdAt":"2023-08-08T07:05:59.369Z"}]"#),
            .answer(200, #"{"id":"r"}"#))
        let client = try client(transport)
        #expect(try await client.spaces() == Listing(items: [Space(id: "a", name: "Маркетинг"), Space(id: "b")], isComplete: true))
        let expected = Room(
            id: "r", name: "Демо-зал", spaceId: "a", alias: "EGBYWoMZJe", type: "lesson", createdAt: WireDate.parse("2023-08-08T07:05:59.369Z"))
        #expect(try await client.rooms(spaceId: "a").items == [expected])
        #expect(try await client.room(spaceId: "a", roomId: "r") == Room(id: "r"))
        #expect(transport.requests.map(\.url) == [base + "/spaces", base + "/spaces/a/rooms", base + "/spaces/a/rooms/r"])
    }

    @Test("records carry dates, size and call, and know whether they are finished")
    func records() async throws {
        let transport = ScriptedTransport(
            .answer(
                200,
                """
                {"items":[
                {"id":"1","name":"n","fileSize":1048576,"roomId":"r","spaceId":"s","callId":"c","state":"new",
                 "createdAt":"2023-08-08T07:05:59.369Z","startedAt":"2023-08-08T07:00:00.000Z","finishedAt":"2023-08-08T08:30:00.250Z"},
                {"id":"2","fileSize":0,"startedAt":"2023-08-08T07:00:00Z","finishedAt":"2023-08-08T06:00:00Z"},
                {"id":"3","fileSize":12.0,"startedAt":null,"finishedAt":null},
                {"id":"4","fileSize":"big","finishedAt":"soon","name":7}
                ],"total":4}
                """))
        let listing = try await client(transport).records(spaceId: space, roomId: room)
        #expect(try transport.request().url == "\(base)/spaces/\(space)/rooms/\(room)/records")
        #expect(listing.isComplete)
        #expect(
            listing.items[0]
                == RoomRecord(
                    id: "1", name: "n", spaceId: "s", roomId: "r", callId: "c", fileSize: 1_048_576, state: "new",
                    createdAt: WireDate.parse("2023-08-08T07:05:59.369Z"), startedAt: WireDate.parse("2023-08-08T07:00:00Z"),
                    finishedAt: WireDate.parse("2023-08-08T08:30:00.250Z")))
        #expect(listing.items.map(\.isFinished) == [true, false, false, false])
        #expect(listing.items.map(\.duration) == [.milliseconds(5_400_250), nil, nil, nil])
        #expect(listing.items[2].fileSize == 12)
        #expect(listing.items[3] == RoomRecord(id: "4"))
    }

    @Test("createPlayback sends the name on a connection of its own")
    func createPlayback() async throws {
        let transport = ScriptedTransport(.answer(201, Self.playbackBody))
        let made = try await client(transport).createPlayback(spaceId: space, name: "Демо \"1\" \\ \n⟦run-x⟧")
        #expect(
            made
                == Playback(
                    id: playback, name: "Demo", spaceId: space, recordId: record, isPublished: true, createdAt: WireDate.parse("2025-02-06T11:50:00Z")
                ))
        let request = try transport.request()
        #expect(request.method == "POST")
        #expect(request.url == "\(base)/spaces/\(space)/playbacks")
        #expect(request.text == #"{"name":"Демо \"1\" \\ \u000a⟦run-x⟧"}"#)
        #expect(request.freshConnection)
        #expect(request.headers.contains { $0.name == "Content-Type" && $0.value == "application/json" })
        let sent = try #require(request.body)
        #expect(try JSONDecoder().decode([String: String].self, from: sent) == ["name": "Демо \"1\" \\ \n⟦run-x⟧"])
    }

    @Test("updatePlayback sends everything that is known each time")
    func updatePlayback() async throws {
        let transport = ScriptedTransport(.answer(200, Self.playbackBody), .answer(204), .answer(200, "OK"), .answer(200, "{}"))
        let client = try client(transport)
        let updated = try await client.updatePlayback(spaceId: space, playbackId: playback, name: "Demo", recordId: record, isPublished: false)
        #expect(updated?.id == playback)
        #expect(try await client.updatePlayback(spaceId: space, playbackId: playback, name: "Demo", recordId: record, isPublished: true) == nil)
        #expect(try await client.updatePlayback(spaceId: space, playbackId: playback, name: "Demo", recordId: nil, isPublished: false) == nil)
        #expect(try await client.updatePlayback(spaceId: space, playbackId: playback, name: "Demo", recordId: nil, isPublished: false) == nil)
        let requests = transport.requests
        #expect(Set(requests.map(\.url)) == ["\(base)/spaces/\(space)/playbacks/\(playback)"])
        #expect(Set(requests.map(\.method)) == ["PUT"])
        let areFresh = requests.map(\.freshConnection)
        #expect(!areFresh.contains(true))
        #expect(
            requests.map(\.text) == [
                #"{"name":"Demo","recordId":"\#(record)","isPublished":false}"#, #"{"name":"Demo","recordId":"\#(record)","isPublished":true}"#,
                #"{"name":"Demo","isPublished":false}"#, #"{"name":"Demo","isPublished":false}"#,
            ])
    }

    @Test("getPlayback and the list of playbacks read the record and the published state")
    func readPlaybacks() async throws {
        let transport = ScriptedTransport(
            .answer(200, Self.playbackBody), .answer(200, "[\(Self.playbackBody),{\"id\":\"2\",\"isPublished\":\"yes\",\"recordId\":null}]"))
        let client = try client(transport)
        #expect(try await client.getPlayback(spaceId: space, playbackId: playback).isPublished == true)
        let listing = try await client.playbacks(spaceId: space)
        #expect(listing.items.map(\.id) == [playback, "2"])
        #expect(listing.items[1] == Playback(id: "2"))
        #expect(transport.requests.map(\.url) == ["\(base)/spaces/\(space)/playbacks/\(playback)", "\(base)/spaces/\(space)/playbacks"])
    }

    @Test("a one-off event sends its start, its playback and explicit nulls")
    func oneOffEvent() async throws {
        let transport = ScriptedTransport(.answer(201, #"{"id":"e1","startDate":"2025-02-06T14:50:00+03:00","timezone":"Europe/Moscow"}"#))
        let made = try await client(transport).createPlaybackEvent(
            spaceId: space, playbackId: playback, name: "Demo", startDate: Date(timeIntervalSince1970: 1_738_842_600), timezone: "Europe/Moscow")
        #expect(made == PlaybackEvent(id: "e1", startDate: Date(timeIntervalSince1970: 1_738_842_600), timezone: "Europe/Moscow"))
        let request = try transport.request()
        #expect(request.method == "POST")
        #expect(request.url == "\(base)/spaces/\(space)/playbacks/\(playback)/events")
        #expect(request.freshConnection)
        #expect(
            request.text
                == #"{"name":"Demo","recurrence":null,"startDate":"2025-02-06T11:50:00.000Z","endDate":null,"timezone":"Europe/Moscow","playbackId":"\#(playback)"}"#
        )
    }

    @Test("a permanent event sends nulls and leaves its playback to the path")
    func permanentEvent() async throws {
        let transport = ScriptedTransport(.answer(200, #"{"id":17}"#))
        let made = try await client(transport).createPlaybackEvent(
            spaceId: space, playbackId: playback, name: "Demo", startDate: nil, timezone: "Europe/Moscow")
        #expect(made == PlaybackEvent(id: "17"))
        #expect(
            try transport.request().text == #"{"name":"Demo","recurrence":null,"startDate":null,"endDate":null,"timezone":"Europe/Moscow"}"#)
    }

    @Test("events and sessions are read as lists")
    func eventsAndSessions() async throws {
        let transport = ScriptedTransport(
            .answer(200, #"{"items":[{"id":"e1","playbackId":"p","name":"n","startDate":null},{"id":"e2","startDate":"2025-02-06T11:50:00Z"}]}"#),
            .answer(
                200,
                """
                {"items":[{"id":"s1","eventId":"e1","playbackId":"p","startedAt":"2025-02-06T11:50:00Z","finishedAt":null},
                {"id":"s2","playbackEventId":"e1","finishedAt":"2025-02-06T11:50:00Z"}]}
                """))
        let client = try client(transport)
        #expect(
            try await client.playbackEvents(spaceId: space, playbackId: "p").items == [
                PlaybackEvent(id: "e1", playbackId: "p", name: "n"),
                PlaybackEvent(id: "e2", startDate: Date(timeIntervalSince1970: 1_738_842_600)),
            ])
        #expect(
            try await client.sessions(spaceId: space, playbackId: "p", eventId: "e/1").items == [
                PlaybackSession(id: "s1", playbackId: "p", eventId: "e1", startedAt: Date(timeIntervalSince1970: 1_738_842_600)),
                PlaybackSession(id: "s2", eventId: "e1", finishedAt: Date(timeIntervalSince1970: 1_738_842_600)),
            ])
        #expect(
            transport.requests.map(\.url) == [
                "\(base)/spaces/\(space)/playbacks/p/events", "\(base)/spaces/\(space)/playbacks/p/events/e%2F1/sessions",
            ])
    }

    @Test("a start that cannot be read is not taken for a permanent event")
    func unreadableStart() async throws {
        let transport = ScriptedTransport(.answer(200, #"[{"id":"e1","startDate":"tomorrow"}]"#))
        let error = try await failure { () async throws(LivedigitalError) in
            try await LivedigitalClient(baseURL: base, token: token, transport: transport).playbackEvents(spaceId: space, playbackId: "p")
        }
        #expect(error.kind == .contractMismatch)
        #expect(error.message.contains("startDate"))
    }

    @Test("a deletion is done when the object is gone, and says which it was")
    func deletions() async throws {
        let transport = ScriptedTransport(
            .answer(200, "{}"), .answer(404), .answer(200, "[]"), .answer(404), .answer(204), .answer(410), .answer(200, "[]"))
        let client = try client(transport)
        #expect(try await client.deletePlayback(spaceId: space, playbackId: playback) == .deleted)
        #expect(try await client.deletePlayback(spaceId: space, playbackId: playback) == .alreadyGone)
        #expect(try await client.deletePlaybackEvent(spaceId: space, playbackId: playback, eventId: "e") == .deleted)
        #expect(try await client.deletePlaybackEvent(spaceId: space, playbackId: playback, eventId: "e") == .alreadyGone)
        #expect(transport.requests.map(\.method) == ["DELETE", "DELETE", "GET", "GET", "DELETE", "DELETE", "GET"])
        #expect(transport.requests[0].url == "\(base)/spaces/\(space)/playbacks/\(playback)")
        #expect(transport.requests[4].url == "\(base)/spaces/\(space)/playbacks/\(playback)/events/e")
    }

    @Test("an empty id sends nothing, since it would name the collection", arguments: ["", ".", ".."])
    func emptyID(id: String) async throws {
        let transport = ScriptedTransport()
        let client = try client(transport)
        let error = try await failure { () async throws(LivedigitalError) in try await client.deletePlayback(spaceId: space, playbackId: id) }
        #expect(error.kind == .refused)
        #expect(error.status == nil)
        #expect(transport.requests.isEmpty)
    }

    @Test("a last slash of the base URL makes no second one")
    func trailingSlash() async throws {
        let transport = ScriptedTransport(.answer(200, "{}"))
        _ = try await LivedigitalClient(baseURL: base + "//", token: token, transport: transport).getMe()
        #expect(try transport.request().url == base + "/users/me")
    }

    @Test("the clock of the last answer is kept beside ours")
    func serverDate() async throws {
        let transport = ScriptedTransport(
            .answer(200, "{}", headers: [("Content-Type", "application/json"), ("dAtE", "Tue, 14 Nov 2023 22:15:20 GMT")]), .answer(200, "{}"))
        let client = try client(transport)
        #expect(client.serverDate == nil)
        _ = try await client.getMe()
        #expect(client.serverDate?.date == Date(timeIntervalSince1970: 1_700_000_120))
        #expect(client.serverDate?.skew == .seconds(120))
        _ = try await client.getMe()
        #expect(client.serverDate?.skew == .seconds(120))
    }
}
