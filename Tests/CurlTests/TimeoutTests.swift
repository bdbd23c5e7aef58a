import Curl
import Foundation
import TestServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct TimeoutTests {
    private func elapsed(_ body: () async throws -> Void) async rethrows -> Duration {
        try await ContinuousClock().measure { try await body() }
    }

    @Test func `a connection that is never taken ends by the connect limit, unsent`() async throws {
        let server = try LocalServer(backlog: 0, accepts: false)
        defer { server.stop() }
        // Fill the queue of the system: further connections hang.
        let fillers = (0..<4).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = server.port.bigEndian
            address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
            _ = withUnsafeBytes(of: &address) { bytes in
                connect(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
            }
            return descriptor
        }
        defer { for filler in fillers { close(filler) } }
        let client = CurlClient(configuration: .init())
        let time = try await elapsed {
            let failure = try await failure(client, HTTPRequest(url: server.url("/"), timeouts: .init(connect: .milliseconds(200), total: nil)))
            #expect(failure.code == .timedOut)
            #expect(!failure.requestWasSent)
        }
        #expect(time > .milliseconds(190) && time < .seconds(3))
    }

    @Test func `a server that never answers TLS ends by the connect limit, unsent`() async throws {
        try await withServer({ $0.waitForEnd() }) { (server, client) async throws in
            let url = server.url("/", scheme: "https")
            let failure = try await failure(client, HTTPRequest(url: url, timeouts: .init(connect: .milliseconds(200), total: nil)))
            #expect(failure.code == .timedOut)
            #expect(!failure.requestWasSent)
        }
    }

    @Test func `a server that reads and says nothing ends by the total limit, sent`() async throws {
        try await withServer({ $0.waitForEnd() }) { (server, client) async throws in
            let failure = try await failure(client, HTTPRequest(url: server.url("/"), timeouts: .init(total: .milliseconds(200))))
            #expect(failure.code == .timedOut)
            #expect(failure.requestWasSent)
        }
    }

    @Test func `a request that waits for a connection is under its own limits, and unsent`() async throws {
        try await withServer(
            configuration: .init(maximumConnectionsPerHost: 1),
            { connection in
                while let request = connection.readRequest() {
                    if request.path == "/quick" { connection.answer() }
                }
            }
        ) { (server, client) async throws in
            var arrivals = server.observe().makeAsyncIterator()
            let task = Task { try await client.send(HTTPRequest(url: server.url("/slow"), timeouts: .init(total: nil))) }
            _ = await arrivals.next()
            let time = try await elapsed {
                let failure = try await failure(client, HTTPRequest(url: server.url("/quick"), timeouts: .init(total: .milliseconds(200))))
                #expect(failure.code == .timedOut)
                #expect(!failure.requestWasSent)
            }
            #expect(time < .seconds(3))
            let waiting = Task { try await client.send(HTTPRequest(url: server.url("/quick"), timeouts: .init(connect: .milliseconds(100)))) }
            try await Task.sleep(for: .milliseconds(300))
            task.cancel()
            _ = await task.result
            #expect(try await waiting.value.status == 200)
            #expect(try await client.send(HTTPRequest(url: server.url("/quick"))).status == 200)
        }
    }

    /// One byte every 20 ms until the client has had enough.
    private static let trickle: LocalServer.Script = { connection in
        _ = connection.readRequest()
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while connection.send(".") { usleep(20_000) }
    }

    @Test func `a trickling body ends by the total limit`() async throws {
        try await withServer(Self.trickle) { (server, client) async throws in
            let time = try await elapsed {
                let request = HTTPRequest(url: server.url("/"), timeouts: .init(total: .milliseconds(300), stall: .seconds(1)))
                let failure = try await failure(client, request)
                #expect(failure.code == .timedOut)
            }
            #expect(time > .milliseconds(290) && time < .seconds(3))
        }
    }

    @Test func `a trickling body is no stall`() async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n")
            for _ in 0..<12 where connection.send(".") { usleep(250_000) }
        }) { (server, client) async throws in
            let request = HTTPRequest(url: server.url("/"), timeouts: .init(total: nil, stall: .seconds(1)))
            let response = try await client.send(request)
            #expect(response.body.count == 12)
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + String(repeating: ".", count: 500)])
    func `silence ends by the stall limit`(beginning: String) async throws {
        try await withServer({ connection in
            _ = connection.readRequest()
            connection.send(beginning)
            connection.waitForEnd()
        }) { (server, client) async throws in
            let time = try await elapsed {
                let failure = try await failure(client, HTTPRequest(url: server.url("/"), timeouts: .init(total: nil, stall: .seconds(1))))
                #expect(failure.code == .timedOut)
                #expect(failure.requestWasSent)
            }
            #expect(time > .milliseconds(900) && time < .seconds(10))
        }
    }
}
