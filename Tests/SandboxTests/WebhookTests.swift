import Crypto
import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct WebhookTests {
    private let webhook = RunningSandbox.space + "/webhook"
    private let roomId = "66d1d55d1cf5d9c045c0d1c4"

    private func administer(_ sandbox: RunningSandbox, _ path: String, _ body: String = "{}", status: Int) async throws -> JSONValue {
        let answer = try await sandbox.send("POST", "/_sandbox/" + path, body: body, headers: ["Authorization": ""])
        #expect(answer.status == status, "\(String(decoding: answer.body, as: UTF8.self))")
        return answer.body.isEmpty ? .null : try JSONDecoder().decode(JSONValue.self, from: answer.body)
    }

    /// Waits until so many deliveries have come to an end.
    private func settle(_ sandbox: RunningSandbox, _ count: Int) async throws {
        while sandbox.server.deliveries.filter({ $0.state != .pending }).count < count { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test func `a space has one webhook, whose secret is shown when it is made and when it is refreshed`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            _ = try await sandbox.refusal("GET", webhook, status: 404)
            _ = try await sandbox.refusal("POST", webhook, body: #"{"url":"hook"}"#, status: 422)
            let made = try await sandbox.json("POST", webhook, body: #"{"url":"https://a.example/in"}"#, status: 201)
            let secret = try #require(made["secret"]?.text)
            #expect(secret.count == 32 && made["isActive"] == .boolean(true))
            _ = try await sandbox.refusal("POST", webhook, body: #"{"url":"https://b.example/in"}"#, status: 409)
            #expect(try await sandbox.json("GET", webhook) == .object(["url": .string("https://a.example/in"), "isActive": .boolean(true)]))
            _ = try await sandbox.refusal("PUT", webhook, body: #"{"url":"https://b.example/in"}"#, status: 422)
            let changed = try await sandbox.json("PUT", webhook, body: #"{"url":"https://b.example/in","isActive":false}"#)
            #expect(changed == .object(["url": .string("https://b.example/in"), "isActive": .boolean(false)]))
            let refreshed = try await sandbox.json("PUT", webhook + "/refresh-secret")
            #expect(refreshed["secret"] != made["secret"] && refreshed["url"] == .string("https://b.example/in"))
            #expect(try await sandbox.send("DELETE", webhook).status == 204)
            _ = try await sandbox.refusal("DELETE", webhook, status: 404)
            let story = sandbox.server.ledger.filter { $0.kind == .webhook }
            #expect(story.map(\.what) == [.created, .updated, .refreshed, .deleted])
            #expect(story.allSatisfy { $0.state["secret"] == nil })
        }
    }

    @Test func `what happens in a room is posted, signed as documented, in the observed order of members`() async throws {
        let receiver = try WebhookReceiver()
        try await RunningSandbox.with { sandbox async throws in
            let made = try await sandbox.json("POST", webhook, body: #"{"url":"\#(receiver.url)"}"#, status: 201)
            let secret = try #require(made["secret"]?.text)
            let call = try #require(try await administer(sandbox, "calls", #"{"roomId":"\#(roomId)","participants":3}"#, status: 201)["id"]?.text)
            try await settle(sandbox, 1)
            let record = try #require(try await administer(sandbox, "records", #"{"callId":"\#(call)"}"#, status: 201)["id"]?.text)
            try await settle(sandbox, 2)
            sandbox.server.advanceClock(by: .seconds(60))
            _ = try await administer(sandbox, "records/\(record)/finish", #"{"fileSize":1000}"#, status: 204)
            try await settle(sandbox, 3)
            _ = try await administer(sandbox, "calls/\(call)/finish", status: 204)
            try await settle(sandbox, 4)
            let space = "662cc96d46ac941cda787127"
            let bodies = [
                #"{"eventName":"call_started","roomId":"\#(roomId)","spaceId":"\#(space)","callId":"\#(call)"}"#,
                #"{"eventName":"record_started","roomId":"\#(roomId)","spaceId":"\#(space)","recordId":"\#(record)","callId":"\#(call)"}"#,
                #"{"eventName":"record_finished","roomId":"\#(roomId)","spaceId":"\#(space)","recordId":"\#(record)","callId":"\#(call)"}"#,
                #"{"eventName":"call_finished","roomId":"\#(roomId)","spaceId":"\#(space)","callId":"\#(call)"}"#,
            ]
            #expect(
                receiver.bodies
                    == bodies.map { body in
                        let code = HMAC<SHA256>.authenticationCode(for: Data(body.utf8), using: SymmetricKey(data: Data(secret.utf8)))
                        return #"{"signature":"\#(code.map { String(format: "%02x", $0) }.joined())","body":\#(body)}"#
                    })
            let shown = try await sandbox.json("GET", RunningSandbox.room + "/records").items.last
            #expect(shown?["fileSize"] == .number(1000) && shown?["finishedAt"] == .string("2026-06-01T10:01:00.000Z"))
            let calls = try await sandbox.json(
                "GET", RunningSandbox.space + "/analytics/calls?roomId=\(roomId)&date=2026-06-01T12%3A00%3A00.000Z"
            ).items
            #expect(calls.map { $0["id"] } == [.string(call)] && calls[0]["active"] == .boolean(false))
        }
    }

    @Test func `the signature of the known vector`() {
        let event = WebhookEvent(
            eventName: "record_finished", roomId: "66d1d55d1cf5d9c045c0d1c4", spaceId: "662cc96d46ac941cda787127",
            recordId: "66d546c02b949f07df0e96ae", callId: "66d546bf2b949f39f80e9697")
        #expect(event.envelope(secret: "test-secret").contains("e812b2ba0125692ce13061d2859aeddb917805761847b853d03e9037944b97e6"))
    }

    @Test func `three attempts at most, each with the same bytes; what is delivered can be posted again, and forged`() async throws {
        let receiver = try WebhookReceiver([500, 503, 200, 404, 404, 404])
        try await RunningSandbox.with { sandbox async throws in
            sandbox.server.set(SandboxOptions(webhookRetrySeconds: 0.01))
            _ = try await sandbox.json("POST", webhook, body: #"{"url":"\#(receiver.url)"}"#, status: 201)
            let event =
                #""eventName":"record_failed","roomId":"\#(roomId)","spaceId":"662cc96d46ac941cda787127","recordId":"66d546c02b949f07df0e96ae""#
            _ = try await administer(sandbox, "webhook-events", "{\(event)}", status: 201)
            try await settle(sandbox, 1)
            #expect(receiver.bodies.count == 3 && Set(receiver.bodies).count == 1)
            _ = try await administer(sandbox, "webhook-events", "{\(event)}", status: 201)
            try await settle(sandbox, 2)
            #expect(sandbox.server.deliveries.map(\.state) == [.delivered, .dropped])
            #expect(sandbox.server.deliveries.map { $0.attempts.map(\.status) } == [[500, 503, 200], [404, 404, 404]])
            _ = try await administer(sandbox, "deliveries/1/again", status: 201)
            try await settle(sandbox, 3)
            #expect(receiver.bodies.last == receiver.bodies.first)
            _ = try await administer(sandbox, "webhook-events", #"{\#(event),"secret":"guessed"}"#, status: 201)
            try await settle(sandbox, 4)
            #expect(receiver.bodies.last != receiver.bodies.first)
            #expect(receiver.bodies.last?.hasSuffix(try #require(receiver.bodies.first).dropFirst(79)) == true, "only the signature differs")
        }
    }

    @Test func `nothing is posted without an active webhook, and what is over cannot end again`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let call = try sandbox.server.startCall(roomId: roomId)
            let record = try sandbox.server.startRecord(callId: call.id)
            let other = try sandbox.server.startRecord(callId: call.id)
            try sandbox.server.failRecord(record.id)
            #expect(throws: SandboxError.self) { try sandbox.server.abortRecord(record.id) }
            try sandbox.server.finishCall(call.id)
            #expect(throws: SandboxError.self) { try sandbox.server.finishCall(call.id) }
            #expect(throws: SandboxError.self) { try sandbox.server.startRecord(callId: call.id) }
            #expect(throws: SandboxError.self) { try sandbox.server.startCall(roomId: "none") }
            #expect(sandbox.server.deliveries.isEmpty)
            let records = try await sandbox.json("GET", RunningSandbox.room + "/records").items
            #expect(records.first { $0["id"] == .string(record.id) }?["fileSize"] == .number(0), "a failed recording has no file")
            #expect(records.first { $0["id"] == .string(other.id) }?["finishedAt"] != .null, "a recording ends with its call")
        }
    }
}
