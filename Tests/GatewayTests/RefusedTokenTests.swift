import Foundation
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@testable import Gateway

@Suite(.serialized, .timeLimit(.minutes(5)))
struct RefusedTokenTests {
    private static func room(_ name: String) -> JSON { ["spaceId": .string(Demo.space), "name": .string(name), "type": "lesson"] }

    @Test("an action that livedigital answers with 401 is 401 and never goes out later; one stray 401 does not stop what comes after it")
    func strayRefusal() async throws {
        try await RunningGateway.run { gateway in
            let key = try await gateway.issueKey()
            let once = [("Idempotency-Key", "once")]
            try gateway.account.server.arm(Fault(operation: "createRoom", action: .status(401)))
            let refused = try await gateway.ask("POST", "/v1/rooms", Self.room("Первая"), key: key, headers: once)
            #expect(refused.status == 401)
            #expect(refused.code == "unauthorized")
            let runs = try await gateway.ask("GET", "/v1/runs", key: key)
            #expect(runs.json["items"]?.items.map { $0["state"] } == ["cancelled"])
            #expect(try await gateway.ask("GET", "/v1/me", key: key).status == 200)
            let other = try await gateway.ask("POST", "/v1/rooms", Self.room("Вторая"), key: key)
            #expect(other.status == 201)
            #expect(gateway.made(.room) == 1)
            // Whoever asks again with the same key asks for it anew.
            let again = try await gateway.ask("POST", "/v1/rooms", Self.room("Первая"), key: key, headers: once)
            #expect(again.status == 201)
            #expect(gateway.made(.room) == 2)
        }
    }

    @Test("with a revoked token every action is 401 and leaves nothing behind, and an issued key works again as soon as the token does")
    func revokedToken() async throws {
        try await RunningGateway.run { gateway in
            let key = try await gateway.issueKey()
            #expect(try await gateway.ask("GET", "/v1/runs").status == 200)
            gateway.account.server.accept(token: "another")
            for name in ["Первая", "Вторая"] {
                #expect(try await gateway.ask("POST", "/v1/rooms", Self.room(name)).status == 401)
            }
            let room = "/v1/spaces/\(Demo.space)/rooms/\(Demo.room)"
            // An externalId is a key for ever, but not to a refusal.
            let webinar = Demo.autowebinar(in: 3600, ["externalId": "deal-1"])
            gateway.account.server.accept(token: gateway.account.token)
            #expect(try await gateway.ask("PUT", room, ["isChatAllowed": true], key: key).status == 200)
            try gateway.account.server.arm(Fault(operation: "createPlayback", action: .status(401)))
            #expect(try await gateway.ask("POST", "/v1/autowebinars", webinar, key: key).status == 401)
            try await eventually("the connection goes on") {
                _ = try await gateway.ask("GET", "/v1/runs", key: key)
                return try await gateway.owned.reader.pausedReason(ofConnection: "default") == nil
            }
            #expect(try await gateway.ask("POST", "/v1/autowebinars", webinar, key: key).status == 201)
            #expect(gateway.made(.playback) == 1)
            #expect(gateway.made(.room) == 0)
        }
    }

    @Test("what an action had made before it was refused is removed when the token works again")
    func halfDone() async throws {
        try await RunningGateway.run { gateway in
            let key = try await gateway.issueKey()
            try gateway.account.server.arm(Fault(operation: "updateRoom", action: .status(401)))
            #expect(try await gateway.ask("POST", "/v1/rooms", Self.room("Первая"), key: key).status == 401)
            #expect(gateway.made(.room) == 1)
            #expect(try await gateway.ask("GET", "/v1/me", key: key).status == 200)
            try await eventually("the room is removed") { gateway.asked("deleteRoom") > 0 }
            #expect(gateway.asked("deleteRoom") == 1)
        }
    }
}
