import Foundation
import Recurrence
import Testing

@testable import Gateway
@testable import Orchestration

/// The described shape of a job is what the reader takes and the API shows.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct JobSchemaTests {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath().appending(path: "../../..").standardizedFileURL
    private static let holidays = HolidayFiles(folder: root.appending(path: "config/holidays").path)

    /// The jobs that come with the project.
    private static func shipped() throws -> [Job] {
        let files = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "jobs").path).filter { $0.hasSuffix(".yaml") }
        return try files.sorted().map { file in
            try JobFile.read(path: root.appending(path: "jobs/\(file)").path, zones: ZoneDatabase(), holidays: holidays).job
        }
    }

    @Test("every job that comes with the project is written and shown in the shapes that the served document describes")
    func shippedJobs() async throws {
        try await RunningGateway.run { gateway in
            let check = SchemaCheck(document: try await gateway.ask("GET", "/v1/openapi.json").json)
            func schema(_ name: String) -> JSON { check.document["components"]?["schemas"]?[name] ?? .null }
            var jobs = try Self.shipped()
            #expect(jobs.count >= 8)
            var shared = try #require(jobs.first { $0.name == "weekly-demo" })
            var webinar = try #require(shared.autowebinar)
            webinar.sharesPlayback = true
            (shared.name, shared.content) = ("shared", .autowebinar(webinar))
            jobs.append(shared)
            for job in jobs {
                let document = try job.document()
                #expect(check.mistakes(document, schema("JobDocument")) == [], "\(job.name)")
                let written = try await gateway.ask("PUT", "/v1/jobs/\(job.name)", document)
                #expect(written.status == 201, "\(job.name): \(written.text)")
                #expect(check.mistakes(written.json, schema("JobWithDocument")) == [], "\(job.name)")
                #expect(check.mistakes(try await gateway.ask("GET", "/v1/jobs/\(job.name)").json, schema("JobWithDocument")) == [], "\(job.name)")
            }
        }
    }

    @Test("every key that the reader of job files knows is described, and no other")
    func keys() {
        let described = (JobSchema.document.json["anyOf"]?.items ?? []).map { form -> Set<String> in
            if case .object(let members)? = form["properties"] { Set(members.keys) } else { [] }
        }
        #expect(described == [AutowebinarJob.keys, ActionsJob.keys, AnalyticsJob.keys].map { Set(Job.commonKeys + $0) })
    }

    @Test(
        "what the reader refuses for its shape is not described",
        arguments: [
            #"{"kind":"actions","on":{"event":"run.failed"},"steps":[{"id":"a","action":"createSpace","with":{"name":"x"}}]}"#,
            #"{"kind":"actions","on":{"event":"call.finished","room":"r"},"steps":[{"id":"a","action":"createSpace","with":{"name":"x"}}]}"#,
            #"""
            {"kind":"actions","on":{"event":"call.finished"},"schedule":{"timezone":"Etc/UTC","start":"2027-01-01T10:00"},
             "steps":[{"id":"a","action":"createSpace","with":{"name":"x"}}]}
            """#,
            #"""
            {"kind":"autowebinar","title":"t","space":"s","room":"r","record":{"id":"x"},"playback":"shared",
             "schedule":{"timezone":"Etc/UTC","always":true}}
            """#,
        ])
    func refused(text: String) throws {
        let document = try JSON(json: Data(text.utf8))
        let components: JSON = [
            "components": ["schemas": .object(Dictionary(uniqueKeysWithValues: Components.all(zones: ["Etc/UTC"]).map { ($0, $1.json) }))]
        ]
        #expect(SchemaCheck(document: components).mistakes(document, JobSchema.document.json) != [])
        guard case .object(var members) = document else { return }
        members["name"] = "refused"
        #expect(throws: (any Error).self) {
            try JobFile.decode(JSON.object(members).json, file: "job.json", zones: ZoneDatabase(), holidays: Self.holidays)
        }
    }

    @Test("what livedigital answers with 409 or 410 is described wherever it is asked")
    func passedOn() async throws {
        try await RunningGateway.run { gateway in
            let paths = try await gateway.ask("GET", "/v1/openapi.json").json["paths"]
            for path in ["/v1/options/spaces", "/v1/records/{recordId}/download", "/v1/calls/{callId}/report"] {
                for status in ["409", "410"] { #expect(paths?[path]?["get"]?["responses"]?[status] != nil, "\(path) \(status)") }
            }
        }
    }
}
