import Curl
import Foundation
import Synchronization
import TestServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct RedirectTests {
    /// Sends `/start` to `target` and answers everything else.
    private static func redirecting(to target: String, status: Int = 302) -> LocalServer.Script {
        { connection in
            while let request = connection.readRequest() {
                if request.path == "/start" {
                    connection.answer(status, ["Location: \(target)", "X-Old: yes"], body: "moved")
                } else {
                    connection.answer(body: "arrived")
                }
            }
        }
    }

    @Test func `a redirect is handed over when none may be followed`() async throws {
        try await withServer(Self.redirecting(to: "/end")) { (server, client) async throws in
            let response = try await client.send(HTTPRequest(url: server.url("/start")))
            #expect(response.status == 302)
            #expect(response.header("Location") == "/end")
            #expect(response.body == Data("moved".utf8))
        }
    }

    @Test func `a followed redirect gives the last answer alone, and keeps the token on the same host`() async throws {
        try await withServer(Self.redirecting(to: "/end")) { (server, client) async throws in
            let response = try await client.send(HTTPRequest(url: server.url("/start"), bearerToken: "secret", maximumRedirects: 1))
            #expect(response.status == 200)
            #expect(response.body == Data("arrived".utf8))
            #expect(response.header("X-Old") == nil)
            #expect(server.requests.map(\.path) == ["/start", "/end"])
            #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer secret", "Bearer secret"])
        }
    }

    @Test func `the token does not follow to another host or port`() async throws {
        try await withServer({ $0.serve() }) { (other, _) async throws in
            for target in [other.url("/port"), other.url("/host", host: "localhost")] {
                try await withServer(Self.redirecting(to: target)) { (server, client) async throws in
                    let request = HTTPRequest(url: server.url("/start"), bearerToken: "secret", maximumRedirects: 3)
                    #expect(try await client.send(request).status == 200)
                    #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer secret"])
                }
            }
            #expect(other.requests.map(\.path) == ["/port", "/host"])
            #expect(other.requests.allSatisfy { $0.headers["authorization"] == nil })
        }
    }

    @Test func `the token does not follow to another host on the same port`() async throws {
        let port = Atomic(0)
        try await withServer({ connection in
            while let request = connection.readRequest() {
                let target = "http://localhost:\(port.load(ordering: .acquiring))/end"
                connection.answer(request.path == "/start" ? 302 : 200, ["Location: \(target)"])
            }
        }) { (server, client) async throws in
            port.store(Int(server.port), ordering: .releasing)
            let request = HTTPRequest(url: server.url("/start"), bearerToken: "secret", maximumRedirects: 1)
            #expect(try await client.send(request).status == 200)
            #expect(server.requests.map(\.path) == ["/start", "/end"])
            #expect(server.requests.last?.headers["authorization"] == nil)
        }
    }

    @Test func `more redirects than allowed are a failure`() async throws {
        try await withServer(Self.redirecting(to: "/start")) { (server, client) async throws in
            let failure = try await failure(client, HTTPRequest(url: server.url("/start"), maximumRedirects: 2))
            #expect(failure.code == .malformedAnswer)
            #expect(failure.requestWasSent)
            #expect(server.requests.count == 3)
        }
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/x"])
    func `a redirect out of HTTP is not followed`(target: String) async throws {
        try await withServer(Self.redirecting(to: target)) { (server, client) async throws in
            let failure = try await failure(client, HTTPRequest(url: server.url("/start"), maximumRedirects: 2))
            #expect(failure.code == .malformedAnswer)
            #expect(failure.requestWasSent)
        }
    }

    @Test(arguments: ["POST", "PUT", "DELETE"], [301, 303, 307])
    func `a request that changes something never follows`(method: String, status: Int) async throws {
        try await withServer(Self.redirecting(to: "/end", status: status)) { (server, client) async throws in
            let request = HTTPRequest(method: method, url: server.url("/start"), body: Data("x".utf8), maximumRedirects: 5)
            #expect(try await client.send(request).status == status)
            #expect(server.requests.map(\.path) == ["/start"])
        }
    }

    @Test func `a redirect to a refused port was sent`() async throws {
        let gone = try LocalServer(backlog: nil)
        defer { gone.stop() }
        try await withServer(Self.redirecting(to: gone.url("/"))) { (server, client) async throws in
            let failure = try await failure(client, HTTPRequest(url: server.url("/start"), maximumRedirects: 1))
            #expect(failure.code == .cannotConnect)
            #expect(failure.requestWasSent)
        }
    }
}
