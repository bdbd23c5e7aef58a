import Curl
import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct RoomTests {
    private static let shown = """
        {"id":"r","appId":"a","channelId":"c","alias":"EGBYWoMZJe","name":"Зал","isPublic":false,"spaceId":"s","templateId":"t","parentRoomId":"p",
        "isChatAllowed":false,"isFavorite":true,"isScreensharingAllowed":true,"isScreenMediaPublishingAllowed":false,"type":"webinar",
        "waitingRoomAudience":"guests","redirectUrl":"https://example.com/x","createdAt":"2023-08-08T07:05:59.369Z","roleInRoom":"role_room_owner"}
        """

    @Test("a room is made with what is set and nothing else; both names of the screen's switch get the one that is set")
    func create() async throws {
        let transport = ScriptedTransport(.answer(201, #"{"alias":"EGBYWoMZJe","id":"r","channelId":"c"}"#))
        var settings = RoomSettings()
        settings.isAutoRecordingAllowed = true
        settings.isScreenMediaPublishingAllowed = false
        settings.waitingRoomAudience = WaitingRoomAudience("false")
        let made = try await client(transport).createRoom(spaceId: "s", name: "Зал", kind: .lesson, settings: settings)
        let request = try transport.request()
        #expect("\(request.method) \(request.url)" == "POST \(base)/spaces/s/rooms")
        #expect(request.freshConnection)
        #expect(
            request.text == """
                {"name":"Зал","type":"lesson","isAutoRecordingAllowed":true,"isScreenMediaPublishingAllowed":false,\
                "isScreensharingAllowed":false,"waitingRoomAudience":"nobody"}
                """)
        settings.isScreensharingAllowed = false
        #expect(made == Room(id: "r", name: "Зал", spaceId: "s", alias: "EGBYWoMZJe", type: "lesson", channelId: "c", settings: settings))
    }

    @Test("a change is merged into what the room shows, and goes out without what livedigital sets or wants left out")
    func update() async throws {
        let transport = ScriptedTransport(.answer(200, Self.shown), .answer(200))
        var change = RoomSettings()
        change.isChatAllowed = true
        change.isScreensharingAllowed = true
        let room = try await client(transport).updateRoom(spaceId: "s", roomId: "r", settings: change)
        #expect(transport.requests.map { "\($0.method) \($0.url)" } == ["GET \(base)/spaces/s/rooms/r", "PUT \(base)/spaces/s/rooms/r"])
        #expect(
            transport.requests[1].text == """
                {"name":"Зал","type":"webinar","isPublic":false,"isChatAllowed":true,"isScreenMediaPublishingAllowed":true,\
                "isScreensharingAllowed":true,"waitingRoomAudience":"guests","redirectUrl":"https://example.com/x"}
                """)
        #expect(room.settings.isChatAllowed == true && room.alias == "EGBYWoMZJe" && room.type == "webinar")
    }

    @Test("name and kind change when asked for; an empty address takes the old one away")
    func renamed() async throws {
        let transport = ScriptedTransport(.answer(200, Self.shown), .answer(200, #"{"id":"r","name":"answered"}"#))
        var change = RoomSettings()
        change.redirectUrl = ""
        let room = try await client(transport).updateRoom(spaceId: "s", roomId: "r", name: "Новый", kind: .lesson, settings: change)
        #expect(room == Room(id: "r", name: "answered"))
        let sent = try #require(transport.requests[1].text)
        #expect(sent.hasPrefix(#"{"name":"Новый","type":"lesson","#) && sent.hasSuffix(#""redirectUrl":null}"#))
    }

    @Test("a waiting room is switched on with the configured word, and refused before anything is sent where there is none")
    func waitingRoom() async throws {
        let transport = ScriptedTransport(.answer(201, #"{"id":"r"}"#))
        var settings = RoomSettings()
        settings.waitingRoomAudience = WaitingRoomAudience("true")
        let configured = LivedigitalClient(baseURL: base, token: token, transport: transport, waitingRoomOn: "everybody")
        _ = try await configured.createRoom(spaceId: "s", name: "n", kind: .webinar, settings: settings)
        #expect(try transport.request().text == #"{"name":"n","type":"webinar","waitingRoomAudience":"everybody"}"#)
        let (silent, wanted) = (try client(ScriptedTransport()), settings)
        for error in [
            try await failure { () async throws(LivedigitalError) in
                try await silent.createRoom(spaceId: "s", name: "n", kind: .webinar, settings: wanted)
            },
            try await failure { () async throws(LivedigitalError) in try await silent.updateRoom(spaceId: "s", roomId: "r", settings: wanted) },
        ] {
            #expect(error.kind == .refused && error.status == nil)
            #expect(error.advice?.contains("livedigital.waitingRoomOn") == true)
        }
        #expect(WaitingRoomAudience("nobody") == .nobody && WaitingRoomAudience("guests") == .named("guests"))
    }

    @Test("a room is found by the short name of its link; one that is not there is refused, not a mismatch")
    func alias() async throws {
        let transport = ScriptedTransport(.answer(200, Self.shown), .answer(404))
        let client = try client(transport)
        let room = try await client.room(alias: "q3_5V/x")
        #expect(room.spaceId == "s" && room.settings.isPublic == false && room.settings.waitingRoomAudience == .named("guests"))
        #expect(transport.requests[0].url == base + "/spaces/room-by-alias/q3_5V%2Fx")
        #expect(try await failure { () async throws(LivedigitalError) in try await client.room(alias: "x") }.kind == .refused)
    }

    @Test("a room is deleted once")
    func delete() async throws {
        let transport = ScriptedTransport(.answer(204), .answer(410), .answer(404))
        let client = try client(transport)
        #expect(try await client.deleteRoom(spaceId: "s", roomId: "r") == .deleted)
        #expect(try await client.deleteRoom(spaceId: "s", roomId: "r") == .alreadyGone)
        #expect(transport.requests[0].url == base + "/spaces/s/rooms/r")
    }
}
