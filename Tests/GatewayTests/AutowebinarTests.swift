import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@testable import Gateway

@Suite(.serialized, .timeLimit(.minutes(5)))
struct AutowebinarTests {
    @Test("one action makes, publishes and answers with the invitation")
    func wholeFlow() async throws {
        try await RunningGateway.run { gateway in
            let reply = try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar())
            #expect(reply.status == 201)
            #expect(reply.json["published"] == true)
            #expect(reply.json["recordId"] == .string(Demo.record))
            let eventId = try #require(reply.json["eventId"]?.text)
            #expect(reply.json["inviteUrl"]?.text?.hasSuffix("/event/\(eventId)") == true)
            let id = try #require(reply.json["id"]?.text)
            #expect(reply.header("Location") == "/v1/runs/\(id.percentEncoded)")
            let run = try await gateway.ask("GET", try #require(reply.header("Location")))
            #expect(run.json["id"] == .string(id))
            #expect(run.json["published"] == true)
        }
    }

    @Test("names are accepted where ids are, an ambiguous one is refused, and mistakes are named together")
    func names() async throws {
        try await RunningGateway.run { gateway in
            var body: [String: JSON] = [
                "name": "Демо", "spaceName": "Маркетинг", "roomName": "Демо-зал", "recordId": .string(Demo.record), "startDate": .null,
                "timezone": "Europe/Moscow",
            ]
            let reply = try await gateway.ask("POST", "/v1/autowebinars", .object(body))
            #expect(reply.status == 201)
            #expect(reply.json["startsAt"] == .null)
            // It is no session, but has one for each time that it is watched.
            #expect(reply.json["sessionId"] == .null)
            let named = try await gateway.ask(
                "POST", "/v1/autowebinars",
                Demo.autowebinar(["spaceId": "Маркетинг", "roomId": "Демо-зал", "record": "", "recordId": "Демо, лучшее"]))
            #expect(named.status == 201, "\(named.text)")
            #expect(named.json["roomId"] == .string(Demo.room))
            #expect(try await gateway.ask("POST", "/v1/rooms", ["spaceId": "Маркетинг", "name": "x", "type": "lesson"]).status == 201)
            body["startDate"] = "2020-01-01T00:00:00Z"
            body["spaceId"] = .string(Demo.space)
            body["recordId"] = nil
            let wrong = try await gateway.ask("POST", "/v1/autowebinars", .object(body))
            #expect(wrong.status == 400)
            #expect(Set(wrong.json["errors"]?.items.compactMap { $0["field"]?.text } ?? []) == ["spaceName", "recordId", "startDate"])
            let unknown = try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar(in: 3600, ["spaceId": "", "spaceName": "Никто"]))
            #expect(unknown.status == 404)
        }
    }

    @Test("a room that is not there is 404, leaves nothing behind, and its externalId is free for the right one")
    func wrongRoom() async throws {
        try await RunningGateway.run { gateway in
            let wrong = Demo.autowebinar(["roomId": "aaaaaaaaaaaaaaaaaaaaaaaa", "recordId": .string(Demo.record), "record": "", "externalId": "deal"])
            let reply = try await gateway.ask("POST", "/v1/autowebinars", wrong)
            #expect(reply.status == 404, "\(reply.text)")
            #expect(reply.code == "not_found")
            #expect(gateway.made(.playback) == gateway.asked("deletePlayback"))
            #expect(gateway.made(.playback) == 1)
            let right = try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar(["externalId": "deal"]))
            #expect(right.status == 201, "\(right.text)")
        }
    }

    @Test("a start that takes longer than the client waits is 202 with where to look")
    func waiting() async throws {
        try await RunningGateway.run { gateway in
            let reply = try await gateway.ask("POST", "/v1/autowebinars?wait=0", Demo.autowebinar())
            #expect(reply.status == 202)
            #expect(reply.header("Retry-After") == "5")
            let location = try #require(reply.header("Location"))
            try await eventually("it is published") { try await gateway.ask("GET", location).json["published"] == true }
        }
    }

    @Test("a run of actions that is cancelled while it waits for its autowebinar ends that one, too, and one of a retry that a kill has hidden")
    func abandoned() async throws {
        try await RunningGateway.run { gateway in
            try gateway.account.server.arm(Fault(operation: "createPlayback", times: 50, moment: .before, action: .status(503)))
            let job: JSON = ["kind": "actions", "steps": [["id": "show", "action": "createAutowebinar", "with": Demo.autowebinar()]]]
            #expect(try await gateway.ask("PUT", "/v1/jobs/shows", job).status == 201)
            let run = try #require(try await gateway.ask("POST", "/v1/jobs/shows/trigger?wait=0", [:]).header("Location"))
            try await eventually("the autowebinar is begun") { gateway.asked("createPlayback") > 0 }
            let children = try await gateway.owned.reader.runs().map(\.id).filter { $0.hasPrefix("command@") }
            let child = try #require(children.first)
            try await gateway.owned.engine.change { journal, db, now in
                let begun = try #require(try RunRecord.fetch(db, key: child))
                #expect(try journal.submit(db, key: "\(child).2", flow: ServiceFlow(begun), now: now))
            }
            _ = try await gateway.ask("POST", "\(run)/cancel", [:])
            gateway.account.server.clearFaults()
            try await eventually("all have ended") {
                let runs = try await gateway.ask("GET", "/v1/runs").json["items"]?.items ?? []
                return runs.count == 3 && runs.allSatisfy { $0["state"] == "cancelled" }
            }
            #expect(gateway.made(.playback) == 0)
        }
    }

    @Test("a key gives the same answer again, and another body under it is 422")
    func idempotencyKey() async throws {
        try await RunningGateway.run { gateway in
            let key = [("Idempotency-Key", "abc")]
            let body = Demo.autowebinar()
            let first = try await gateway.ask("POST", "/v1/autowebinars", body, headers: key)
            #expect(first.status == 201)
            #expect(first.header("Idempotent-Replayed") == nil)
            let second = try await gateway.ask("POST", "/v1/autowebinars", body, headers: key)
            #expect(second.status == 201)
            #expect(second.header("Idempotent-Replayed") == "true")
            #expect(second.json["id"] == first.json["id"])
            let other = try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar(in: 7200), headers: key)
            #expect(other.status == 422)
            #expect(other.code == "idempotency_key_reused")
            #expect(gateway.made(.playback) == 1)
            let unknown = Demo.autowebinar(in: 9000, ["record": "nothing"])
            for isReplayed in [false, true] {
                let refused = try await gateway.ask("POST", "/v1/autowebinars", unknown, headers: [("Idempotency-Key", "def")])
                #expect(refused.status == 404)
                #expect(refused.header("Idempotent-Replayed") == (isReplayed ? "true" : nil))
            }
        }
    }

    @Test("of twins one is answered 201 and the others 409, then the replay; nothing is made twice, with a key or without")
    func twins() async throws {
        try await RunningGateway.run { gateway in
            for (round, headers) in [[("Idempotency-Key", "twin")], []].enumerated() {
                let body = Demo.autowebinar(in: 3600 + round)
                // Long enough for the last twin to come while the first is under way.
                try gateway.account.server.arm(Fault(operation: "createPlayback", moment: .before, action: .delay(.milliseconds(800))))
                let replies = try await withThrowingTaskGroup(of: (Int, String?).self) { group in
                    for _ in 0..<20 {
                        group.addTask {
                            let reply = try await gateway.ask("POST", "/v1/autowebinars", body, headers: headers)
                            return (reply.status, reply.header("Idempotent-Replayed"))
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(replies.count { $0.0 == 201 && $0.1 == nil } == 1)
                #expect(replies.count { $0.0 == 409 } + replies.count { $0.0 == 201 } == 20)
                #expect(gateway.made(.playback) == round + 1)
                #expect(gateway.made(.event) == round + 1)
            }
        }
    }

    @Test("an externalId is kept for ever: the same is found again, and anything else under it is 422")
    func externalId() async throws {
        try await RunningGateway.run { gateway in
            let body = Demo.autowebinar(in: 3600, ["externalId": "deal-17"])
            let first = try await gateway.ask("POST", "/v1/autowebinars", body)
            let second = try await gateway.ask("POST", "/v1/autowebinars", body)
            #expect(first.status == 201)
            #expect(second.json["id"] == first.json["id"])
            #expect(second.header("Idempotent-Replayed") == "true")
            let other = try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar(in: 7200, ["externalId": "deal-17"]))
            #expect(other.status == 422)
            #expect(other.code == "idempotency_key_reused")
            #expect(other.json["detail"]?.text?.contains(try #require(first.json["id"]?.text)) == true)
            #expect(try await gateway.ask("POST", "/v1/autowebinars", body).json["id"] == first.json["id"])
            #expect(gateway.made(.playback) == 1)
        }
    }

    @Test("an autowebinar that was cancelled is not made again under its externalId, and anything else under it stays 422")
    func cancelledExternalId() async throws {
        try await RunningGateway.run { gateway in
            let body = Demo.autowebinar(in: 3600, ["externalId": "deal-18"])
            let first = try await gateway.ask("POST", "/v1/autowebinars", body)
            let id = try #require(first.json["id"]?.text)
            #expect(try await gateway.ask("POST", "/v1/runs/\(id)/cancel").status < 300)
            try await eventually("it is cancelled") { try await gateway.ask("GET", "/v1/runs/\(id)").json["state"] == "cancelled" }
            let again = try await gateway.ask("POST", "/v1/autowebinars", body)
            #expect(again.json["status"] == "noop", "\(again.status) \(again.text)")
            #expect(again.json["reason"] == "the run was cancelled")
            #expect(try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar(in: 7200, ["externalId": "deal-18"])).status == 422)
            #expect(gateway.made(.playback) == 1)
        }
    }

    @Test("a start that is past is 400, also under an externalId of which nothing is known, and leaves nothing behind")
    func pastStart() async throws {
        try await RunningGateway.run { gateway in
            for more in [[:], ["externalId": "late-1"], ["externalId": 17]] as [[String: JSON]] {
                let reply = try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar(in: -3600, more))
                #expect(reply.status == 400, "\(reply.text)")
                #expect(reply.json["errors"]?.items.map { $0["code"] } == ["in_the_past"])
            }
            #expect(try await gateway.ask("GET", "/v1/runs").json["items"] == .array([]))
            // What has a run is told by it: here, that it stands for another start.
            #expect(try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar(in: 3600, ["externalId": "late-1"])).status == 201)
            let other = try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar(in: -3600, ["externalId": "late-1"]))
            #expect(other.status == 422, "\(other.text)")
        }
    }

    @Test("without any key an identical request is a new one once the first was answered")
    func identicalBodies() async throws {
        try await RunningGateway.run { gateway in
            let body = Demo.autowebinar()
            let first = try await gateway.ask("POST", "/v1/autowebinars", body)
            let second = try await gateway.ask("POST", "/v1/autowebinars", body)
            #expect(first.status == 201)
            #expect(second.status == 201)
            #expect(second.json["id"] != first.json["id"])
        }
    }
}
