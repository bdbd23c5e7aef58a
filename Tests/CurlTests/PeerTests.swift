import Curl
import Foundation
import Synchronization
import TestServer
import Testing

/// Which addresses a client connects to is decided at the socket, whatever the name meant before.
@Suite(.timeLimit(.minutes(5))) struct PeerTests {
    private static func isLoopback(_ bytes: [UInt8]) -> Bool { bytes.first == 127 || bytes == Array(repeating: 0, count: 15) + [1] }

    @Test(arguments: ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "0.0.0.0"])
    func `an address that is refused is never connected to, however it is written`(host: String) async throws {
        let refusing = CurlClient.Configuration(admitsPeer: { bytes in
            let mapped = Array(repeating: 0, count: 10) + [255, 255] as [UInt8]
            return !Self.isLoopback(bytes) && !(bytes.starts(with: mapped)) && bytes != [0, 0, 0, 0]
        })
        try await withServer(configuration: refusing, { $0.serve() }) { (server, client) async throws in
            let failure = try await failure(client, HTTPRequest(method: "POST", url: server.url("/", host: host), body: Data("x".utf8)))
            #expect(failure.code == .addressRefused)
            #expect(!failure.requestWasSent)
            #expect(server.connectionCount == 0)
        }
    }

    @Test func `a name that means another address the second time is refused then`() async throws {
        // What a resolver that changes its mind would do: the first look-up was fine, the socket sees the second.
        let asked = Mutex<[[UInt8]]>([])
        let rebinding = CurlClient.Configuration(admitsPeer: { bytes in
            asked.withLock {
                $0.append(bytes); return $0.count == 1
            }
        })
        try await withServer(configuration: rebinding, { $0.serve() }) { (server, client) async throws in
            let request = HTTPRequest(url: server.url("/"), freshConnection: true)
            #expect(try await client.send(request).status == 200)
            #expect(try await failure(client, request).code == .addressRefused)
            #expect(server.connectionCount == 1)
        }
        #expect(asked.withLock { $0 } == [[127, 0, 0, 1], [127, 0, 0, 1]])
    }

    @Test func `an address that is admitted is connected to, without a proxy`() async throws {
        let seen = Mutex<[[UInt8]]>([])
        let admitting = CurlClient.Configuration(admitsPeer: { bytes in
            seen.withLock { $0.append(bytes) }
            return true
        })
        try await withServer(configuration: admitting, { $0.serve() }) { (server, client) async throws in
            #expect(try await client.send(HTTPRequest(url: server.url("/"))).status == 200)
        }
        #expect(seen.withLock { $0 } == [[127, 0, 0, 1]])
    }

    @Test func `a redirect to a refused address ends there`() async throws {
        let port = Atomic(0)
        let onlyFirst = CurlClient.Configuration(admitsPeer: { bytes in bytes == [127, 0, 0, 1] })
        try await withServer(
            configuration: onlyFirst,
            { connection in
                while connection.readRequest() != nil {
                    connection.answer(302, ["Location: http://127.0.0.2:\(port.load(ordering: .acquiring))/inside"])
                }
            }
        ) { (server, client) async throws in
            port.store(Int(server.port), ordering: .releasing)
            #expect(try await client.send(HTTPRequest(url: server.url("/"))).status == 302)
            #expect(try await failure(client, HTTPRequest(url: server.url("/"), maximumRedirects: 3)).code == .addressRefused)
            #expect(server.requests.allSatisfy { $0.path == "/" })
        }
    }
}
