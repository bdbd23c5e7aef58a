import Curl
import Foundation
import LivedigitalAPI
import Testing

@Suite(.timeLimit(.minutes(5)))
struct LivedigitalErrorTests {
    private func creating(_ result: Result<HTTPResponse, HTTPFailure>) async throws -> LivedigitalError {
        let client = try client(ScriptedTransport(result))
        return try await failure { () async throws(LivedigitalError) in try await client.createPlayback(spaceId: space, name: "n") }
    }

    private func listing(_ result: Result<HTTPResponse, HTTPFailure>) async throws -> LivedigitalError {
        let client = try client(ScriptedTransport(result))
        return try await failure { () async throws(LivedigitalError) in try await client.playbacks(spaceId: space) }
    }

    @Test("it reads as operation, address, status and livedigital's words", arguments: [400, 422])
    func text(status: Int) async throws {
        let error = try await creating(.answer(status, #"{"message":"name must be a string","code":"E1"}"#))
        #expect(error.kind == .refused)
        #expect(error.description == "createPlayback (POST /spaces/\(space)/playbacks): \(status) Invalid request params – name must be a string")
    }

    @Test(
        "each status of a create has its meaning",
        arguments: [
            (400, LivedigitalError.Kind.refused), (401, .unauthorized), (402, .refused), (403, .refused), (404, .refused), (405, .contractMismatch),
            (406, .refused), (408, .unknown(retryAfter: nil)), (409, .refused), (413, .refused), (422, .refused), (425, .unknown(retryAfter: nil)),
            (429, .rateLimited(retryAfter: nil)), (500, .unknown(retryAfter: nil)), (502, .unknown(retryAfter: nil)),
            (503, .unknown(retryAfter: nil)), (504, .unknown(retryAfter: nil)), (307, .unknown(retryAfter: nil)), (101, .unknown(retryAfter: nil)),
        ])
    func statusesOfCreate(status: Int, kind: LivedigitalError.Kind) async throws {
        let error = try await creating(.answer(status))
        #expect(error.kind == kind)
        #expect(error.status == status)
        #expect(error.operation == .createPlayback)
        #expect(error.method == "POST")
        #expect(error.path == "/spaces/\(space)/playbacks")
    }

    @Test("a list that is not found or redirected proves nothing", arguments: [301, 302, 404, 405])
    func statusesOfList(status: Int) async throws {
        let error = try await listing(.answer(status, #"{"message":"Cannot GET"}"#))
        #expect(error.kind == .contractMismatch)
        #expect(error.description.contains("getPlaybacks.method, .path"))
        // A stored connection keeps its address, whatever is configured later.
        #expect(error.description.contains("livedigital.baseURL") == (status < 400))
        #expect(error.description.contains("autowebinar connection add NAME --base-url ADDRESS") == (status < 400))
    }

    @Test("a 404 of one object is refused where the path is documented and a mismatch where it is a guess")
    func notFoundObject() async throws {
        let transport = ScriptedTransport(.answer(404), .answer(404), .answer(404), .answer(404))
        let client = try client(transport)
        let kinds = [
            try await failure { () async throws(LivedigitalError) in try await client.room(spaceId: space, roomId: room) }.kind,
            try await failure { () async throws(LivedigitalError) in try await client.getPlayback(spaceId: space, playbackId: playback) }.kind,
            try await failure { () async throws(LivedigitalError) in
                try await client.updatePlayback(spaceId: space, playbackId: playback, name: "n", recordId: nil, isPublished: false)
            }.kind,
            try await failure { () async throws(LivedigitalError) in try await client.getMe() }.kind,
        ]
        #expect(kinds == [.refused, .contractMismatch, .refused, .contractMismatch])
    }

    @Test("a 404 of a create names both readings")
    func notFoundCreate() async throws {
        let error = try await creating(.answer(404, #"{"message":"Space not found"}"#))
        #expect(error.description.contains("spaceId \(space) is unknown to this token, or the path differs"))
        #expect(error.description.contains("Space not found"))
    }

    @Test("unauthorized and forbidden say what to do")
    func rights() async throws {
        let unauthorized = try await listing(.answer(401, #"{"message":"Unauthorized"}"#))
        #expect(unauthorized.kind == .unauthorized)
        #expect(unauthorized.description.hasPrefix("getPlaybacks (GET /spaces/\(space)/playbacks): 401 Unauthorized. The personal token"))
        let forbidden = try await listing(.answer(403, #"{"message":"Данный метод запрещен для пользователя"}"#))
        #expect(forbidden.description.contains("403 Forbidden – Данный метод запрещен для пользователя"))
        #expect(forbidden.description.contains("rights"))
        #expect(forbidden.description.contains("plan"))
    }

    @Test(
        "livedigital's words are found wherever it puts them",
        arguments: [
            (#"{"message":"a","error":"b"}"#, "a"), (#"{"message":null,"error_description":"c","error":"b"}"#, "c"),
            (#"{"error":"b","code":"d"}"#, "b"),
            (#"{"code":"d"}"#, "d"), (#"{"message":["x is short","y is long"]}"#, "x is short; y is long"), ("  plain text \n", "plain text"),
            (#"{"other":1}"#, #"{"other":1}"#), ("", ""), (#"{"statusCode":422}"#, #"{"statusCode":422}"#),
        ])
    func words(body: String, message: String) async throws {
        #expect(try await creating(.answer(422, body)).message == message)
    }

    @Test("long words are cut to 500 characters")
    func cut() async throws {
        #expect(try await creating(.answer(500, String(repeating: "ж", count: 3000))).message.count == 500)
    }

    @Test(
        "nothing written may be sent again, anything written is unknown",
        arguments: [
            HTTPFailure.Code.nameNotFound, .cannotConnect, .notEncrypted, .timedOut, .connectionLost, .malformedAnswer, .bodyTooLarge, .cancelled,
        ])
    func transfers(code: HTTPFailure.Code) async throws {
        let before = try await creating(.failure(code, sent: false, "the words"))
        #expect(before.kind == .notSent)
        #expect(before.status == nil)
        #expect(before.description == "createPlayback (POST /spaces/\(space)/playbacks): no answer – the words")
        #expect(try await creating(.failure(code, sent: true)).kind == .unknown(retryAfter: nil))
        #expect(try await listing(.failure(code, sent: true)).kind == .unknown(retryAfter: nil))
    }

    @Test("a malformed address or an untrusted certificate is for the operator", arguments: [HTTPFailure.Code.invalidRequest, .untrusted])
    func configuration(code: HTTPFailure.Code) async throws {
        let error = try await creating(.failure(code, sent: false))
        #expect(error.kind == .misconfigured)
        #expect(error.description.contains("livedigital.baseURL"))
        #expect(error.description.contains("autowebinar connection add NAME --base-url ADDRESS"))
        #expect(error.description.contains("livedigital.caFile") == (code == .untrusted))
        #expect(try await creating(.failure(code, sent: true)).kind == .unknown(retryAfter: nil))
    }

    @Test("a create whose 2xx answer cannot be read is unknown", arguments: ["", "garbage", "{}", #"{"id":null}"#, #"{"uuid":"x"}"#, "[]", "<html>"])
    func unreadableCreate(body: String) async throws {
        let error = try await creating(.answer(200, body))
        #expect(error.kind == .unknown(retryAfter: nil))
        #expect(error.status == 200)
        #expect(error.description.contains("createPlayback.idMember"))
        let client = try client(ScriptedTransport(.answer(201, body)))
        let event = try await failure { () async throws(LivedigitalError) in
            try await client.createPlaybackEvent(spaceId: space, playbackId: playback, name: "n", startDate: nil, timezone: "UTC")
        }
        #expect(event.kind == .unknown(retryAfter: nil))
    }

    @Test(
        "Retry-After is seconds or a date, counted from the server's own clock",
        arguments: [
            ([("Retry-After", "7")], Duration.seconds(7)),
            ([("retry-after", "Tue, 14 Nov 2023 22:13:30 GMT")], .seconds(10)),
            ([("Date", "Tue, 14 Nov 2023 22:13:00 GMT"), ("RETRY-AFTER", "Tue, 14 Nov 2023 22:13:30 GMT")], .seconds(30)),
            ([("Retry-After", "Tue, 14 Nov 2023 22:00:00 GMT")], .zero), ([("Retry-After", "soon")], nil), ([("Retry-After", "-1")], nil), ([], nil),
            ([("Retry-After", "99999999999999")], .seconds(365 * 86_400)),
        ])
    func retryAfter(headers: [(String, String)], expected: Duration?) async throws {
        let fields = headers.map { (name: $0.0, value: $0.1) }
        let limited = try await creating(.answer(429, headers: fields))
        #expect(limited.kind == .rateLimited(retryAfter: expected))
        #expect(limited.retryAfter == expected)
        #expect(try await creating(.answer(503, headers: fields)).retryAfter == expected)
    }

    @Test("the token is in no error, whatever the remote side says, and in no description of the client")
    func secrecy() async throws {
        let echo = #"{"message":"bad token \#(token)"}"#
        let results: [Result<HTTPResponse, HTTPFailure>] = [
            .answer(400, echo), .answer(401, echo), .answer(403, "Bearer \(token)"), .answer(429, echo), .answer(500, echo), .answer(200, token),
            .answer(302, echo), .failure(.connectionLost, sent: true, "lost \(token)"), .failure(.cannotConnect, sent: false, token),
            .failure(.invalidRequest, sent: false, token),
        ]
        for result in results {
            for error in [try await creating(result), try await listing(result)] {
                var dumped = ""
                dump(error, to: &dumped)
                for text in [error.description, "\(error)", String(reflecting: error), error.message, dumped] {
                    #expect(!text.contains(token), "\(text)")
                }
            }
        }
        // The cut of a long text must not leave a part of the token behind.
        for length in [70, 75, 495] {
            let text = String(repeating: "x", count: length) + token
            #expect(!(try await listing(.answer(200, text))).description.contains("s3cr"))
            #expect(!(try await listing(.answer(500, text))).description.contains("s3cr"))
        }
        let client = try client(ScriptedTransport())
        var dumped = ""
        dump(client, to: &dumped)
        for text in ["\(client)", String(reflecting: client), dumped] { #expect(!text.contains(token)) }
    }
}
