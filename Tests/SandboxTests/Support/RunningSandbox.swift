import Foundation
import Synchronization
import Testing

@testable import Sandbox

/// A sandbox on a port of its own with a clock that stands still until it is moved, and ids that count.
struct RunningSandbox: Sendable {
    static let start = Timestamp.date("2026-06-01T10:00:00Z")!
    static let token = "test-token-3f1c"
    static let recordLength = Duration.seconds(1800)

    let server: SandboxServer
    let port: Int

    /// Runs a sandbox for the length of the closure, then cancels it and waits for its end.
    static func with(
        seed: SandboxAccount = .demo(recordLength: recordLength), _ body: @Sendable (RunningSandbox) async throws -> Void
    ) async throws {
        try await with(configuration(seed: seed), body)
    }

    static func with(_ configuration: SandboxConfiguration, _ body: @Sendable (RunningSandbox) async throws -> Void) async throws {
        let server = try SandboxServer(configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            try await body(RunningSandbox(server: server, port: server.boundPort))
            group.cancelAll()
        }
    }

    static func configuration(seed: SandboxAccount = .demo(recordLength: recordLength)) -> SandboxConfiguration {
        let counter = Counter()
        return SandboxConfiguration(
            token: token, seed: seed, now: { start },
            identifiers: SandboxIdentifiers(
                playback: { "00000000-0000-4000-8000-" + counter.next(width: 12) },
                object: { "e" + counter.next(width: 23) }))
    }

    /// Sends a request and gives the bytes of the answer, none where the connection was closed without one.
    func exchange(_ method: String, _ path: String, body: String? = nil, headers: [String: String] = [:]) async throws -> Data {
        var fields = ["Host": "127.0.0.1", "Connection": "close", "Authorization": "Bearer " + Self.token]
        if let body {
            fields["Content-Length"] = String(body.utf8.count)
            fields["Content-Type"] = "application/json"
        }
        fields.merge(headers) { $1 }
        let head = fields.filter { !$0.value.isEmpty }.map { "\($0.key): \($0.value)\r\n" }.joined()
        return try await HTTPExchange.raw(port: port, Data("\(method) \(path) HTTP/1.1\r\n\(head)\r\n\(body ?? "")".utf8))
    }

    func send(_ method: String, _ path: String, body: String? = nil, headers: [String: String] = [:]) async throws -> HTTPAnswer {
        try #require(HTTPAnswer(try await exchange(method, path, body: body, headers: headers)), "no answer to \(method) \(path)")
    }

    /// The JSON of an answer with the status expected.
    @discardableResult
    func json(
        _ method: String, _ path: String, body: String? = nil, status: Int = 200, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> JSONValue {
        let answer = try await send(method, path, body: body)
        #expect(answer.status == status, "\(String(decoding: answer.body, as: UTF8.self))", sourceLocation: sourceLocation)
        return try JSONDecoder().decode(JSONValue.self, from: answer.body)
    }

    /// The message of a refusal with the status expected.
    func refusal(
        _ method: String, _ path: String, body: String? = nil, status: Int, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let json = try await json(method, path, body: body, status: status, sourceLocation: sourceLocation)
        #expect(json["code"]?.text != nil, sourceLocation: sourceLocation)
        return try #require(json["message"]?.text, sourceLocation: sourceLocation)
    }

    // MARK: The story of an auto-webinar

    static let space = "/v1/spaces/662cc96d46ac941cda787127"
    static let room = space + "/rooms/66d1d55d1cf5d9c045c0d1c4"
    static let record = "66d546c02b949f07df0e96ae"
    static let unfinishedRecord = "6a0d80482b949f07df0e77f3"

    func createPlayback(name: String = "Показ") async throws -> String {
        try #require(try await json("POST", Self.space + "/playbacks", body: #"{"name":"\#(name)"}"#, status: 201)["id"]?.text)
    }

    func createEvent(_ playback: String, startDate: String? = nil) async throws -> String {
        let start = startDate.map { #""playbackId":"\#(playback)","startDate":"\#($0)""# } ?? #""startDate":null"#
        let body = #"{"name":"Показ","recurrence":null,"endDate":null,"timezone":"Europe/Moscow",\#(start)}"#
        return try #require(try await json("POST", Self.space + "/playbacks/\(playback)/events", body: body, status: 201)["id"]?.text)
    }

    func publish(_ playback: String) async throws {
        try await json(
            "PUT", Self.space + "/playbacks/\(playback)", body: #"{"name":"Показ","recordId":"\#(Self.record)","isPublished":true}"#)
    }
}

/// Numbers in order, as digits.
final class Counter: Sendable {
    private let value = Mutex(0)

    func next(width: Int) -> String {
        let digits = String(
            value.withLock {
                $0 += 1; return $0
            })
        return String(repeating: "0", count: width - digits.count) + digits
    }
}

extension JSONValue {
    var items: [JSONValue] {
        guard case .array(let items)? = self["items"] else { return [] }
        return items
    }
}
