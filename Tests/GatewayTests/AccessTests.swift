import Foundation
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@testable import Gateway

@Suite(.serialized, .timeLimit(.minutes(5)))
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
            // Its token goes nowhere else, wherever the configuration leads later.
            #expect(stored.first?.baseURL == gateway.account.baseURL)
            var elsewhere = gateway.owned.workspace.configuration
            elsewhere.livedigital.baseURL = "https://elsewhere.example.com/v1"
            let workspace = try Workspace(
                configuration: elsewhere, environment: gateway.owned.workspace.environment, logger: gateway.owned.workspace.logger)
            let client = try await workspace.accounts(gateway.owned.reader).client(try #require(stored.first?.name))
            #expect("\(client)".contains(gateway.account.baseURL))
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

    @Test("a key with characters that no key has is 401, whoever writes it and however, and nobody is asked")
    func malformedKey() async throws {
        try await RunningGateway.run { gateway in
            let asked = gateway.asked("getMe")
            for headers in [
                "Authorization: Bearer a b", "Authorization: Bearer ключ", "X-API-Key: a\tb",
                "Authorization: Bearer one\r\nAuthorization: Bearer two",
            ] {
                let answer = try await RawConnection.exchange(
                    "GET /v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(headers)\r\n\r\n", port: gateway.port)
                #expect(answer.hasPrefix("HTTP/1.1 401"), "\(headers): \(answer)")
                #expect(!answer.contains(gateway.account.baseURL))
            }
            #expect(gateway.asked("getMe") == asked)
        }
    }

    @Test("whoever has proved nothing yet is not told where livedigital is")
    func untoldAddress() async throws {
        try await RunningGateway.run { gateway in
            try gateway.account.server.arm(Fault(operation: "getMe", action: .status(500)))
            let reply = try await gateway.ask("GET", "/v1/me", key: "a-stranger")
            #expect(reply.status == 502)
            #expect(reply.json["upstream"]?["operation"] == "getMe")
            #expect(reply.json["detail"]?.text?.contains("could not be tried") == true)
            try gateway.account.server.arm(Fault(operation: "getMe", action: .status(402)))
            let russian = try await gateway.ask("GET", "/v1/me", key: "another-stranger", headers: [("Accept-Language", "ru")])
            #expect(russian.status == 403)
            #expect(russian.json["detail"]?.text?.contains("тариф") == true && russian.json["detail"]?.text?.contains("The ") == false)
        }
    }

    @Test("a token of the account that was stored as default does not act with the token of the environment")
    func overriddenDefault() async throws {
        try await RunningGateway.run { gateway in
            let account = try await gateway.owned.accounts.client("default").getMe()
            let sealed = try gateway.owned.workspace.makingMasterKey().seal("another", connection: "default", member: "token")
            try await gateway.owned.carryOut(
                .addConnection(
                    name: "default", baseURL: nil, sealedToken: sealed, fingerprint: MasterKey.fingerprint("another"), label: nil,
                    account: account.id ?? account.email, isAccepted: true))
            try await gateway.owned.carryOut(.addKey(connection: "default", digest: AccessKey("another").digest, kind: .token))
            gateway.account.server.accept(token: "another")
            // As default it would act with the token of the environment, which is refused now.
            #expect(try await gateway.ask("POST", "/v1/spaces", ["name": "Своя"], key: "another").status == 201)
            #expect(try await gateway.owned.reader.connections().count == 2)
        }
    }

    @Test("a token acts for no connection whose livedigital is elsewhere, though an account there has the same id")
    func otherAddress() async throws {
        try await RunningGateway.run(hasEnvironmentToken: false) { gateway in
            let other = try await Account(listLag: .zero)
            func store(_ name: String) async throws {
                let account = try await gateway.owned.accounts.client(token: other.token, baseURL: other.baseURL).getMe()
                let sealed = try gateway.owned.workspace.makingMasterKey().seal(other.token, connection: name, member: "token")
                try await gateway.owned.carryOut(
                    .addConnection(
                        name: name, baseURL: other.baseURL, sealedToken: sealed, fingerprint: MasterKey.fingerprint(other.token), label: name,
                        account: account.id ?? account.email, isAccepted: true))
            }
            try await store("victim")
            #expect(try await gateway.ask("POST", "/v1/spaces", ["name": "Чужое"]).status == 201)
            #expect(gateway.made(.space) == 1)
            let own = try #require(try await gateway.owned.reader.connections().first { $0.name != "victim" }?.name)
            // The connection that the token made is given to the other account: the token is not one of that.
            try await store(own)
            #expect(try await gateway.ask("POST", "/v1/spaces", ["name": "Снова чужое"]).status == 201)
            #expect(gateway.made(.space) == 2)
            #expect(other.server.requests.allSatisfy { $0.operation == "getMe" })
            #expect(try await gateway.owned.reader.connections().count == 3)
            await other.end()
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
            try await eventually("the connection is paused") { try await gateway.owned.reader.pausedReason(ofConnection: name) != nil }
            #expect(try await gateway.ask("GET", "/v1/runs").status == 401)
            #expect(try await gateway.ask("GET", "/v1/me").status == 401)
            // A new token of the same account takes the old one's place, and its runs go on.
            let made = try await gateway.ask("GET", "/v1/runs", key: "another")
            #expect(made.json["items"]?.items.count == 1)
            try await eventually("the event is made") { gateway.made(.event) > 0 }
            #expect(gateway.made(.event) == 1)
        }
    }

    @Test("a token that another has taken the place of is tried again, and so is every one once the keys of its connection are revoked")
    func replacedToken() async throws {
        try await RunningGateway.run(hasEnvironmentToken: false) { gateway in
            #expect(try await gateway.ask("GET", "/v1/me").status == 200)
            let stored = try #require(try await gateway.owned.reader.connections().first)
            gateway.account.server.accept(token: "another")
            let sealed = try gateway.owned.workspace.makingMasterKey().seal("another", connection: stored.name, member: "token")
            try await gateway.owned.carryOut(
                .addConnection(
                    name: stored.name, baseURL: stored.baseURL, sealedToken: sealed, fingerprint: MasterKey.fingerprint("another"),
                    label: stored.label, account: stored.account, isAccepted: true))
            #expect(try await gateway.ask("GET", "/v1/runs").status == 401)
            #expect(try await gateway.ask("GET", "/v1/runs", key: "another").status == 200)
            #expect(try await gateway.owned.reader.connections().map(\.name) == [stored.name])
            // A second token of the account that has ended at livedigital since.
            try await gateway.owned.carryOut(.addKey(connection: stored.name, digest: AccessKey("second").digest, kind: .token))
            #expect(try await gateway.ask("GET", "/v1/runs", key: "second").status == 200)
            try await gateway.owned.carryOut(.revokeKeys(connection: stored.name))
            #expect(try await gateway.ask("GET", "/v1/runs", key: "second").status == 401)
            #expect(try await gateway.ask("GET", "/v1/runs", key: "another").status == 200)
        }
    }
}
