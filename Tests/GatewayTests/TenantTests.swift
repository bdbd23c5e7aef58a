import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@testable import Gateway

/// Whoever asks over HTTP neither sees the disk of the service nor can set anything there: they are told what they can do.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct TenantTests {
    @Test("no path of the service's disk is told; each report has the address that gives it")
    func paths() async throws {
        try await RunningGateway.run { gateway in
            let report: JSON = ["spaceId": .string(Demo.space), "roomId": .string(Demo.room), "callId": "66d546bf2b949f39f80e96ae"]
            let steps: JSON = ["kind": "actions", "steps": [["id": "report", "action": "getRoomAnalyticsReport", "with": report]]]
            let calls: JSON = [
                "kind": "analytics", "space": "Маркетинг", "period": ["from": "2026-05-12", "to": "2026-05-13"], "after": "0s",
                "formats": ["xlsx", "json"],
            ]
            for (name, job) in [("steps", steps), ("calls", calls)] {
                #expect(try await gateway.ask("PUT", "/v1/jobs/\(name)", job).status == 201)
                #expect(try await gateway.ask("POST", "/v1/jobs/\(name)/trigger", [:]).status <= 202)
            }
            try await eventually("both are done") { try await gateway.ask("GET", "/v1/runs?state=completed").json["items"]?.items.count == 2 }
            func ready() async throws -> [JSON] {
                try await gateway.ask("GET", "/v1/sessions").json["items"]?.items.flatMap { $0["reports"]?.items ?? [] }
                    .filter { $0["state"] == "ready" } ?? []
            }
            try await eventually("the reports are read") { try await ready().count >= 4 }
            let runs = try await gateway.ask("GET", "/v1/runs").json["items"]?.items ?? []
            var pages = ["/v1/runs", "/v1/sessions", "/v1/jobs"]
            pages += runs.compactMap { $0["id"]?.text.map { "/v1/runs/\($0.percentEncoded)" } }
            pages += try await gateway.ask("GET", "/v1/options/sessions").json.items.compactMap { $0["id"]?.text.map { "/v1/sessions/\($0)" } }
            for page in pages {
                let reply = try await gateway.ask("GET", page)
                #expect(
                    reply.status == 200 && !reply.text.contains(gateway.account.storage.path) && !reply.text.contains("\"path\""), "\(reply.text)")
            }
            let result = runs.first { $0["job"] == "steps" }?["results"]?.items.first?["result"]
            #expect(result?["callId"] == report["callId"] && result?["sha256"] != nil && result?["path"] == nil)
            let ofRuns = runs.flatMap { $0["reports"]?.items ?? [] }.filter { $0["format"] == "xlsx" }
            let reports = try await ready() + ofRuns
            #expect(Set(reports.compactMap { $0["format"]?.text }) == ["xlsx", "json"] && !ofRuns.isEmpty)
            for report in reports {
                let url = try #require(report["url"]?.text, "\(report)")
                let file = try await gateway.ask("GET", String(url.dropFirst(gateway.origin.count)))
                #expect(file.status == 200 && .integer(file.body.count) == report["bytes"], "\(url)")
            }
        }
    }

    @Test("why a report cannot be read is told in the language of whoever asks, without where it lies")
    func unreadable() async throws {
        try await RunningGateway.run { gateway in
            let path = gateway.account.storage.appendingPathComponent("gone.xlsx").path
            let file = Session.Report.File(path: path, bytes: 1, sha256: String(repeating: "0", count: 64))
            let call = Session(
                id: "66d546bf2b949f39f80e9697", kind: .call, job: "", connection: "default", spaceId: Demo.space, roomId: Demo.room,
                title: "Демо-зал", startsAt: Date(timeIntervalSinceNow: -60), endsAt: Date(),
                reports: [Session.Report(format: "xlsx", dueAt: Date(), file: file)])
            try await gateway.owned.engine.writer.write { db in try SessionTable.put(db, call) }
            func report(_ language: String) async throws -> JSON? {
                try await gateway.ask("GET", "/v1/sessions/\(call.id)", headers: [("Accept-Language", language)]).json["reports"]?.items.first
            }
            try await eventually("it was tried") { try await report("en")?["state"] == "failed" }
            let reason: JSON = "the file is not there or may not be read"
            #expect(try await report("en")?["reason"] == reason)
            #expect(try await report("en")?["detail"] == reason)
            #expect(try await report("ru")?["reason"] == reason)
            #expect(try await report("ru")?["detail"] == "файла отчёта нет, или он не читается")
            #expect(try await report("ru")?["url"] == .null)
            let gone = try await gateway.ask("GET", "/v1/sessions/\(call.id)/analytics")
            #expect(gone.status == 410 && gone.json["detail"] == reason, "\(gone.text)")
            let russian = try await gateway.ask("GET", "/v1/sessions/\(call.id)/analytics", headers: [("Accept-Language", "ru")])
            #expect(russian.status == 410 && russian.json["detail"] == "файла отчёта нет, или он не читается", "\(russian.text)")
        }
    }

    @Test("a report that was read and whose file is gone is gone; one in a data folder that was moved since is given")
    func withoutFile() async throws {
        try await RunningGateway.run { gateway in
            let calls: JSON = [
                "kind": "analytics", "space": "Маркетинг", "period": ["from": "2026-05-12", "to": "2026-05-13"], "after": "0s", "formats": ["xlsx"],
            ]
            #expect(try await gateway.ask("PUT", "/v1/jobs/calls", calls).status == 201)
            #expect(try await gateway.ask("POST", "/v1/jobs/calls/trigger", [:]).status <= 202)
            func ready() async throws -> Session? {
                try await gateway.owned.reader.sessions().first { $0.reports.first?.state(at: Date()) == .ready }
            }
            try await eventually("a report is read") { try await ready() != nil }
            var session = try #require(try await ready())
            let file = try #require(session.reports.first?.file)
            let data = gateway.account.storage.appendingPathComponent("data").path
            session.reports[0].file?.path = file.path.replacing(data, with: "/nonexistent/data")
            #expect(session.reports[0].file != file)
            try await gateway.owned.engine.writer.write { [session] db in try SessionTable.put(db, session) }
            let moved = try await gateway.ask("GET", "/v1/sessions/\(session.id)/analytics?format=xlsx")
            #expect(moved.status == 200 && moved.body == FileManager.default.contents(atPath: file.path), "\(moved.text)")
            try FileManager.default.removeItem(atPath: file.path)
            let gone = try await gateway.ask("GET", "/v1/sessions/\(session.id)/analytics?format=xlsx")
            #expect(gone.status == 410 && gone.json["detail"] == "The file of this report is not there or may not be read.", "\(gone.text)")
            let link = try await gateway.ask("GET", "/v1/sessions/\(session.id)/analytics?as=link", headers: [("Accept-Language", "ru")])
            #expect(link.status == 410 && link.json["detail"] == "Файла этого отчёта нет, или он не читается.", "\(link.text)")
            for form in ["format=json", "format=json&as=link"] {
                #expect(try await gateway.ask("GET", "/v1/sessions/\(session.id)/analytics?\(form)").status == 200)
            }
        }
    }

    @Test("a run that failed or waits and a trigger that does nothing advise what there is over HTTP", arguments: ["en", "ru"])
    func advice(language: String) async throws {
        try await RunningGateway.run { gateway in
            let asked = [("Accept-Language", language)]
            let job: JSON = [
                "kind": "actions",
                "steps": [
                    ["id": "room", "action": "createRoom", "with": ["spaceId": "aaaaaaaaaaaaaaaaaaaaaaaa", "name": "x", "type": "lesson"]]
                ],
            ]
            #expect(try await gateway.ask("PUT", "/v1/jobs/rooms", job).status == 201)
            let first = try await gateway.ask("POST", "/v1/jobs/rooms/trigger", [:], headers: asked)
            let lag = Fault(operation: "createSpace", times: 9, moment: .after, action: .garbage)
            try gateway.account.server.arm(lag)
            let space: JSON = ["kind": "actions", "steps": [["id": "space", "action": "createSpace", "with": ["name": "Отдел"]]]]
            #expect(try await gateway.ask("PUT", "/v1/jobs/spaces", space).status == 201)
            // The answer cannot be read, which names a member to set; the outcome is looked up after the settle window.
            let second = try await gateway.ask("POST", "/v1/jobs/spaces/trigger?wait=1", [:], headers: asked)
            #expect(first.status == 404 && second.status == 202, "\(first.text) \(second.text)")
            #expect(second.json["reason"]?.text?.isEmpty == false)
            var replies = [first, second, try await gateway.ask("GET", "/v1/runs", headers: asked)]
            for run in replies[2].json["items"]?.items ?? [] {
                replies.append(try await gateway.ask("GET", "/v1/runs/\((run["id"]?.text ?? "").percentEncoded)", headers: asked))
            }
            #expect(replies.count == 5)
            for reply in replies { #expect(!reply.text.contains(/livedigital\.[a-z]|idMember|autowebinar [a-z]/), "\(reply.text)") }
        }
    }

    @Test("what a run is held for and what may be done instead is told as HTTP has it")
    func commands() {
        for (said, told) in [
            ("there is no run x@1; `autowebinar run list` shows them all", "there is no run x@1; GET /v1/runs shows them all"),
            (
                "The session c1 is that of a call; its report comes with: autowebinar report call --space s1 --room r1 --call c1",
                "The session c1 is that of a call; its report comes with: GET /v1/calls/c1/report?spaceId=s1&roomId=r1"
            ),
            (
                "x@1 exists for that instant; look at it with: autowebinar run show x@1",
                "x@1 exists for that instant; look at it with: GET /v1/runs/x@1"
            ),
            (
                "This database was restored from a backup, and livedigital has a room “Отдел” (7) that no run here knows. If this run made it after the backup: autowebinar run resolve x@1 --adopt 7; if it is something else: autowebinar run resolve x@1 --not-done",
                #"This database was restored from a backup, and livedigital has a room “Отдел” (7) that no run here knows. If this run made it after the backup: POST /v1/runs/x@1/resolve {"adopt":"7"}; if it is something else: POST /v1/runs/x@1/resolve {"undone":true}"#
            ),
            (
                "x@1 has ended already: failed; try its end again with: autowebinar run retry x@1",
                "x@1 has ended already: failed; try its end again with: POST /v1/runs/x@1/retry"
            ),
            (
                "livedigital sends the recording 7 itself and gives no link to it; fetch it with: autowebinar record download",
                "livedigital sends the recording 7 itself and gives no link to it"
            ),
            (
                "Cannot write the file /srv/data/reports/x/1.xlsx: No space left on device. Make room on the disk; the report is stored as soon as there is some.",
                "The service cannot store or read the report at present."
            ),
            (
                "Cannot make the folder /srv/data: Permission denied. Let the service write there, or change storage.data.",
                "The service cannot store or read the report at present."
            ),
            (
                "The connection default cannot be used: the key file /srv/master.key may be read by others; run: chmod 600 /srv/master.key",
                "The connection default cannot be used: the service cannot open its secrets at present"
            ),
            (
                "The connection default cannot be used: the key file /srv/my keys/master.key may be read by others; run: chmod 600 …",
                "The connection default cannot be used: the service cannot open its secrets at present"
            ),
            (
                "/srv/my keys/master.key does not hold a key: 32 bytes in base64 are expected",
                "the service cannot open its secrets at present"
            ),
            (
                "connection default is paused: getRooms (GET /rooms): 401 Unauthorized",
                "the connection is paused: getRooms (GET /rooms): 401 Unauthorized"
            ),
            ("server.publicURL is not set, so livedigital cannot post to this service", "livedigital cannot post to this service"),
            ("https://edu.livedigital.space/event/7", "https://edu.livedigital.space/event/7"),
        ] {
            #expect(TenantText.of(said) == told)
            #expect(Language.english.telling(said) == told)
            if told.contains(" ") { #expect(Language.russian.telling(said).contains(/[а-яё]/), "\(said)") }
        }
    }
}
