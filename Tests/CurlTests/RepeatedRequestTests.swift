import Curl
import Foundation
import Testing

/// What happens when a server hangs up: the facts that `freshConnection` rests on.
@Suite(.timeLimit(.minutes(1))) struct RepeatedRequestTests {
    /// How the server treats the first request to `/victim`.
    enum HangUp: CaseIterable { case beforeReading, afterReading }

    /// Answers all but the first request to `/victim`, which it hangs up on. A connection proves itself by two answers before.
    static func script(_ hangUp: HangUp, fresh: Bool) -> LocalServer.Script {
        { connection in
            let isVictim = fresh ? connection.number == 2 : connection.number == 1
            if !fresh || !isVictim {
                for _ in 0..<2 { if connection.readRequest() == nil || !connection.answer() { return } }
            }
            guard isVictim else { return connection.serve() }
            switch hangUp {
            case .beforeReading: connection.waitForBytes()
            case .afterReading: _ = connection.readRequest()
            }
        }
    }

    static func keepConnection(_ server: LocalServer, _ client: CurlClient) async throws {
        #expect(try await client.send(HTTPRequest(url: server.url("/first"))).openedConnection)
        let second = try await client.send(HTTPRequest(url: server.url("/second")))
        try #require(!second.openedConnection)
    }

    @Test(arguments: HangUp.allCases, ["GET", "POST"])
    func `libcurl repeats a request on a kept connection that dies`(hangUp: HangUp, method: String) async throws {
        try await withServer(Self.script(hangUp, fresh: false)) { (server, client) async throws in
            try await Self.keepConnection(server, client)
            let response = try await client.send(
                HTTPRequest(method: method, url: server.url("/victim"), body: method == "POST" ? Data("x".utf8) : nil))
            #expect(response.status == 200)
            #expect(response.openedConnection)
            let seen = server.requests.count { $0.path == "/victim" && $0.method == method }
            #expect(seen == (hangUp == .afterReading ? 2 : 1))
        }
    }

    @Test(arguments: HangUp.allCases)
    func `a POST on its own connection arrives once at most and fails as sent`(hangUp: HangUp) async throws {
        try await withServer(Self.script(hangUp, fresh: true)) { (server, client) async throws in
            try await Self.keepConnection(server, client)
            let request = HTTPRequest(method: "POST", url: server.url("/victim"), body: Data("x".utf8), freshConnection: true)
            let failure = try await failure(client, request)
            #expect(failure.code == .connectionLost)
            #expect(failure.requestWasSent)
            #expect(server.connectionCount == 2)
            #expect(server.requests.count { $0.method == "POST" } == (hangUp == .afterReading ? 1 : 0))
            // The kept connection has not suffered.
            #expect(try await client.send(HTTPRequest(url: server.url("/after"))).openedConnection == false)
        }
    }
}
