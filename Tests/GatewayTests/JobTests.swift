import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@testable import Gateway

@Suite(.serialized, .timeLimit(.minutes(5)))
struct JobTests {
    private let document: JSON = [
        "kind": "autowebinar", "title": "Серия", "space": "Маркетинг", "room": "Демо-зал", "record": ["latest": ["nameContains": "Демо"]],
        "schedule": ["timezone": "Europe/Moscow", "dates": ["2027-01-01T10:00", "2027-01-02T10:00"]],
    ]

    @Test("a job of a file that is changed over HTTP keeps its file, from which it has drifted then")
    func jobOfAFile() async throws {
        try await RunningGateway.run { gateway in
            #expect(try await gateway.ask("PUT", "/v1/jobs/series", document).status == 201)
            try await gateway.owned.engine.writer.write { try $0.execute(sql: "UPDATE job SET file = 'jobs/series.yaml', folder = '/srv'") }
            guard case .object(var members) = document else { return }
            members["title"] = "Другая"
            #expect(try await gateway.ask("PUT", "/v1/jobs/series", .object(members)).status == 200)
            let stored = try #require(try await gateway.owned.reader.jobs().first)
            #expect(stored.job.title == "Другая" && stored.file == "jobs/series.yaml")
        }
    }

    @Test("a job is written, changed, shown, paused, resumed and removed, and the same document changes nothing")
    func lifeCycle() async throws {
        try await RunningGateway.run { gateway in
            let new = try await gateway.ask("PUT", "/v1/jobs/series", document)
            #expect(new.status == 201)
            #expect(new.json["next"]?.items.count == 2)
            func applied() async throws -> Date? { try await gateway.owned.reader.jobs().first?.appliedAt }
            let before = try await applied()
            let same = try await gateway.ask("PUT", "/v1/jobs/series", document)
            #expect(try await applied() == before, "the same once more is no change")
            #expect(same.status == 200)
            // What is shown can be written back, and changes nothing.
            let shown = try await gateway.ask("GET", "/v1/jobs/series")
            #expect(shown.json == same.json)
            #expect(shown.json["document"]?["schedule"]?["dates"] == ["2027-01-01T10:00", "2027-01-02T10:00"])
            let written = try await gateway.ask("PUT", "/v1/jobs/series", shown.json["document"])
            #expect(written.status == 200)
            #expect(written.json == shown.json)
            #expect(try await gateway.ask("GET", "/v1/jobs").json["items"]?.items.first?["name"] == "series")
            #expect(try await gateway.ask("GET", "/v1/jobs?shape=array").json.items.count == 1)
            let next = try await gateway.ask("GET", "/v1/jobs/series/next?count=1")
            #expect(next.json["items"]?.items.first?["startsAt"] == "2027-01-01T07:00:00.000Z")
            #expect(try await gateway.ask("POST", "/v1/jobs/series/pause", ["note": "Отпуск"]).json["pausedReason"] == "Отпуск")
            #expect(try await gateway.ask("POST", "/v1/jobs/series/pause", [:]).json["status"] == "noop")
            #expect(try await gateway.ask("POST", "/v1/jobs/series/resume").json["state"] == "active")
            #expect(try await gateway.ask("DELETE", "/v1/jobs/series").status == 204)
            #expect(try await gateway.ask("DELETE", "/v1/jobs/series").status == 204)
            #expect(try await gateway.ask("GET", "/v1/jobs/series").status == 404)
        }
    }

    @Test("mistakes of a document are named by their member")
    func mistakes() async throws {
        try await RunningGateway.run { gateway in
            guard case .object(var members) = document else { return }
            members["tilte"] = "x"
            members["schedule"] = ["timezone": "Mars/Olympus", "dates": []]
            let reply = try await gateway.ask("PUT", "/v1/jobs/series", .object(members))
            #expect(reply.status == 400)
            let fields = Set(reply.json["errors"]?.items.compactMap { $0["field"]?.text } ?? [])
            #expect(fields.isSuperset(of: ["tilte", "schedule.timezone"]))
            let other = try await gateway.ask("PUT", "/v1/jobs/series", .object(members.merging(["name": "other"]) { $1 }))
            #expect(other.json["errors"]?.items.first?["field"] == "name")
        }
    }

    @Test("a triggered run is answered like any action, and is cancelled once")
    func trigger() async throws {
        try await RunningGateway.run { gateway in
            #expect(try await gateway.ask("PUT", "/v1/jobs/series", document).status == 201)
            let reply = try await gateway.ask("POST", "/v1/jobs/series/trigger", [:])
            #expect(reply.status == 201)
            let location = try #require(reply.header("Location"))
            #expect(try await gateway.ask("POST", "\(location)/cancel").status == 200)
            try await eventually("it is cancelled") { try await gateway.ask("GET", location).json["state"] == "cancelled" }
            #expect(try await gateway.ask("POST", "\(location)/cancel").json["status"] == "noop")
            #expect(try await gateway.ask("POST", "\(location)/retry").json["status"] == "noop")
            let listed = try await gateway.ask("GET", "/v1/runs?job=series&state=cancelled&limit=1")
            #expect(listed.json["items"]?.items.count == 1)
        }
    }

    @Test("a backfill of a time that ends before it begins is refused")
    func reversed() async throws {
        try await RunningGateway.run { gateway in
            #expect(try await gateway.ask("PUT", "/v1/jobs/series", document).status == 201)
            let instants = ["2026-11-27T00:00:00Z", "2026-11-28T00:00:00Z"]
            for (from, to) in [(instants[1], instants[0]), (instants[0], instants[0])] {
                let reply = try await gateway.ask("POST", "/v1/jobs/series/backfill", ["from": .string(from), "to": .string(to)])
                #expect(reply.status == 400)
                #expect(reply.json["errors"]?.items.first?["field"] == "to")
            }
            let right: JSON = ["from": .string(instants[0]), "to": .string(instants[1])]
            #expect(try await gateway.ask("POST", "/v1/jobs/series/backfill", right).status == 200)
        }
    }

    @Test("a job that is triggered and whose space there is not answers 404")
    func triggeredInVain() async throws {
        try await RunningGateway.run { gateway in
            let calls: JSON = ["kind": "analytics", "space": "Никакое", "period": ["last": "1d"]]
            #expect(try await gateway.ask("PUT", "/v1/jobs/calls", calls).status == 201)
            let reply = try await gateway.ask("POST", "/v1/jobs/calls/trigger", [:])
            #expect(reply.status == 404 && reply.json["code"] == "not_found", "\(reply.text)")
        }
    }

    @Test("a start that is past is 400 and names the member, whatever the job does, and nothing is made")
    func triggeredInThePast() async throws {
        try await RunningGateway.run { gateway in
            let actions: JSON = ["kind": "actions", "steps": [["id": "space", "action": "createSpace", "with": ["name": "Отдел"]]]]
            for (name, job) in [("series", document), ("actions", actions)] {
                #expect(try await gateway.ask("PUT", "/v1/jobs/\(name)", job).status == 201)
                let reply = try await gateway.ask("POST", "/v1/jobs/\(name)/trigger", ["startDate": "2020-01-01T00:00:00Z"])
                #expect(reply.status == 400 && reply.code == "invalid_request_params", "\(reply.text)")
                let error = reply.json["errors"]?.items.first
                #expect(error?["field"] == "startDate" && error?["code"] == "in_the_past")
                #expect(error?["message"] == "2020-01-01T00:00:00.000Z has passed")
            }
            #expect(try await gateway.ask("GET", "/v1/runs").json["items"] == .array([]))
        }
    }

    @Test("what is triggered without a time is done at once; only a showing lies ten minutes ahead")
    func triggeredAtOnce() async throws {
        try await RunningGateway.run { gateway in
            let actions: JSON = ["kind": "actions", "steps": [["id": "space", "action": "createSpace", "with": ["name": "Отдел"]]]]
            #expect(try await gateway.ask("PUT", "/v1/jobs/actions", actions).status == 201)
            let done = try await gateway.ask("POST", "/v1/jobs/actions/trigger", [:])
            #expect(done.status == 201 && done.json["state"] == "completed", "\(done.text)")
            #expect(gateway.made(.space) == 1)
            #expect(try await gateway.ask("PUT", "/v1/jobs/series", document).status == 201)
            let showing = try await gateway.ask("POST", "/v1/jobs/series/trigger", [:])
            let startsAt = try #require(showing.json["startsAt"]?.text.flatMap(WireDate.parse))
            #expect((590...601).contains(startsAt.timeIntervalSinceNow))
        }
    }

    @Test("a triggered run that is refused between its steps waits for the token and stays the answer to its key; nothing is made twice")
    func triggeredAndRefused() async throws {
        try await RunningGateway.run { gateway in
            let key = try await gateway.issueKey()
            let room: JSON = ["spaceId": .string(Demo.space), "name": "Вторая", "type": "lesson"]
            let job: JSON = [
                "kind": "actions",
                "steps": [
                    ["id": "show", "action": "createAutowebinar", "with": Demo.autowebinar()], ["id": "room", "action": "createRoom", "with": room],
                ],
            ]
            #expect(try await gateway.ask("PUT", "/v1/jobs/steps", job).status == 201)
            try gateway.account.server.arm(Fault(operation: "createRoom", action: .status(401)))
            func trigger() async throws -> RunningGateway.Reply {
                try await gateway.ask("POST", "/v1/jobs/steps/trigger", [:], key: key, headers: [("Idempotency-Key", "once")])
            }
            let first = try await trigger()
            #expect(first.status == 202 && first.json["state"] == "waiting", "\(first.text)")
            #expect(first.json["reason"]?.text?.contains("is paused") == true, "\(first.text)")
            // The next request has the token tried again.
            let second = try await trigger()
            #expect(second.status == 201 && second.json["id"] == first.json["id"], "\(second.text)")
            #expect(second.header("Idempotent-Replayed") == "true")
            #expect(gateway.made(.event) == 1 && gateway.made(.room) == 1)
        }
    }
}
