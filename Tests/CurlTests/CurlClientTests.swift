import Curl
import Foundation
import TestServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct CurlClientTests {
    @Test func `sends method, fields, token and body as they are`() async throws {
        try await withServer({ $0.serve() }) { (server, client) async throws in
            let body = Data([0, 1, 255, 0, 10])
            let request = HTTPRequest(
                method: "PUT", url: server.url("/a?b=c"), headers: [("X-One", "1"), ("X-Empty", "")], body: body, bearerToken: "secret")
            #expect(try await client.send(request).status == 200)
            let received = try #require(server.requests.first)
            #expect(received.method == "PUT")
            #expect(received.path == "/a?b=c")
            #expect(received.headers["x-one"] == "1")
            #expect(received.headers["x-empty"] == "")
            #expect(received.headers["authorization"] == "Bearer secret")
            #expect(received.headers["user-agent"] == "autowebinar")
            #expect(received.headers["content-type"] == nil)
            #expect(received.body == body)
        }
    }

    @Test func `hands over status, fields and body whatever the status`() async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 503 No\r\nX-A:  one \r\nx-a: two\r\nX-B: first\r\n second\r\nContent-Length: 3\r\n\r\nno!")
        }) { (server, client) async throws in
            let response = try await client.send(HTTPRequest(url: server.url("/")))
            #expect(response.status == 503)
            #expect(response.headers.map { "\($0.name)=\($0.value)" } == ["X-A=one", "x-a=two", "X-B=first second", "Content-Length=3"])
            #expect(response.header("X-a") == "one")
            #expect(response.body == Data("no!".utf8))
        }
    }

    @Test func `skips an interim answer`() async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
            connection.answer(200, ["X-Final: yes"])
        }) { (server, client) async throws in
            let response = try await client.send(HTTPRequest(url: server.url("/")))
            #expect(response.status == 200)
            #expect(response.header("Link") == nil)
            #expect(response.header("X-Final") == "yes")
        }
    }

    @Test func `reads chunked answers and drops their trailers`() async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n")
            connection.send("3\r\nefg\r\n0\r\nX-Trailer: late\r\n\r\n")
        }) { (server, client) async throws in
            let response = try await client.send(HTTPRequest(url: server.url("/")))
            #expect(response.body == Data("abcdefg".utf8))
            #expect(response.header("X-Trailer") == nil)
        }
    }

    @Test func `announces a length with every method that may have a body, and never asks for leave to send one`() async throws {
        try await withServer({ $0.serve() }) { (server, client) async throws in
            for method in ["POST", "PUT", "PATCH", "DELETE", "GET"] {
                _ = try await client.send(HTTPRequest(method: method, url: server.url("/")))
            }
            #expect(server.requests.map(\.method) == ["POST", "PUT", "PATCH", "DELETE", "GET"])
            #expect(server.requests.map { $0.headers["content-length"] } == ["0", "0", "0", nil, nil])
            let large = Data(repeating: 7, count: 3 << 20)
            _ = try await client.send(HTTPRequest(method: "POST", url: server.url("/"), body: large))
            let last = try #require(server.requests.last)
            #expect(last.headers["expect"] == nil)
            #expect(last.body == large)
        }
    }

    @Test func `leaves nothing of a request to the next one on the same handle`() async throws {
        try await withServer({ connection in
            while let request = connection.readRequest() {
                connection.answer(200, [], body: request.method == "HEAD" ? "" : "body")
            }
        }) { (server, client) async throws in
            let url = server.url("/")
            _ = try await client.send(
                HTTPRequest(method: "PATCH", url: url, headers: [("X-Old", "1")], body: Data("old".utf8), bearerToken: "old", freshConnection: true))
            #expect(try await client.send(HTTPRequest(method: "HEAD", url: url)).body.isEmpty)
            let get = try await client.send(HTTPRequest(url: url))
            #expect(get.body == Data("body".utf8))
            #expect(try await client.send(HTTPRequest(method: "POST", url: url)).openedConnection == false)
            let later = server.requests.dropFirst()
            #expect(later.map(\.method) == ["HEAD", "GET", "POST"])
            for request in later {
                #expect(request.body.isEmpty)
                #expect(request.headers["x-old"] == nil)
                #expect(request.headers["authorization"] == nil)
            }
        }
    }

    @Test func `keeps a connection, except for a request that wants its own`() async throws {
        try await withServer({ $0.serve() }) { (server, client) async throws in
            func opened(_ fresh: Bool) async throws -> Bool {
                try await client.send(HTTPRequest(url: server.url("/"), freshConnection: fresh)).openedConnection
            }
            #expect(try await opened(true))
            // The connection of its own is not kept.
            #expect(try await opened(false))
            #expect(try await opened(false) == false)
            #expect(try await opened(true))
            #expect(try await opened(false) == false)
            #expect(server.connectionCount == 3)
        }
    }

    @Test func `answers 200 requests at the same time, each with its own body`() async throws {
        try await withServer(
            configuration: .init(maximumConnectionsPerHost: 200),
            { connection in
                while let request = connection.readRequest(), connection.answer(body: request.path) {}
            }
        ) { (server, client) async throws in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let response = try await client.send(HTTPRequest(url: server.url("/\(number)")))
                        return response.body == Data("/\(number)".utf8)
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(server.requests.count == 200)
        }
    }

    @Test func `opens no more connections than allowed and lets the rest wait`() async throws {
        try await withServer(configuration: .init(maximumConnectionsPerHost: 2), { $0.serve() }) { (server, client) async throws in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<40 {
                    group.addTask { try await client.send(HTTPRequest(url: server.url("/"))).status }
                }
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.connectionCount <= 2)
        }
    }
}
