import Curl
import DurableFlow
import Foundation
import Orchestration
import ProcessHarness
import Testing

@testable import Gateway

/// What is answered is what the served document says; each answer of each test is checked, these are the ones that were not.
@Suite(.serialized, .timeLimit(.minutes(5)))
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

    @Test("what is left empty is null as described: of a call that tells nothing, a permanent autowebinar, a job without dates, a hook of everything")
    func emptiest() async throws {
        try await RunningGateway.run(isPublic: true) { gateway in
            let call = Session(
                id: "c1", kind: .call, job: "", connection: "default", spaceId: nil, roomId: nil, title: "", startsAt: Date(timeIntervalSince1970: 0),
                endsAt: nil, reports: [Session.Report(format: "json", dueAt: Date())])
            try await gateway.owned.engine.writer.write { db in try SessionTable.put(db, call) }
            let permanent: JSON = [
                "kind": "autowebinar", "title": "Показ", "space": "Маркетинг", "room": "Демо-зал", "record": ["latest": [:]],
                "schedule": ["timezone": "Europe/Moscow", "always": true],
            ]
            #expect(try await gateway.ask("PUT", "/v1/jobs/permanent", permanent).status == 201)
            let step: JSON = ["id": "room", "action": "createRoom", "with": ["space": "Маркетинг", "name": "x", "type": "lesson"]]
            #expect(try await gateway.ask("PUT", "/v1/jobs/steps", ["kind": "actions", "steps": [step]]).status == 201)
            let hook = try await gateway.ask("POST", "/v1/hooks", ["url": "http://127.0.0.1:9/hook", "event": "call.finished"])
            let hookPath = "/v1/hooks/\(try #require(hook.json["id"]?.text))"
            #expect(try await gateway.ask("POST", "\(hookPath)/test").status == 200)
            try await eventually("it is open") {
                try await gateway.ask("GET", "/v1/runs?job=permanent").json["items"]?.items.contains { $0["published"] == true } == true
            }
            // Each answer is held against the document where it is asked for.
            func nulls(_ path: String) async throws -> Set<String> {
                let reply = try await gateway.ask("GET", path)
                #expect(reply.status == 200, "\(path) \(reply.text)")
                let items = reply.json["items"]?.items ?? (reply.json.items.isEmpty ? [reply.json] : reply.json.items)
                #expect(!items.isEmpty, "\(path)")
                let empty = items.flatMap { item -> [String] in
                    guard case .object(let members) = item else { return [] }
                    return members.filter { $0.value == .null }.map(\.key)
                }
                return Set(empty)
            }
            for (path, members) in [
                ("/v1/sessions", ["spaceId", "roomId", "local", "timezone", "endsAt"]), ("/v1/sessions/c1", ["spaceId", "endsAt"]),
                ("/v1/options/calls", ["parentId"]), ("/v1/runs", ["startsAt", "endsAt", "error"]),
                ("/v1/jobs", ["pausedReason", "detail", "file"]), ("/v1/jobs/permanent", ["file"]), ("/v1/jobs/steps", ["file"]),
                ("/v1/jobs/permanent/next", ["startsAt", "local", "mark"]), ("/v1/jobs/permanent/invites", ["startsAt", "endsAt"]),
                (hookPath, ["spaceId", "roomId", "jobName", "disabledReason", "detail"]), ("\(hookPath)/deliveries", ["endedAt"]),
                ("/v1/events", ["callId"]),
            ] {
                #expect(try await nulls(path).isSuperset(of: members), "\(path)")
            }
        }
    }

    @Test("a name that livedigital does not answer is null as described")
    func unansweredName() {
        for (path, body) in [("/v1/spaces/s", #"{"spaceId":"s""#), ("/v1/spaces/s/rooms/r", #"{"spaceId":"s","roomId":"r""#)] {
            let text = #"\#(body),"name":null,"state":"completed","statusUrl":"/v1/runs/x"}"#
            let response = HTTPResponse(status: 200, headers: [(name: "Content-Type", value: "application/json")], body: Data(text.utf8))
            #expect(DescribedAnswer.mistakes("PUT", path, response) == [])
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
