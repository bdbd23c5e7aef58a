import Foundation
import Orchestration
import ProcessHarness
import Testing

@testable import Gateway

/// What is no request, or none that can be read.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct MalformedTests {
    /// The head and the problem of an answer.
    private func refusal(_ text: String, _ gateway: RunningGateway) async throws -> (head: String, problem: JSON) {
        let answer = try await RawConnection.exchange(text, port: gateway.port)
        let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1).map(String.init)
        try #require(parts.count == 2, "\(answer)")
        return (parts[0], try JSON(json: Data(parts[1].utf8)))
    }

    @Test("what is no HTTP is refused as a problem, and the connection ends")
    func noHTTP() async throws {
        try await RunningGateway.run { gateway in
            let token = gateway.account.token
            for text in [
                "HELLO\r\n\r\n", "GET /v1/me HTTP/1.1\r\nno colon here\r\n\r\n", "GET /v1/me HTTP/9.9\r\n\r\n",
                "POST /v1/hooks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(token)\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
                "POST /v1/hooks HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n{}",
            ] {
                let (head, problem) = try await refusal(text, gateway)
                #expect(head.hasPrefix("HTTP/1.1 400"), "\(text)")
                #expect(head.lowercased().contains("content-type: application/problem+json"))
                #expect(problem["code"] == "invalid_request_params")
                #expect(problem["requestId"]?.text.map { head.contains($0) } == true)
            }
            let long = "GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Long: \(String(repeating: "a", count: 90_000))\r\n\r\n"
            let (head, problem) = try await refusal(long, gateway)
            #expect(head.hasPrefix("HTTP/1.1 431"))
            #expect(problem["code"] == "headers_too_large")
            #expect(problem["detail"]?.text?.contains("Заголовки запроса больше") == true, "which language is asked for was not read")
            let raw = try await refusal("GET /v1/options/rooms?spaceName=Маркетинг HTTP/1.1\r\nHost: x\r\n\r\n", gateway).problem
            #expect(raw["detail"]?.text?.contains("percent-encoded") == true && raw["detail"]?.text?.contains("процентной") == true)
            // What came before it is answered first.
            let second = try await RawConnection.exchange("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nHELLO\r\n\r\n", port: gateway.port)
            #expect(second.matches(of: /HTTP\/1\.1 ([0-9]{3})/).map { String($0.1) } == ["200", "400"], "\(second)")
            #expect(second.contains("\"code\":\"invalid_request_params\""))
            #expect(try await gateway.ask("GET", "/health/live", key: "").status == 200)
        }
    }

    @Test("bodies that are no JSON object in UTF-8 and addresses that are no percent-encoding are refused, in both languages")
    func unreadable() async throws {
        try await RunningGateway.run { gateway in
            let bodies: [Data] = [
                Data("{".utf8), Data("[]".utf8), Data("null".utf8), Data("name=x".utf8), Data([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
                try #require(#"{"name":"x"}"#.data(using: .utf16)), Data(String(repeating: "[", count: 500_000).utf8),
            ]
            for body in bodies {
                for path in ["/v1/spaces", "/v1/hooks"] {
                    let reply = try await gateway.ask("POST", path, bytes: body, headers: [("Accept-Language", "ru")])
                    #expect(reply.status == 400)
                    #expect(reply.json["detail"]?.text?.hasPrefix("Тело запроса") == true, "\(reply.text)")
                }
            }
            for path in ["/v1/runs/%zz", "/v1/runs?job=%e0%a4", "/v1/runs?%=1", "/v1/runs/%"] {
                let reply = try await gateway.ask("GET", path)
                #expect(reply.status == 400, "\(path)")
                #expect(reply.code == "invalid_request_params")
            }
        }
    }

    @Test("a member that is given twice is named, wherever it stands and however it is written, and nothing is carried out")
    func givenTwice() async throws {
        try await RunningGateway.run { gateway in
            for (method, path, body, member) in [
                ("POST", "/v1/spaces", #"{"name":"a","name":"b"}"#, "name"), ("POST", "/v1/spaces", #"{"name":"a","n\u0061me":"a"}"#, "name"),
                ("POST", "/v1/hooks", #"{"url":"https://example.com/","event":"run.failed","event":"run.late"}"#, "event"),
                ("POST", "/v1/jobs/x/pause", #"{"note":"a","note":null}"#, "note"),
                ("PUT", "/v1/spaces/x", #"{"name":"a","name":"b"}"#, "name"),
                ("PUT", "/v1/jobs/x", #"{"kind":"actions","steps":[{"id":"a","id":"b"}]}"#, "steps[0].id"),
                ("PUT", "/v1/jobs/x", #"{"kind":"autowebinar","analytics":{"after":"1h","after":"2h"}}"#, "analytics.after"),
            ] {
                let reply = try await gateway.ask(method, path, bytes: Data(body.utf8))
                #expect(reply.status == 400 && reply.code == "invalid_request_params", "\(body) \(reply.text)")
                let error = reply.json["errors"]?.items.first
                #expect(error?["field"] == .string(member) && error?["code"] == "given_twice", "\(body) \(reply.text)")
            }
            #expect(try await gateway.ask("GET", "/v1/runs").json["items"] == .array([]))
            let query = try await gateway.ask("GET", "/v1/options/spaces?q=a&q=b")
            let error = query.json["errors"]?.items.first
            #expect(query.status == 400 && error?["field"] == "q" && error?["code"] == "given_twice")
            // Many members cost no more than their text.
            let many = "{\((0..<60_000).map { "\"m\($0)\":1" }.joined(separator: ","))}"
            #expect(try await gateway.ask("POST", "/v1/jobs/x/pause", bytes: Data(many.utf8)).status == 400)
        }
    }

    @Test("a span of time that ends before it begins is refused by both its members; one without length is empty")
    func spans() async throws {
        try await RunningGateway.run { gateway in
            let (early, late) = ("2026-12-01T10:00:00Z", "2026-12-02T10:00:00Z")
            for (path, from, to) in [("/v1/sessions", "from", "to"), ("/v1/events", "updatedFrom", "updatedTo")] {
                let reply = try await gateway.ask("GET", "\(path)?\(from)=\(late)&\(to)=\(early)")
                #expect(reply.status == 400, "\(path) \(reply.text)")
                #expect(reply.json["errors"]?.items.compactMap { $0["field"]?.text } == [to, from])
                for query in ["\(from)=\(late)", "\(to)=\(early)", "\(from)=\(early)&\(to)=\(late)", "\(from)=\(early)&\(to)=\(early)"] {
                    #expect(try await gateway.ask("GET", "\(path)?\(query)").status == 200, "\(path)?\(query)")
                }
            }
        }
    }

    @Test("HEAD is GET without its body, and a proxy may send the whole address")
    func otherForms() async throws {
        try await RunningGateway.run { gateway in
            let head = try await RawConnection.exchange("HEAD /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", port: gateway.port)
            #expect(head.hasPrefix("HTTP/1.1 200") && head.contains("Content-Length: 15") && head.hasSuffix("\r\n\r\n"))
            let whole = try await RawConnection.exchange(
                "GET http://x:1/health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", port: gateway.port)
            #expect(whole.hasPrefix("HTTP/1.1 200"))
        }
    }
}
