import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct ReportTests {
    private func playback(_ id: String) -> String { RunningSandbox.space + "/playbacks/" + id }

    @Test func `a one-off event's report is ready a delay after the session's end, not before`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let id = try await sandbox.createPlayback()
            let event = try await sandbox.createEvent(id, startDate: "2026-06-01T10:00:10.000Z")
            try await sandbox.publish(id)
            let path = playback(id) + "/analytics/report?eventId=\(event)&format=xlsx"
            #expect(try await sandbox.refusal("GET", path, status: 404) == "Report is not ready")
            // Start in 10 s, a record of 1800 s, a delay of 1 s.
            sandbox.server.advanceClock(by: .seconds(1810.9))
            #expect(try await sandbox.refusal("GET", path, status: 404) == "Report is not ready")
            #expect(!sandbox.server.ledger.contains { $0.what == .reportFetched })
            sandbox.server.advanceClock(by: .seconds(0.1))
            let report = try await sandbox.send("GET", path)
            #expect(report.status == 200)
            #expect(report.headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            #expect(report.body.prefix(4) == Data([0x50, 0x4B, 0x03, 0x04]))
            #expect(sandbox.server.ledger.last?.what == .reportFetched)
            #expect(sandbox.server.ledger.last?.id == event)
            #expect(try await sandbox.send("GET", path).body == report.body, "the same session gives the same report")
            let strings = try Self.entry("xl/sharedStrings.xml", of: report.body)
            for text in [
                "playbackId", "playbackEventId", "playbackEventSessionId", "participantId", "externalUserId", "userName", "email", "phone", "role",
                "onlineDuration", "chatMessagesCount", "joinedAt", "leftAt", "Анна Кузнецова", "crm-0", "anna.k@example.com", id, event,
            ] { #expect(strings.contains(text), "\(text)") }
        }
    }

    @Test func `sessions have as many people as the account says, and some come again`() async throws {
        var seed = SandboxAccount.demo(recordLength: RunningSandbox.recordLength)
        seed.attendees = 200
        try await RunningSandbox.with(seed: seed) { sandbox async throws in
            let id = try await sandbox.createPlayback()
            let first = try await sandbox.createEvent(id, startDate: "2026-06-01T10:00:10.000Z")
            let second = try await sandbox.createEvent(id, startDate: "2026-06-01T11:00:10.000Z")
            try await sandbox.publish(id)
            sandbox.server.advanceClock(by: .seconds(7200))
            func known(_ event: String) async throws -> Set<Substring> {
                let body = try await sandbox.send("GET", playback(id) + "/analytics/report?eventId=" + event).body
                let rows = try Self.entry("xl/worksheets/sheet1.xml", of: body).matches(of: #/<row /#).count
                #expect(rows == 201)
                return Set(try Self.entry("xl/sharedStrings.xml", of: body).matches(of: /crm-\d+/).map(\.output))
            }
            let (one, other) = (try await known(first), try await known(second))
            #expect(one.count > 150 && other.count > 150)
            #expect((60...150).contains(one.intersection(other).count))
            try sandbox.server.merge(SandboxAccount(attendees: 0))
            let body = try await sandbox.send("GET", playback(id) + "/analytics/report?eventId=" + first).body
            #expect(try Self.entry("xl/worksheets/sheet1.xml", of: body).matches(of: #/<row /#).count == 1)
        }
    }

    @Test func `a permanent event's report is ready as soon as it is published`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let id = try await sandbox.createPlayback()
            let event = try await sandbox.createEvent(id)
            let path = playback(id) + "/analytics/report?eventId=" + event
            #expect(try await sandbox.refusal("GET", path, status: 404) == "Report is not ready")
            try await sandbox.publish(id)
            #expect(try await sandbox.send("GET", path).status == 200)
        }
    }

    @Test func `a report needs a known event or session of the playback, and the form xlsx`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let id = try await sandbox.createPlayback()
            let event = try await sandbox.createEvent(id)
            try await sandbox.publish(id)
            let path = playback(id) + "/analytics/report"
            #expect(try await sandbox.refusal("GET", path, status: 422).contains("eventId"))
            #expect(try await sandbox.refusal("GET", path + "?eventId=\(event)&format=json", status: 422).contains("format"))
            #expect(try await sandbox.refusal("GET", path + "?eventId=66f0a1c4e5b7d90012ab0001", status: 404) == "Playback event not found")
            #expect(try await sandbox.refusal("GET", path + "?sessionId=0", status: 404) == "Session not found")
        }
    }

    @Test func `an event has one session from its start on, whose id opens the report as well`() async throws {
        try await RunningSandbox.with { sandbox async throws in
            let id = try await sandbox.createPlayback()
            let event = try await sandbox.createEvent(id, startDate: "2026-06-01T10:00:10.000Z")
            let path = playback(id) + "/events/\(event)/sessions"
            sandbox.server.advanceClock(by: .seconds(10))
            #expect(try await sandbox.json("GET", path).items.isEmpty, "what is not published is not shown")
            try await sandbox.publish(id)
            let running = try await sandbox.json("GET", path).items
            #expect(running.count == 1)
            #expect(running[0]["startedAt"] == .string("2026-06-01T10:00:10.000Z"))
            #expect(running[0]["finishedAt"] == .null)
            sandbox.server.advanceClock(by: .seconds(1801))
            let ended = try await sandbox.json("GET", path).items
            #expect(ended[0]["finishedAt"] == .string("2026-06-01T10:30:10.000Z"))
            let session = try #require(ended[0]["id"]?.text)
            #expect(try await sandbox.send("GET", playback(id) + "/analytics/report?sessionId=" + session).status == 200)
            #expect(try await sandbox.refusal("GET", playback(id) + "/events/none/sessions", status: 404) == "Playback event not found")
        }
    }

    static func entry(_ name: String, of archive: Data) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("report-test-\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: file) }
        try archive.write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["unzip", "-p", file.path, name]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
