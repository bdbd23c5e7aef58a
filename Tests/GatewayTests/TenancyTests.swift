import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Testing

@testable import Gateway

@Suite(.serialized, .timeLimit(.minutes(5)))
struct TenancyTests {
    /// Gives the service another account as a connection.
    private func addSchool(_ gateway: RunningGateway, _ other: Account) async throws {
        let key = try gateway.owned.workspace.makingMasterKey()
        try await gateway.owned.carryOut(
            .addConnection(
                name: "school", baseURL: other.baseURL, sealedToken: try key.seal(other.token, connection: "school", member: "token"),
                fingerprint: MasterKey.fingerprint(other.token), label: "school", account: nil, isAccepted: true))
    }

    /// Applies stored jobs with another connection, as files do that say so now.
    private func move(_ names: [String], to connection: String, _ gateway: RunningGateway) async throws {
        let zones = gateway.owned.workspace.zones
        try await gateway.owned.engine.change { journal, db, now in
            let files = try names.map { name in
                var job = try #require(try JobTable.fetch(db, name)).job
                job.connection = connection
                return JobFile(file: "jobs/\(name).yaml", job: job)
            }
            let planner = ChangePlanner(zones: zones)
            let set = try planner.changes(files, prune: false, in: db, now: now)
            _ = try planner.apply(set, db, journal, actor: "operator", now: now)
        }
    }

    @Test("of a job that its file has taken to another connection, that one's key is shown what was done there, and works on nothing else")
    func movedJob() async throws {
        try await RunningGateway.run { gateway in
            let other = try await Account(listLag: .zero)
            try await addSchool(gateway, other)
            let (mine, theirs) = (try await gateway.issueKey(), try await gateway.issueKey("school"))
            let webinar: JSON = [
                "kind": "autowebinar", "title": "тайна", "space": .string(Demo.space), "room": .string(Demo.room),
                "record": ["id": .string(Demo.record)],
                "schedule": ["timezone": "Europe/Moscow", "start": "2027-06-01T10:00", "horizon": "300d"],
            ]
            let calls: JSON = [
                "kind": "analytics", "space": "Маркетинг", "period": ["from": "2026-05-12", "to": "2026-05-13"], "after": "0s", "formats": ["xlsx"],
            ]
            #expect(try await gateway.ask("PUT", "/v1/jobs/w", webinar, key: mine).status == 201)
            #expect(try await gateway.ask("PUT", "/v1/jobs/calls", calls, key: mine).status == 201)
            let triggered = try await gateway.ask("POST", "/v1/jobs/w/trigger", ["startDate": "2027-07-01T10:00:00Z"], key: mine)
            let run = try #require(triggered.json["id"]?.text, "\(triggered.text)")
            #expect(try await gateway.ask("POST", "/v1/jobs/calls/trigger", [:], key: mine).status <= 202)
            func invites(_ key: String) async throws -> [JSON] {
                try await gateway.ask("GET", "/v1/jobs/w/invites", key: key).json["items"]?.items ?? []
            }
            func backfill(_ selection: String, _ key: String) async throws -> [JSON]? {
                let asked: JSON = ["from": "2026-01-01T00:00:00Z", "selection": .string(selection)]
                return try await gateway.ask("POST", "/v1/jobs/calls/backfill", asked, key: key).json["items"]?.items
            }
            try await eventually("all is done") {
                guard try await invites(mine).count == 2 else { return false }
                return try await backfill("all", mine)?.first?["note"] == "stored"
            }
            let secrets = try await invites(mine).compactMap { $0["url"]?.text }
            #expect(secrets.count == 2)

            try await move(["w", "calls"], to: "school", gateway)
            #expect(try await gateway.ask("GET", "/v1/jobs/w/invites", key: mine).status == 404)
            try await eventually("it is published there, too") { try await !invites(theirs).isEmpty }
            let shown = try await gateway.ask("GET", "/v1/jobs/w/invites", key: theirs)
            #expect(shown.json["items"]?.items.map { $0["uid"] } == ["w-2027-06-01T07:00:00.000Z@school.autowebinar"])
            for secret in secrets { #expect(!shown.text.contains(secret)) }
            // Nor is a report of the other connection asked for that is damaged.
            let data = gateway.account.storage.appendingPathComponent("data").path
            for file in try FileManager.default.subpathsOfDirectory(atPath: data) where file.hasSuffix(".xlsx") {
                try FileManager.default.removeItem(atPath: "\(data)/\(file)")
            }
            for selection in ["all", "missing", "failed"] { #expect(try await backfill(selection, theirs) == []) }
            #expect(try await gateway.ask("DELETE", "/v1/jobs/w", key: theirs).status == 204)
            let record = try #require(try await gateway.owned.reader.run(run, connection: "default"))
            #expect(!record.isCancelRequested && !record.state.isFinal)
            await other.end()
        }
    }

    @Test("the document names every route, and nowhere does one tenant's key show another's things")
    func wholeDocument() async throws {
        try await RunningGateway.run(isPublic: true) { gateway in
            let other = try await Account(listLag: .zero)
            try await addSchool(gateway, other)
            let (mine, theirs) = (try await gateway.issueKey(), try await gateway.issueKey("school"))

            // Things of the first tenant, each under a name that can be recognised.
            let made = try await gateway.ask("POST", "/v1/autowebinars", Demo.autowebinar(in: 3600, ["name": "тайна-а"]), key: mine)
            let run = try #require(made.json["id"]?.text)
            let job: JSON = [
                "kind": "autowebinar", "title": "тайна-б", "space": .string(Demo.space), "room": .string(Demo.room),
                "record": ["id": .string(Demo.record)],
                "schedule": ["timezone": "Europe/Moscow", "start": "2027-01-01T10:00"],
            ]
            #expect(try await gateway.ask("PUT", "/v1/jobs/secret-job", job, key: mine).status == 201)
            let subscribed = try await gateway.ask(
                "POST", "/v1/hooks", ["url": "http://127.0.0.1:9/secret-hook", "event": "call.finished"], key: mine)
            let hookId = try #require(subscribed.json["id"]?.text)
            let secrets = [
                "тайна", "secret-hook", run, hookId, try #require(made.json["eventId"]?.text), try #require(made.json["playbackId"]?.text),
                "secret-job",
            ]

            let document = try await gateway.ask("GET", "/v1/openapi.json", key: "").json
            guard case .object(let paths)? = document["paths"] else { throw CancellationError() }
            var walked = 0
            for (template, item) in paths {
                guard case .object(let operations) = item else { continue }
                for (method, operation) in operations {
                    walked += 1
                    var path = template
                    for (name, value) in ["runId": run, "sessionId": run, "name": "secret-job", "hookId": hookId] {
                        path = path.replacing("{\(name)}", with: value.percentEncoded)
                    }
                    for name in ["spaceId", "roomId", "callId", "recordId", "type", "link", "address"] {
                        path = path.replacing("{\(name)}", with: "nothing")
                    }
                    let isOpen = operation["security"] == .array([])
                    if !isOpen {
                        let hasBody = operation["requestBody"] != nil
                        let reply = try await gateway.ask(method.uppercased(), path, hasBody ? [:] : nil, key: theirs)
                        let text = reply.text
                        // A refusal may repeat the path that was asked for, and no more.
                        for secret in secrets where !path.contains(secret.percentEncoded) && !path.contains(secret) {
                            #expect(!text.contains(secret), "\(method) \(path) shows \(secret)")
                        }
                        if path.contains(run.percentEncoded) || path.contains("secret-job") || path.contains(hookId) {
                            #expect(reply.status >= 400 || reply.status == 204, "\(method) \(path) was \(reply.status)")
                        }
                    }
                }
            }
            #expect(walked == Routes.all.count)
            // The same name is free for the other one, and means another job.
            guard case .object(var mineToo) = job else { throw CancellationError() }
            mineToo["title"] = "другое"
            let twin = try await gateway.ask("PUT", "/v1/jobs/secret-job", .object(mineToo), key: theirs)
            #expect(twin.status == 201 && twin.json["name"] == "secret-job" && twin.json["title"] == "другое", "\(twin.text)")
            let triggered = try await gateway.ask("POST", "/v1/jobs/secret-job/trigger", [:], key: theirs)
            #expect(triggered.status == 201, "\(triggered.text)")
            let theirRuns = try await gateway.ask("GET", "/v1/runs?job=secret-job", key: theirs).json["items"]?.items ?? []
            #expect(theirRuns.count == 1 && theirRuns.allSatisfy { $0["job"] == "secret-job" })
            #expect(try await gateway.ask("GET", "/v1/jobs/secret-job/invites", key: theirs).json["items"]?.items.first?["job"] == "secret-job")
            #expect(try await gateway.ask("GET", "/v1/runs?job=secret-job", key: mine).json["items"]?.items.isEmpty == true)
            #expect(try await gateway.ask("PUT", "/v1/jobs/secret-job", .object(mineToo), key: theirs).status == 200)
            #expect(try await gateway.ask("GET", "/v1/jobs", key: theirs).json["items"]?.items.compactMap { $0["name"]?.text } == ["secret-job"])
            // A name says nothing about who else has it: it would be stored so in any case.
            let steps: JSON = [
                "kind": "actions", "schedule": ["timezone": "Europe/Moscow", "start": "2027-01-01T10:00"],
                "steps": [["id": "a", "action": "createSpace", "with": ["name": "x"]]],
            ]
            let alone = try await gateway.ask("PUT", "/v1/jobs/alone", steps, key: theirs)
            #expect(alone.status == 201 && alone.json["title"] == "alone", "\(alone.text)")
            #expect(try await gateway.ask("GET", "/v1/options/jobs?q=alone", key: theirs).json.items.map { $0["label"] } == ["alone"])
            #expect(try await gateway.owned.reader.jobs().map(\.job.name) == ["alone~school", "secret-job", "secret-job~school"])
            // Files have nothing to do with them: neither drift nor pruning concerns them.
            #expect(try await gateway.owned.reader.jobs().allSatisfy { $0.file == nil })
            let pruned = try await gateway.owned.reader.changes(
                [], prune: true, planner: ChangePlanner(zones: gateway.owned.workspace.zones), now: Date())
            #expect(pruned.changes.map(\.name) == ["secret-job"])
            #expect(try await gateway.ask("DELETE", "/v1/jobs/secret-job", key: theirs).status == 204)
            // Nothing of it was changed either.
            #expect(try await gateway.ask("GET", "/v1/jobs/secret-job", key: mine).json["state"] == "active")
            #expect(try await gateway.ask("GET", "/v1/hooks/\(hookId)", key: mine).json["status"] == "active")
            #expect(try await gateway.ask("GET", "/v1/runs/\(run.percentEncoded)", key: mine).json["published"] == true)
            await other.end()
        }
    }
}
