import Curl
import Foundation
import TestServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct HTTPFailureTests {
    @Test func `a refused connection was not sent`() async throws {
        let server = try LocalServer(backlog: nil)
        defer { server.stop() }
        let client = CurlClient(configuration: .init())
        let failure = try await failure(client, HTTPRequest(url: server.url("/a?token=hidden"), bearerToken: "hidden"))
        #expect(failure.code == .cannotConnect)
        #expect(!failure.requestWasSent)
        #expect(failure.message == "GET http://127.0.0.1:\(server.port)/a: no connection could be opened (Connection refused).")
    }

    private static let hasProxy = ["http_proxy", "all_proxy", "ALL_PROXY"].contains { ProcessInfo.processInfo.environment[$0] != nil }

    @Test(.disabled(if: hasProxy, "a proxy looks names up itself")) func `an unknown name was not sent`() async throws {
        // A label of more than 63 bytes is refused without asking any server.
        let client = CurlClient(configuration: .init())
        let failure = try await failure(client, HTTPRequest(url: "http://\(String(repeating: "a", count: 64)).invalid/"))
        #expect(failure.code == .nameNotFound)
        #expect(!failure.requestWasSent)
    }

    @Test(arguments: [
        HTTPRequest(url: "file:///etc/passwd"), HTTPRequest(url: "ftp://127.0.0.1/x"), HTTPRequest(url: "127.0.0.1/x"), HTTPRequest(url: ""),
        HTTPRequest(url: "http://127.0.0.1/a b"), HTTPRequest(url: "http://127.0.0.1/a\r\nX: y"), HTTPRequest(url: "http://127.0.0.1/a\0b"),
        HTTPRequest(url: "http://[::1/"), HTTPRequest(url: "http://"), HTTPRequest(method: "GET /\r\n", url: "http://127.0.0.1/"),
        HTTPRequest(method: "", url: "http://127.0.0.1/"), HTTPRequest(url: "http://127.0.0.1/", headers: [("X", "a\r\nY: b")]),
        HTTPRequest(url: "http://127.0.0.1/", headers: [("X Y", "a")]), HTTPRequest(url: "http://127.0.0.1/", bearerToken: "a\r\nb"),
        HTTPRequest(url: "http://127.0.0.1/", bearerToken: ""),
    ])
    func `a request that is not well formed is refused`(request: HTTPRequest) async throws {
        let client = CurlClient(configuration: .init())
        let failure = try await failure(client, request)
        #expect(failure.code == .invalidRequest)
        #expect(!failure.requestWasSent)
    }

    @Test func `neither token, password nor query gets into a message`() async throws {
        try await withServer({ _ = $0.readRequest() }) { (server, client) async throws in
            let url = "http://me:hidden@127.0.0.1:\(server.port)/path?key=hidden#hidden"
            let failures = [
                try await failure(client, HTTPRequest(url: url, bearerToken: "hidden")),
                try await failure(client, HTTPRequest(url: url, bearerToken: "hidden\n")),
                try await failure(client, HTTPRequest(url: url.replacing("http://", with: "ftp://"), bearerToken: "hidden")),
            ]
            #expect(failures.map(\.code) == [.connectionLost, .invalidRequest, .invalidRequest])
            for failure in failures { #expect(!failure.message.contains("hidden") && failure.message.contains("/path")) }
        }
    }

    @Test func `a body that is shorter than announced is a lost connection`() async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
        }) { (server, client) async throws in
            let failure = try await failure(client, HTTPRequest(url: server.url("/")))
            #expect(failure.code == .connectionLost)
            #expect(failure.requestWasSent)
        }
    }

    @Test func `what follows the announced body is not part of the answer`() async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 Evil\r\n\r\n")
            connection.waitForEnd()
        }) { (server, client) async throws in
            #expect(try await client.send(HTTPRequest(url: server.url("/"))).body == Data("ok".utf8))
            // The connection with the left-over is not used again.
            #expect(try await client.send(HTTPRequest(url: server.url("/"))).openedConnection)
        }
    }

    @Test func `a chunked body that is cut is a lost connection`() async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")
        }) { (server, client) async throws in
            #expect(try await failure(client, HTTPRequest(url: server.url("/"))).code == .connectionLost)
        }
    }

    @Test(arguments: ["Content-Length: 11\r\n\r\n12345678901", "Transfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n", "\r\n12345678901"])
    func `a body larger than allowed is refused, announced or not`(rest: String) async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n" + rest)
        }) { (server, client) async throws in
            let failure = try await failure(client, HTTPRequest(url: server.url("/"), maximumBodyBytes: 10))
            #expect(failure.code == .bodyTooLarge)
            #expect(failure.requestWasSent)
            #expect(try await client.send(HTTPRequest(url: server.url("/"), maximumBodyBytes: 11)).body.count == 11)
        }
    }

    @Test func `an announced body that is too large is refused before it arrives`() async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n1")
            connection.waitForEnd()
        }) { (server, client) async throws in
            #expect(try await failure(client, HTTPRequest(url: server.url("/"))).code == .bodyTooLarge)
        }
    }

    @Test(arguments: ["hello\r\n\r\n", "SSH-2.0-x\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nab"])
    func `an answer that is not HTTP is malformed`(answer: String) async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send(answer)
        }) { (server, client) async throws in
            let failure = try await failure(client, HTTPRequest(url: server.url("/")))
            #expect(failure.code == .malformedAnswer)
            #expect(failure.requestWasSent)
        }
    }

    @Test func `an endless header is refused`() async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n")
            while connection.send("X-Field: \(String(repeating: "a", count: 1000))\r\n") {}
        }) { (server, client) async throws in
            #expect(try await failure(client, HTTPRequest(url: server.url("/"))).code == .malformedAnswer)
        }
    }

    @Test func `an upload that breaks off half-way was sent`() async throws {
        try await withServer({ connection in
            // Leaves the body unread, so that closing resets the connection.
            _ = connection.readHead()
        }) { (server, client) async throws in
            let request = HTTPRequest(method: "POST", url: server.url("/"), body: Data(repeating: 1, count: 32 << 20), freshConnection: true)
            let failure = try await failure(client, request)
            #expect(failure.code == .connectionLost)
            #expect(failure.requestWasSent)
        }
    }
}
