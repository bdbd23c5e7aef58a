import Curl
import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct SentMembersTests {
    @Test("the members that are said to be sent are those that a whole request has")
    func whole() async throws {
        let room = #"{"id":"r","name":"n","type":"lesson"}"#
        let transport = ScriptedTransport(
            .answer(201, room), .answer(200), .answer(201, room), .answer(200, room), .answer(200), .answer(201, room),
            .answer(200, #"{"url":"https://x"}"#), .answer(201, #"{"url":"https://x"}"#), .answer(200), .answer(201, room), .answer(201, room))
        let client = try client(transport)
        var settings = RoomSettings()
        for (_, member) in RoomSettings.switches { settings[keyPath: member] = true }
        settings.waitingRoomAudience = .nobody
        settings.redirectUrl = "https://x"
        _ = try await client.createSpace(name: "n", description: "d", logo: "l")
        _ = try await client.updateSpace(Space(id: "s", name: "n", description: "d", logo: "l"))
        _ = try await client.createRoom(spaceId: "s", name: "n", kind: .lesson, settings: settings)
        _ = try await client.updateRoom(spaceId: "s", roomId: "r", settings: settings)
        _ = try await client.createRoomInvite(spaceId: "s", roomId: "r", role: .user)
        _ = try await client.generateAccess(
            spaceId: "s", roomId: "r",
            AccessRequest(
                username: "u", role: .user, externalUserId: "e", externalMeetingId: "m", ttl: .seconds(60), email: "e", phone: "p"))
        _ = try await client.createWebhook(spaceId: "s", url: "https://x")
        _ = try await client.updateWebhook(spaceId: "s", url: "https://x", isActive: true)
        _ = try await client.createPlayback(spaceId: "s", name: "n")
        _ = try await client.createPlaybackEvent(spaceId: "s", playbackId: "p", name: "n", startDate: .now, timezone: "UTC")
        let operations: [OperationID] = [
            .createSpace, .updateSpace, .createRoom, .updateRoom, .createRoomInvite, .roomGenerateAccess, .createWebhook, .updateWebhook,
            .createPlayback, .createPlaybackEvent,
        ]
        let bodies = transport.requests.filter { $0.body != nil }
        #expect(bodies.count == operations.count)
        for (operation, request) in zip(operations, bodies) {
            let sent = try JSONSerialization.jsonObject(with: try #require(request.body)) as? [String: Any]
            #expect(sent.map { Set($0.keys) } == Set(operation.sentMembers), "\(operation)")
        }
    }
}
