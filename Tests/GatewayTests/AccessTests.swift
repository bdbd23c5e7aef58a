import Foundation
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@testable import Gateway

@Suite(.timeLimit(.minutes(1)))
struct AccessTests {
    @Test("a personal token of livedigital becomes a connection, and then is known without asking again")
    func personalToken() async throws {
        try await RunningGateway.run(hasEnvironmentToken: false) { gateway in
            let me = try await gateway.ask("GET", "/v1/me")
            #expect(me.status == 200)
            #expect(me.json["hooksAvailable"] == true)
            let stored = try await gateway.owned.reader.connections()
            #expect(stored.count == 1)
            #expect(stored.first?.name.hasPrefix("account-") == true)
            let asked = gateway.asked("getMe")
            #expect(try await gateway.ask("GET", "/v1/runs").status == 200)
            #expect(gateway.asked("getMe") == asked)
            #expect(try await gateway.owned.reader.connections().count == 1)
        }
    }

    @Test("no key, a wrong one and a revoked one are 401, and a refused token is not tried again at once")
    func refusals() async throws {
        try await RunningGateway.run { gateway in
            for key in ["", "wrong", "awk_wrong"] {
                let reply = try await gateway.ask("GET", "/v1/me", key: key)
                #expect(reply.status == 401)
                #expect(reply.code == "unauthorized")
                #expect(reply.header("Content-Type") == "application/problem+json")
                #expect(reply.header("WWW-Authenticate") == "Bearer")
            }
            let asked = gateway.asked("getMe")
            #expect(try await gateway.ask("GET", "/v1/me", key: "wrong").status == 401)
            #expect(gateway.asked("getMe") == asked)
            let key = try await gateway.issueKey()
            #expect(try await gateway.ask("GET", "/v1/runs", key: key).status == 200)
            #expect(try await gateway.ask("GET", "/v1/runs", key: "", headers: [("X-API-Key", key)]).status == 200)
            try await gateway.owned.carryOut(.revokeKeys(connection: "default"))
            #expect(try await gateway.ask("GET", "/v1/runs", key: key).status == 401)
        }
    }

    @Test("a key in the query is no key")
    func queryKey() async throws {
        try await RunningGateway.run { gateway in
            let key = try await gateway.issueKey()
            #expect(try await gateway.ask("GET", "/v1/me?key=\(key)", key: "").status == 401)
        }
    }

    @Test("a token that livedigital has revoked is refused once its connection is paused")
    func revokedToken() async throws {
        try await RunningGateway.run(hasEnvironmentToken: false) { gateway in
            #expect(try await gateway.ask("GET", "/v1/me").status == 200)
            gateway.account.server.accept(token: "another")
            // The engine finds out by a run.
            let reply = try await gateway.ask("POST", "/v1/autowebinars?wait=0", Demo.autowebinar())
            #expect(reply.status == 202)
            let name = try #require(try await gateway.owned.reader.connections().first?.name)
            for _ in 0..<200 where try await gateway.owned.reader.pausedReason(ofConnection: name) == nil {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try await gateway.ask("GET", "/v1/runs").status == 401)
            #expect(try await gateway.ask("GET", "/v1/me").status == 401)
            // A new token of the same account takes the old one's place, and its runs go on.
            let made = try await gateway.ask("GET", "/v1/runs", key: "another")
            #expect(made.json["items"]?.items.count == 1)
            for _ in 0..<200 where gateway.made(.event) == 0 { try await Task.sleep(for: .milliseconds(20)) }
            #expect(gateway.made(.event) == 1)
        }
    }
}
