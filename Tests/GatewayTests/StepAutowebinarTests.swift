import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@testable import Gateway

/// An autowebinar that a step of a job makes under an `externalId`.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct StepAutowebinarTests {
    private func job(_ body: JSON, number: String = "1") -> JSON {
        ["kind": "actions", "constants": ["number": .string(number)], "steps": [["id": "show", "action": "createAutowebinar", "with": body]]]
    }

    /// Runs a job and gives its run once it has ended.
    private func run(_ job: JSON, _ gateway: RunningGateway) async throws -> JSON {
        let put = try await gateway.ask("PUT", "/v1/jobs/shows", job)
        #expect(put.status < 300, "\(put.text)")
        let location = try #require(try await gateway.ask("POST", "/v1/jobs/shows/trigger?wait=0", [:]).header("Location"))
        var run: JSON = .null
        try await eventually("the run ends") {
            run = try await gateway.ask("GET", location).json
            return ["completed", "failed", "cancelled"].contains(run["state"]?.text)
        }
        return run
    }

    @Test("an externalId of a step, written out or put together, stands for the same autowebinar as over HTTP, and for no other")
    func externalId() async throws {
        try await RunningGateway.run { gateway in
            let body = Demo.autowebinar(["externalId": "deal-17"])
            let template: [String: JSON] = ["externalId": "deal-{{constants.number}}", "startDate": try #require(body["startDate"])]
            let put = job(Demo.autowebinar(template), number: "17")
            for document in [job(body), put, put] {
                let run = try await run(document, gateway)
                #expect(run["state"] == "completed", "\(run)")
            }
            let asked = try await gateway.ask("POST", "/v1/autowebinars", body)
            #expect(asked.header("Idempotent-Replayed") == "true", "\(asked.text)")
            let other = try await run(job(Demo.autowebinar(in: 7200, ["externalId": "deal-17"])), gateway)
            #expect(other["state"] == "failed")
            let id = try #require(asked.json["id"]?.text)
            let reason = "This externalId belongs to the run \(id), which was asked for with other values; use a new one."
            #expect(other["error"]?.text == reason, "\(other)")
            #expect(gateway.made(.playback) == 1)
            // One that was published and cancelled stays so.
            #expect(try await gateway.ask("POST", "/v1/runs/\(id)/cancel").status < 300)
            try await eventually("it is cancelled") { try await gateway.ask("GET", "/v1/runs/\(id)").json["state"] == "cancelled" }
            let late = try await run(put, gateway)
            #expect(late["error"]?.text == "The run \(id) was cancelled after it was published.", "\(late)")
            #expect(gateway.made(.playback) == 1)
        }
    }

    @Test("a run that is cancelled while it waits for the autowebinar of another request under the same externalId leaves that one alone")
    func othersAutowebinar() async throws {
        try await RunningGateway.run { gateway in
            try gateway.account.server.arm(Fault(operation: "createPlayback", times: 50, moment: .before, action: .status(503)))
            let body = Demo.autowebinar(["externalId": "deal-18"])
            let first = try await gateway.ask("POST", "/v1/autowebinars?wait=0", body)
            let id = try #require(first.json["id"]?.text)
            #expect(try await gateway.ask("PUT", "/v1/jobs/shows", job(body)).status == 201)
            let location = try #require(try await gateway.ask("POST", "/v1/jobs/shows/trigger?wait=0", [:]).header("Location"))
            let run = try #require(try await gateway.ask("GET", location).json["id"]?.text)
            try await eventually("it waits") {
                let record = try await gateway.owned.reader.store.pool.read { try RunRecord.fetch($0, key: run) }
                return record?.stepName == "show.awaitPublication" && record?.note != nil
            }
            let waiting = try await gateway.ask("GET", location, headers: [("Accept-Language", "ru")]).json
            #expect(waiting["detail"]?.text?.hasPrefix("запуск \(id) выполняется, шаг ") == true, "\(waiting)")
            _ = try await gateway.ask("POST", "\(location)/cancel", [:])
            try await eventually("it is cancelled") { try await gateway.ask("GET", location).json["state"] == "cancelled" }
            gateway.account.server.clearFaults()
            try await eventually("the other one is published") { try await gateway.ask("GET", "/v1/runs/\(id)").json["published"] == true }
            #expect(gateway.made(.playback) == 1)
        }
    }
}
