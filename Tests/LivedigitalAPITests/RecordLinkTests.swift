import Curl
import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct RecordLinkTests {
    private static let link = "https://storage.example.com/r.mp4?signature=s3same"
    private static let own = base + "/spaces/s/rooms/r/records/download/rec"

    private static func answer(_ type: String, _ body: String, _ status: Int = 200) -> Result<HTTPResponse, HTTPFailure> {
        .answer(status, body, headers: [("Content-Type", type)])
    }

    @Test(
        "the address is found in every form, and a file is an address that needs the token",
        arguments: [
            (Result.answer(302, "Found. Redirecting to x", headers: [("Location", link)]), RecordLink(url: link)),
            (.answer(307, headers: [("location", "/files/r.mp4?signature=1")]), RecordLink(url: "https://api.example.com/files/r.mp4?signature=1")),
            (answer("text/plain", link + "\n"), RecordLink(url: link)), (answer("text/html; charset=utf-8", link), RecordLink(url: link)),
            (answer("application/json", #""\#(link)""#), RecordLink(url: link)),
            (answer("application/json", #"{"url":"\#(link)"}"#), RecordLink(url: link)),
            (answer("application/json", #"{"expires":1,"downloadUrl":"\#(link)"}"#), RecordLink(url: link)),
            (answer("video/mp4", "x"), RecordLink(url: own, needsToken: true)),
            (answer("video/mp4", "x", 206), RecordLink(url: own, needsToken: true)),
            (answer("application/octet-stream", "\0\0\0\u{18}ftypisom"), RecordLink(url: own, needsToken: true)),
            (.failure(.bodyTooLarge, sent: true), RecordLink(url: own, needsToken: true)),
        ])
    func forms(answer: Result<HTTPResponse, HTTPFailure>, expected: RecordLink) async throws {
        let transport = ScriptedTransport(answer)
        #expect(try await client(transport).recordLink(spaceId: "s", roomId: "r", recordId: "rec") == expected)
        let request = try transport.request()
        #expect("\(request.method) \(request.url)" == "GET \(Self.own)")
        #expect(request.maximumRedirects == 0, "the token goes to livedigital alone")
        #expect(request.maximumBodyBytes <= 65_536, "a file is not fetched to get its address")
        #expect(request.headers.contains { $0.name == "Range" })
        #expect(!"\(expected)".contains("s3same"))
    }

    @Test(
        "anything else is an error that quotes no address",
        arguments: [
            (Result.answer(404, #"{"message":"Record not found"}"#), LivedigitalError.Kind.refused), (.answer(401), .unauthorized),
            (.answer(302, "Found. Redirecting to \(link)"), .contractMismatch),
            (answer("application/json", #"{"at":"\#(link)"}"#), .contractMismatch),
            (answer("text/plain", "see \(link)"), .contractMismatch), (.answer(200), .contractMismatch), (.answer(503), .unknown(retryAfter: nil)),
            (.answer(302, headers: [("Location", "ftp://x/y")]), .contractMismatch), (.failure(.cannotConnect, sent: false), .notSent),
        ])
    func errors(answer: Result<HTTPResponse, HTTPFailure>, kind: LivedigitalError.Kind) async throws {
        let client = try client(ScriptedTransport(answer))
        let error = try await failure { () async throws(LivedigitalError) in
            try await client.recordLink(spaceId: "s", roomId: "r", recordId: "rec")
        }
        #expect(error.kind == kind)
        #expect(!"\(error)".contains("s3same"))
    }
}
