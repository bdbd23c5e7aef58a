import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct PlaybackEventTests {
    private func events(_ playback: String) -> String { RunningSandbox.space + "/playbacks/\(playback)/events" }

    @Test func `a one-off event comes back with its dates in other forms than they were sent`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let playback = try await sandbox.createPlayback()
            let body = """
                {"name":"Показ","recurrence":null,"startDate":"2026-06-02T19:00:00.000+03:00","endDate":null,
                 "timezone":"Europe/Moscow","playbackId":"\(playback)"}
                """
            let created = try await sandbox.json("POST", events(playback), body: body, status: 201)
            #expect(created["startDate"] == .string("2026-06-02T16:00:00+00:00"))
            #expect(created["endDate"] == .null)
            #expect(created["recurrence"] == .null)
            #expect(created["playbackId"] == .string(playback))
            #expect(created["timezone"] == .string("Europe/Moscow"))
            #expect(created["id"]?.text?.count == 24)
            #expect(try await sandbox.json("GET", events(playback)).items.isEmpty)
            sandbox.server.advanceClock(by: .milliseconds(300))
            let listed = try await sandbox.json("GET", events(playback))
            #expect(listed["total"] == .number(1))
            #expect(listed.items[0]["startDate"] == .string("2026-06-02T16:00:00Z"))
        }
    }

    @Test func `a permanent event has a null start and may leave the playback's id out`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let playback = try await sandbox.createPlayback()
            let body = #"{"name":"Показ","recurrence":null,"startDate":null,"endDate":null,"timezone":"Asia/Yekaterinburg"}"#
            #expect(try await sandbox.json("POST", events(playback), body: body, status: 201)["startDate"] == .null)
        }
    }

    @Test(
        arguments: [
            ("name", nil), ("name", "7"), ("recurrence", nil), ("recurrence", #""FREQ=DAILY""#), ("startDate", nil), ("startDate", #""2026-06-02""#),
            ("startDate", #""2026-06-02T16:00:00""#), ("startDate", #""2026-02-31T16:00:00Z""#), ("startDate", "1780416000"), ("endDate", nil),
            ("endDate", #""2026-06-02T15:00:00Z""#), ("endDate", "true"), ("timezone", nil), ("timezone", #""MSK""#), ("timezone", #""GMT+3""#),
            ("timezone", #""europe/moscow""#), ("timezone", #""../../etc/passwd""#), ("timezone", "null"), ("playbackId", nil),
            ("playbackId", #""a06b59a7-8529-42f7-bb0e-52e571de3488""#), ("playbackId", "null"),
        ] as [(String, String?)])
    func `a missing or mistyped member is named in the refusal, and nothing is made`(member: String, value: String?) async throws {
        try await RunningSandbox.with { sandbox async throws in
            let playback = try await sandbox.createPlayback()
            var members = [
                "name": #""Показ""#, "recurrence": "null", "startDate": #""2026-06-02T16:00:00.000Z""#, "endDate": "null",
                "timezone": #""Europe/Moscow""#, "playbackId": "\"\(playback)\"",
            ]
            members[member] = value
            let body = "{" + members.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
            let message = try await sandbox.refusal("POST", events(playback), body: body, status: 422)
            #expect(message.hasPrefix("Invalid request params: \(member)"))
            #expect(!sandbox.server.ledger.contains { $0.kind == .event && $0.operation == "createPlaybackEvent" })
        }
    }

    @Test func `an event is deleted once, and only through its own playback`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let playback = try await sandbox.createPlayback()
            let other = try await sandbox.createPlayback()
            let event = try await sandbox.createEvent(playback)
            #expect(try await sandbox.refusal("DELETE", events(other) + "/" + event, status: 404) == "Playback event not found")
            #expect(try await sandbox.send("DELETE", events(playback) + "/" + event).status == 204)
            #expect(try await sandbox.refusal("DELETE", events(playback) + "/" + event, status: 404) == "Playback event not found")
        }
    }
}
