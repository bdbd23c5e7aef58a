import Curl
import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ReportTests {
    static let file = "PK\u{3}\u{4}the rest, PK\u{5}\u{6} and its end"
    static let link = "https://files.example.com/report.xlsx?X-Signature=abc"

    private func fetch(_ transport: ScriptedTransport, _ overrides: ContractOverride...) async throws -> Data {
        let client = LivedigitalClient(
            baseURL: base, token: token, contract: try Contract.assumed.applying(overrides), transport: transport,
            now: { Date(timeIntervalSince1970: 1_700_000_000) })
        return try await client.report(spaceId: space, playbackId: playback, eventId: "e&1")
    }

    private func error(_ script: Result<HTTPResponse, HTTPFailure>...) async throws -> LivedigitalError {
        let transport = script.count == 1 ? ScriptedTransport(script[0]) : ScriptedTransport(script[0], script[1])
        let client = try client(transport)
        let error = try await failure { () async throws(LivedigitalError) in
            try await client.report(spaceId: space, playbackId: playback, eventId: "e&1")
        }
        #expect(transport.requests.count == script.count)
        return error
    }

    @Test("bytes that begin as a zip archive are the report, whatever the content type says")
    func bytes() async throws {
        let transport = ScriptedTransport(.answer(200, Self.file, headers: [("Content-Type", "application/json")]))
        #expect(try await fetch(transport) == Data(Self.file.utf8))
        let request = try transport.request()
        #expect(request.method == "GET")
        #expect(request.url == "\(base)/spaces/\(space)/playbacks/\(playback)/analytics/report?eventId=e%261&format=xlsx")
        #expect(request.bearerToken == token)
    }

    @Test(
        "a link in any form is fetched without the token",
        arguments: [
            Result<HTTPResponse, HTTPFailure>.answer(200, link), .answer(200, " \(link)\n"), .answer(200, "\"\(link)\""),
            .answer(200, "{\"url\":\"\(link)\"}"),
            .answer(200, "{\"link\":\"\(link)\",\"x\":1}"), .answer(302, headers: [("Location", link)]),
            .answer(307, "moved", headers: [("location", link)]),
        ])
    func links(answer: Result<HTTPResponse, HTTPFailure>) async throws {
        let transport = ScriptedTransport(answer, .answer(200, Self.file))
        #expect(try await fetch(transport) == Data(Self.file.utf8))
        try #require(transport.requests.count == 2)
        let request = transport.requests[1]
        #expect(request.url == Self.link)
        #expect(request.bearerToken == nil)
        #expect(!request.headers.contains { $0.value.contains(token) })
        #expect(request.maximumRedirects > 0)
        #expect(request.timeouts.total == nil)
        #expect(request.timeouts.stall != nil)
    }

    @Test("a relative redirect is taken from the address of the call")
    func relative() async throws {
        let transport = ScriptedTransport(.answer(303, headers: [("Location", "/files/1.xlsx")]), .answer(200, Self.file))
        _ = try await fetch(transport)
        #expect(transport.requests[1].url == "https://api.example.com/files/1.xlsx")
        #expect(transport.requests[1].bearerToken == nil)
    }

    @Test(
        "a report that is not there yet is not an error of the call",
        arguments: [
            Result<HTTPResponse, HTTPFailure>.answer(200), .answer(200, "{}"), .answer(200, "[]"), .answer(200, "null"),
            .answer(200, #"{"status":"pending"}"#),
            .answer(200, #""soon""#), .answer(202, "accepted"), .answer(204), .answer(404, #"{"message":"no report"}"#), .answer(409), .answer(425),
            .answer(200, "  "),
        ])
    func notReady(answer: Result<HTTPResponse, HTTPFailure>) async throws {
        #expect(try await error(answer).kind == .notReady(retryAfter: nil))
    }

    @Test("livedigital's words about a report that is not there are told; what else a 404 may mean is the advice")
    func words() async throws {
        let absent = try await error(.answer(404, #"{"message":"Path not found"}"#))
        #expect(absent.story.hasSuffix("/analytics/report): 404 Not found – the report is not there yet: Path not found"))
        let advice = try #require(absent.advice)
        #expect(advice.hasPrefix("Either livedigital has no report of it, or the path differs: set getPlaybackSessionAnalyticsReport.method or "))
        #expect(absent.description == "\(absent.story). \(advice)")
        let early = try await error(.answer(409, "too early"))
        #expect(early.message == "the report is not there yet: too early" && early.advice == nil)
        #expect(try await error(.answer(202, "accepted")).message == "the report is not there yet")
    }

    @Test("Retry-After of an unready report is kept")
    func retryAfter() async throws {
        #expect(try await error(.answer(202, headers: [("Retry-After", "60")])).kind == .notReady(retryAfter: .seconds(60)))
    }

    @Test("a link whose file is not there yet is not ready", arguments: [403, 404, 409, 425])
    func linkNotReady(status: Int) async throws {
        #expect(try await error(.answer(200, Self.link), .answer(status)).kind == .notReady(retryAfter: nil))
    }

    @Test(
        "other failures of a link say nothing about the connection",
        arguments: [
            Result<HTTPResponse, HTTPFailure>.answer(401), .answer(500), .answer(200, "<html>"), .answer(200, link),
            .failure(.connectionLost, sent: true), .failure(.cannotConnect, sent: false),
            .failure(.untrusted, sent: false), .failure(.invalidRequest, sent: false),
        ])
    func linkFailures(answer: Result<HTTPResponse, HTTPFailure>) async throws {
        let error = try await error(.answer(200, Self.link), answer)
        #expect(error.kind == .unknown(retryAfter: nil))
        #expect(!error.description.contains("X-Signature"))
    }

    @Test("a link to something else than http is not followed", arguments: ["file:///etc/passwd", "ftp://example.com/x"])
    func strangeLink(link: String) async throws {
        #expect(try await error(.answer(302, headers: [("Location", link)])).kind == .unknown(retryAfter: nil))
    }

    @Test(
        "statuses keep their meaning",
        arguments: [
            (401, LivedigitalError.Kind.unauthorized), (403, .refused), (422, .refused), (405, .contractMismatch),
            (429, .rateLimited(retryAfter: nil)),
            (500, .unknown(retryAfter: nil)), (302, .contractMismatch),
        ])
    func statuses(status: Int, kind: LivedigitalError.Kind) async throws {
        let error = try await error(.answer(status))
        #expect(error.kind == kind)
        #expect(error.path == "/spaces/\(space)/playbacks/\(playback)/analytics/report")
    }

    @Test("garbage may be asked for again")
    func garbage() async throws {
        #expect(try await error(.answer(200, "<html>login</html>")).kind == .unknown(retryAfter: nil))
    }

    @Test("a workbook that was cut off is no report, and is asked for again", arguments: ["PK\u{3}\u{4}the rest", "PK"])
    func cut(body: String) async throws {
        #expect(try await error(.answer(200, body)).kind == .unknown(retryAfter: nil))
    }

    @Test("a path by session takes the session's id, and sends nothing without one")
    func session() async throws {
        let transport = ScriptedTransport(.answer(200, Self.file))
        let client = try client(
            transport, ContractOverride(operation: "getPlaybackSessionAnalyticsReport", path: "/spaces/{spaceId}/sessions/{sessionId}/report"))
        let error = try await failure { () async throws(LivedigitalError) in
            try await client.report(spaceId: space, playbackId: playback, eventId: "e")
        }
        #expect(error.kind == .refused)
        #expect(transport.requests.isEmpty)
        _ = try await client.report(spaceId: space, playbackId: playback, eventId: "e", sessionId: "s")
        #expect(try transport.request().url == "\(base)/spaces/\(space)/sessions/s/report")
    }
}
