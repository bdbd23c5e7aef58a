import Foundation
import Testing

@testable import Sandbox

@Suite(.timeLimit(.minutes(5)))
struct SecondDialectTests {
    private static let space = "662cc96d46ac941cda787127"

    private func with(_ body: @Sendable (RunningSandbox) async throws -> Void) async throws {
        var configuration = RunningSandbox.configuration()
        configuration.dialect = .second
        try await RunningSandbox.with(configuration, body)
    }

    @Test func `the story of an auto-webinar in other words, with the same entries in the ledger`() async throws {
        try await with { sandbox async throws in
            let made = try await sandbox.json("POST", "/v1/playbacks", body: #"{"name":"Показ","spaceId":"\#(Self.space)"}"#, status: 201)
            let id = try #require(made["playbackId"]?.text)
            #expect(made["id"] == nil && made["status"] == .string("draft") && made["sourceRecordId"] == .null && made["isPublished"] == nil)
            let attached = try await sandbox.json("PATCH", "/v1/playbacks/" + id, body: #"{"sourceRecordId":"\#(RunningSandbox.record)"}"#)
            #expect(attached["name"] == .string("Показ") && attached["sourceRecordId"] == .string(RunningSandbox.record), "a PATCH merges")
            let start = #""startDate":"2026-06-01T11:00:00.000Z""#
            let body = #"{"name":"Показ","recurrence":null,"endDate":null,"timezone":"Europe/Moscow","playbackId":"\#(id)",\#(start)}"#
            let event = try #require(try await sandbox.json("POST", "/v1/playback-events", body: body, status: 201)["eventId"]?.text)
            let published = try await sandbox.json("PATCH", "/v1/playbacks/" + id, body: #"{"status":"published"}"#)
            #expect(published["status"] == .string("published") && published["sourceRecordId"] == .string(RunningSandbox.record))
            sandbox.server.advanceClock(by: .seconds(3600 + 1800 + 1))
            guard case .array(let playbacks) = try await sandbox.json("GET", "/v1/playbacks?spaceId=" + Self.space),
                case .array(let events) = try await sandbox.json("GET", "/v1/playback-events?playbackId=" + id)
            else { return #expect(Bool(false), "lists are bare") }
            #expect(playbacks.last?["playbackId"] == .string(id) && events.map { $0["eventId"] } == [.string(event)])
            let link = try #require(try await sandbox.json("GET", "/v1/playback-events/\(event)/report?format=xlsx")["url"]?.text)
            let report = try await sandbox.send("GET", String(link.dropFirst("http://127.0.0.1".count)), headers: ["Authorization": ""])
            #expect(report.status == 200 && report.body.starts(with: "PK".utf8))
            #expect(try await sandbox.send("DELETE", "/v1/playback-events/" + event).status == 204)
            #expect(try await sandbox.send("DELETE", "/v1/playbacks/" + id).status == 204)
            let story = sandbox.server.ledger.filter { [id, event].contains($0.id) }
            #expect(story.map(\.what) == [.created, .updated, .created, .published, .reportFetched, .deleted, .deleted])
            #expect(story[3].state["isPublished"] == .boolean(true))
        }
    }

    @Test(arguments: [
        ("POST", "/v1/playbacks", #"{"name":"x"}"#, 400, "spaceId is missing"), ("GET", "/v1/playbacks", "", 400, "spaceId is missing"),
        ("POST", "/v1/playbacks", #"{"name":"x","spaceId":"no"}"#, 404, "Space not found"),
        ("PATCH", "/v1/playbacks/5b0f2c1e-8d0a-4c58-9a51-0c6f0c6f2a01", #"{"isPublished":true}"#, 400, "should not exist"),
        ("PATCH", "/v1/playbacks/5b0f2c1e-8d0a-4c58-9a51-0c6f0c6f2a01", #"{"status":"public"}"#, 400, "draft, published"),
        ("PATCH", "/v1/playbacks/5b0f2c1e-8d0a-4c58-9a51-0c6f0c6f2a01", #"{"status":"published"}"#, 400, "sourceRecordId is needed"),
        ("PUT", "/v1/playbacks/5b0f2c1e-8d0a-4c58-9a51-0c6f0c6f2a01", "{}", 405, "Method not allowed"),
        ("GET", "/v1/spaces/662cc96d46ac941cda787127/playbacks", "", 404, "not found"),
        ("GET", "/v1/playback-events", "", 400, "playbackId is missing"),
        ("DELETE", "/v1/playback-events/none", "", 404, "Playback event not found"),
    ])
    func `what it refuses is 400, in an error body of another form`(
        method: String, path: String, body: String, status: Int, message: String
    ) async throws {
        try await with { sandbox async throws in
            let before = sandbox.server.ledger
            let answer = try await sandbox.json(method, path, body: body.isEmpty ? nil : body, status: status)
            guard case .array(let messages)? = answer["message"] else { return #expect(Bool(false), "\(answer)") }
            #expect(messages.first?.text?.contains(message) == true, "\(messages)")
            #expect(answer["statusCode"] == .number(Double(status)) && sandbox.server.requests.last?.status == status)
            #expect(sandbox.server.ledger == before)
        }
    }

    @Test(arguments: Dialect.allCases)
    func `each dialect publishes a description in which every operation has a place of its own`(dialect: Dialect) throws {
        let document = ServiceDescription(dialect).document
        guard case .object(let paths)? = document["paths"] else { return #expect(Bool(false)) }
        let described = paths.flatMap { path, item -> [String] in
            guard case .object(let methods) = item else { return [] }
            return methods.keys.map { "\($0.uppercased()) /v1\(path)" }
        }
        let expected = Operation.allCases.filter { !$0.isFile }.map { "\(dialect.route(of: $0).method) \(dialect.route(of: $0).path)" }
        #expect(described.sorted() == expected.sorted())
        #expect(paths["/spaces/{spaceId}/rooms/{roomId}/records"]?["get"]?["operationId"] == nil)
    }
}
