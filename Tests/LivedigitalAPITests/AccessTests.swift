import Curl
import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct AccessTests {
    private static let url = "https://edu.livedigital.space/room/hMInKY6FoM?participantName=A&accessToken=s3same"

    @Test("roles are taken in every spelling, the owner's in none, and mapped to the operation", arguments: RoomRole.allCases)
    func roles(role: RoomRole) async throws {
        for spelling in [role.rawValue, "role_room_\(role.rawValue)", "role_space_\(role.rawValue)"] { #expect(RoomRole(spelling: spelling) == role) }
        for spelling in ["role_room_owner", "owner", "", "role_room_", "Moderator"] { #expect(RoomRole(spelling: spelling) == nil) }
        let transport = ScriptedTransport(.answer(201, #"{"id":"i"}"#), .answer(201, #"{"url":"\#(Self.url)"}"#))
        let client = try client(transport)
        #expect(try await client.createRoomInvite(spaceId: "s", roomId: "r", role: role) == RoomInvite(id: "i"))
        _ = try await client.generateAccess(spaceId: "s", roomId: "r", AccessRequest(username: "A", role: role))
        #expect(transport.requests[0].url == base + "/spaces/s/rooms/r/invites")
        #expect(transport.requests[0].text == #"{"role":"role_room_\#(role.rawValue)"}"#)
        #expect(transport.requests[1].url == base + "/spaces/s/rooms/r/generate-access")
        #expect(transport.requests[1].text == #"{"username":"A","role":"\#(role.rawValue)","isPermanent":true}"#)
        #expect(transport.requests.allSatisfy { $0.method == "POST" && $0.freshConnection })
    }

    @Test("a personal link carries all that is known, and says how long it works")
    func whole() async throws {
        let transport = ScriptedTransport(.answer(200, #"{"url":"\#(Self.url)"}"#), .answer(200, #"{"roomUrl":"\#(Self.url)"}"#))
        let client = try client(transport)
        let request = AccessRequest(
            username: "А", role: .user, externalUserId: "7", externalMeetingId: "m", ttl: .seconds(604_800), isPermanent: false, email: "a@b",
            phone: "+7")
        #expect(try await client.generateAccess(spaceId: "s", roomId: "r", request) == AccessLink(url: Self.url, lifetime: .seconds(604_800)))
        #expect(
            transport.requests[0].text == """
                {"username":"А","role":"user","externalUserId":"7","externalMeetingId":"m","ttl":604800,"isPermanent":false,"email":"a@b","phone":"+7"}
                """)
        let link = try await client.generateAccess(spaceId: "s", roomId: "r", AccessRequest(username: "А", role: .user))
        #expect(link.lifetime == .seconds(86_400))
        var dumped = ""
        dump(link, to: &dumped)
        #expect(!"\(link) \(String(reflecting: link)) \(dumped)".contains("s3same"))
    }

    @Test("a refusal for the plan says nothing of whose token it is, one for rights does", arguments: [402, 403])
    func refusal(status: Int) async throws {
        let client = try client(ScriptedTransport(.answer(status)))
        let error = try await failure { () async throws(LivedigitalError) in
            try await client.generateAccess(spaceId: "s", roomId: "r", AccessRequest(username: "A", role: .user))
        }
        #expect(error.kind == .refused)
        #expect(error.description.contains("whoever made the room") == (status == 403), "\(error)")
        #expect(error.description.contains("The plan of the account") == (status == 402), "\(error)")
        #expect(error.description.contains("made by the owner") == false, "\(error)")
    }

    @Test("a lifetime out of bounds is not sent", arguments: [Duration.zero, .seconds(-1), .seconds(604_801), .milliseconds(1500)])
    func bounds(ttl: Duration) async throws {
        let client = try client(ScriptedTransport())
        let error = try await failure { () async throws(LivedigitalError) in
            try await client.generateAccess(spaceId: "s", roomId: "r", AccessRequest(username: "A", role: .user, ttl: ttl))
        }
        #expect(error.kind == .refused && error.message.contains("604800"))
    }

    @Test("the lower documented limit is explained when livedigital refuses more, and only then", arguments: [400, 422])
    func lowerLimit(status: Int) async throws {
        let transport = ScriptedTransport(.answer(status, #"{"message":"ttl"}"#), .answer(status, #"{"message":"ttl"}"#), .answer(500))
        let client = try client(transport)
        func advice(_ seconds: Int) async throws -> String? {
            try await failure { () async throws(LivedigitalError) in
                try await client.generateAccess(spaceId: "s", roomId: "r", AccessRequest(username: "A", role: .user, ttl: .seconds(seconds)))
            }.advice
        }
        #expect(try await advice(432_001)?.contains("432000") == true)
        #expect(try await advice(432_000) == nil)
        #expect(try await advice(604_800) == nil)
    }

    @Test("what an unreadable or redirecting answer says of a link is not quoted")
    func secrecy() async throws {
        let transport = ScriptedTransport(
            .answer(200, "see \(Self.url)"), .answer(302, "Found. Redirecting to \(Self.url)"), .answer(403, "go to \(Self.url) now"),
            .answer(200, #"{"link":"\#(Self.url)"}"#))
        let client = try client(transport)
        var errors: [LivedigitalError] = []
        for _ in 0..<4 {
            errors.append(
                try await failure { () async throws(LivedigitalError) in
                    try await client.generateAccess(spaceId: "s", roomId: "r", AccessRequest(username: "A", role: .user))
                })
        }
        #expect(errors.allSatisfy { !"\($0) \(String(reflecting: $0))".contains("s3same") })
        #expect(errors[0].kind == .unknown(retryAfter: nil))
        #expect(errors[2].message == "go to https://edu.livedigital.space/room/hMInKY6FoM?… now")
        #expect(errors[2].advice?.contains("whoever made the room") == true)
    }
}
