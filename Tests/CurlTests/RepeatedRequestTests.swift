import Curl
import Foundation
import TestServer
import Testing

/// What happens when a server hangs up.
@Suite(.timeLimit(.minutes(5))) struct RepeatedRequestTests {
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

    @Test(arguments: HangUp.allCases)
    func `a read on a kept connection that dies is sent again`(hangUp: HangUp) async throws {
        try await withServer(Self.script(hangUp, fresh: false)) { (server, client) async throws in
            try await Self.keepConnection(server, client)
            let response = try await client.send(HTTPRequest(url: server.url("/victim")))
            #expect(response.status == 200)
            #expect(response.openedConnection)
            #expect(server.requests.count { $0.path == "/victim" } == (hangUp == .afterReading ? 2 : 1))
        }
    }

    /// libcurl by itself sends these again and reports one success.
    @Test(arguments: HangUp.allCases, ["POST", "PUT", "PATCH", "DELETE"])
    func `what may change something fails as sent on a kept connection that dies`(hangUp: HangUp, method: String) async throws {
        try await withServer(Self.script(hangUp, fresh: false)) { (server, client) async throws in
            try await Self.keepConnection(server, client)
            let request = HTTPRequest(method: method, url: server.url("/victim"), body: method == "DELETE" ? nil : Data("x".utf8))
            let failure = try await failure(client, request)
            #expect(failure.code == .connectionLost)
            #expect(failure.requestWasSent)
            #expect(server.requests.count { $0.path == "/victim" } == (hangUp == .afterReading ? 1 : 0))
            #expect(try await client.send(HTTPRequest(url: server.url("/after"))).status == 200)
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
