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

    @Test("an autowebinar whose publication was refused is made anew for the same request while the first is being removed")
    func refusedPublication() async throws {
        try await RunningGateway.run { gateway in
            let key = try await gateway.issueKey()
            let webinar = Demo.autowebinar(["externalId": "deal-2"])
            func ask() async throws -> RunningGateway.Reply {
                try await gateway.ask("POST", "/v1/autowebinars", webinar, key: key, headers: [("Idempotency-Key", "once")])
            }
            try gateway.account.server.arm(Fault(operation: "createPlaybackEvent", action: .status(401)))
            #expect(try await ask().status == 401)
            #expect(gateway.made(.playback) == 1)
            let second = try await ask()
            #expect(second.status == 201 && second.header("Idempotent-Replayed") == nil, "\(second.text)")
            let third = try await ask()
            #expect(third.status == 201 && third.header("Idempotent-Replayed") == "true" && third.json["id"] == second.json["id"], "\(third.text)")
            try await eventually("what the first made is removed") { gateway.asked("deletePlayback") == 1 }
            #expect(gateway.made(.playback) == 2 && gateway.made(.event) == 1)
        }
    }

    @Test("a run that is being cancelled before it was published is no answer to the same request, nor one that was")
    func cancelledUnpublished() async throws {
        try await RunningGateway.run { gateway in
            let kinds: [[String: JSON]] = [["externalId": "deal-3"], [:]]
            for (index, more) in kinds.enumerated() {
                let webinar = Demo.autowebinar(in: 3600 + index, more)
                let key = [("Idempotency-Key", "deal \(index)")]
                try gateway.account.server.arm(Fault(operation: "createPlaybackEvent", times: 50, moment: .before, action: .status(503)))
                let first = try await gateway.ask("POST", "/v1/autowebinars?wait=1", webinar, headers: key)
                #expect(first.status == 202, "\(first.text)")
                let run = try #require(first.header("Location"))
                #expect(try await gateway.ask("POST", "\(run)/cancel").status == 200)
                gateway.account.server.clearFaults()
                if index == 1 { try await eventually("it is cancelled") { try await gateway.ask("GET", run).json["state"] == "cancelled" } }
                var second = try await gateway.ask("POST", "/v1/autowebinars", webinar, headers: key)
                // Where a call was under way, what it did is found out first.
                try await eventually("the first is undone") {
                    if second.status == 409 { second = try await gateway.ask("POST", "/v1/autowebinars", webinar, headers: key) }
                    return second.status != 409
                }
                #expect(second.status == 201 && second.json["id"] != first.json["id"], "\(second.text)")
            }
            #expect(gateway.made(.event) == 2)
        }
    }
}
