import Curl
import Foundation
import Orchestration
import ProcessHarness
import Testing

@testable import Gateway

/// What is answered is what the served document says; each answer of each test is checked, these are the ones that were not.
@Suite(.timeLimit(.minutes(1)))
struct DescribedAnswerTests {
    @Test("a name that livedigital has, and that we would not take, is answered as described")
    func foreignName() async throws {
        try await RunningGateway.run { gateway in
            let name = String(repeating: "ы", count: 255)
            let made = try await gateway.curl.send(
                HTTPRequest(
                    method: "POST", url: "\(gateway.account.baseURL)/spaces/\(Demo.space)/rooms",
                    headers: [(name: "Content-Type", value: "application/json")], body: JSON.object(["name": .string(name), "type": "lesson"]).json,
                    bearerToken: gateway.account.token))
            let room = try #require(try JSON(json: made.body)["id"]?.text, "\(made.status)")
            let reply = try await gateway.ask("PUT", "/v1/spaces/\(Demo.space)/rooms/\(room)", ["isChatAllowed": false])
            #expect(reply.status == 200 && reply.json["name"] == .string(name), "\(reply.text)")
        }
    }

    @Test("a report as JSON is livedigital's own, whatever its shape")
    func foreignReport() async throws {
        try await RunningGateway.run { gateway in
            let file = gateway.account.storage.appendingPathComponent("data/reports/call-1/1.json")
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(#"{"participants":[]}"#.utf8).write(to: file)
            let target = SignedLinks.Target(connection: "default", file: "reports/call-1/1.json", format: "json")
            let link = try gateway.server.services.links.text(target, expiresAt: Date(timeIntervalSinceNow: 60))
            #expect(try await gateway.ask("GET", "/v1/files/\(link)", key: "").json["participants"] == .array([]))
        }
    }

    @Test("an answer that is not described is found: its status, its type, a member")
    func mistakes() {
        func mistakes(_ status: Int, _ type: String, _ body: String) -> [String] {
            let response = HTTPResponse(status: status, headers: [(name: "Content-Type", value: type)], body: Data(body.utf8))
            return DescribedAnswer.mistakes("GET", "/v1/me", response)
        }
        #expect(mistakes(200, "application/json", #"{"id":"1","label":"a","hooksAvailable":true}"#).isEmpty)
        #expect(mistakes(200, "application/json", #"{"id":"1","hooksAvailable":"yes"}"#).count == 2)
        #expect(mistakes(201, "application/json", "{}") == ["201 is not described"])
        #expect(mistakes(200, "text/plain", "") == ["text/plain is not described for 200"])
    }
}
