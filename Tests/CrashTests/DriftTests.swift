import Foundation
import ProcessHarness
import Sandbox
import Testing

/// What was taken away by hand and is made again, and what was left over and is deleted, with things going wrong on the way.
@Suite(.timeLimit(.minutes(10))) struct DriftTests {
    /// What somebody deletes, and the step at which the mending is hit.
    struct Loss: CustomTestStringConvertible {
        var isPlayback: Bool
        var step: RemoteStep
        var testDescription: String { "\(isPlayback ? "playback" : "event"), \(step)" }
    }

    static let losses =
        [RemoteStep.createPlayback, .attachRecord, .createPlaybackEvent, .publish].map { Loss(isPlayback: true, step: $0) }
        + [RemoteStep.createPlaybackEvent, .publish].map { Loss(isPlayback: false, step: $0) }
    static let troubles = [Trouble.killedBeforeSending, .killedAfterTheWork, .killedWithTheAnswer, .workDoneLate, .badGatewayAfterTheWork]

    @Test(arguments: losses, troubles)
    func `what vanished is made again once, whatever goes wrong`(loss: Loss, trouble: Trouble) async throws {
        try await Scenario.play("\(loss.testDescription), \(trouble)") { scenario in
            let run = try await scenario.publish()
            try await scenario.addDecoys()
            if loss.isPlayback {
                try scenario.account.server.deletePlayback(run.playbackId)
            } else {
                try scenario.account.server.deleteEvent(run.eventId)
            }
            try await scenario.awaitFinding()
            let first = try await scenario.drift("--recreate", crashingAt: trouble.crashPoint(at: loss.step)) {
                trouble.faults(at: loss.step, process: $0)
            }
            if trouble.kills {
                scenario.expectKilled(first)
                // The same command goes on with what is open.
                let second = try await scenario.drift("--recreate")
                scenario.expect(second.status == 0, "the second mending was to exit 0")
            } else {
                scenario.expect(first.status == 0, "the mending was to exit 0")
            }
            scenario.expectFaultsFired()
            try await scenario.expectMadeAgain(run, loss)
        }
    }

    @Test(arguments: [Trouble.killedBeforeSending, .killedAfterTheWork, .killedWithTheAnswer, .dropped, .badGatewayAfterTheWork])
    func `an orphan is deleted and nothing else, whatever goes wrong`(trouble: Trouble) async throws {
        try await Scenario.play("orphan, \(trouble)") { scenario in
            let run = try await scenario.publish()
            let name = try #require(scenario.ours.first { $0.id == run.playbackId }?.state["name"]?.text)
            var account = SandboxAccount()
            let orphan = SandboxAccount.Playback(
                id: UUID().uuidString.lowercased(), spaceId: Scenario.Right.spaceId ?? "", name: name, createdAt: Date())
            account.playbacks = [orphan]
            try scenario.account.server.merge(account)
            try await scenario.addDecoys()
            try await scenario.awaitFinding()
            let point: String? =
                switch trouble {
                case .killedBeforeSending: "deletePlayback:intentCommitted"
                case .killedWithTheAnswer: "deletePlayback:answered"
                default: nil
                }
            let first = try await scenario.drift("--delete-orphans", crashingAt: point) { process in
                let action: (Fault.Action, Fault.Moment)? =
                    switch trouble {
                    case .killedAfterTheWork: (.kill(pid: process), .after)
                    case .dropped: (.drop, .before)
                    case .badGatewayAfterTheWork: (.status(502), .after)
                    default: nil
                    }
                return action.map { [Fault(operation: "deletePlayback", moment: $0.1, action: $0.0)] } ?? []
            }
            if trouble.kills {
                scenario.expectKilled(first)
                let second = try await scenario.drift("--delete-orphans")
                scenario.expect(second.status == 0, "the second deletion was to exit 0")
            } else {
                scenario.expect(first.status == 0, "the deletion was to exit 0")
            }
            scenario.expectFaultsFired()
            let deleted = scenario.account.server.ledger.filter { $0.operation == "deletePlayback" || $0.operation == "deletePlaybackEvent" }.map(
                \.id)
            scenario.expect(deleted == [orphan.id], "deleted: \(deleted)")
            scenario.expect(scenario.left(.playback) == [run.playbackId] && scenario.left(.event) == [run.eventId], "the run lost something")
        }
    }
}

extension Scenario {
    fileprivate struct Published {
        var id: String
        var playbackId: String
        var eventId: String
    }

    fileprivate mutating func command(
        _ arguments: [String], crashingAt crash: String? = nil, faults: @escaping (Int32) -> [Fault] = { _ in [] }
    ) async throws -> CommandResult {
        let account = account
        var environment = account.environment(timeout: timeout, ["AUTOWEBINAR_LOG_LEVEL": "trace"])
        environment["CRASH_AT"] = crash
        return await end(
            of: try CommandRun(.crashProcess, arguments, environment: environment) { process in
                for fault in faults(process) { try account.server.arm(fault) }
            })
    }

    /// Publishes the demo job for later.
    fileprivate mutating func publish() async throws -> Published {
        // The account has an old draft with a mark of ours from the beginning, which is drift, too.
        for draft in SandboxAccount.demo(recordLength: .seconds(1)).playbacks where draft.name.contains("⟦run-") {
            try account.server.deletePlayback(draft.id)
        }
        let job = account.folder.appendingPathComponent("demo.yaml").path
        let result = try await command(["job", "run", job, "--start", "+900s", "--until", "published", "--json"])
        expect(result.status == 0, "the run was to be published")
        let run = try #require(result.json)
        return Published(
            id: try #require(run["id"] as? String), playbackId: try #require(run["playbackId"] as? String),
            eventId: try #require(run["eventId"] as? String))
    }

    fileprivate mutating func drift(
        _ remedy: String? = nil, crashingAt crash: String? = nil, faults: @escaping (Int32) -> [Fault] = { _ in [] }
    ) async throws -> CommandResult {
        try await command(["drift", "--json"] + (remedy.map { [$0] } ?? []), crashingAt: crash, faults: faults)
    }

    /// Waits until what was made just before has settled and the drift is told.
    fileprivate mutating func awaitFinding() async throws {
        try await eventually("the drift is told", every: .milliseconds(200)) { try await drift().status == 2 }
    }

    fileprivate mutating func expectMadeAgain(_ run: Published, _ loss: DriftTests.Loss) async throws {
        let (playbacks, events) = (left(.playback), left(.event))
        expect(playbacks.count == 1, "left of our playbacks: \(playbacks)")
        expect((playbacks == [run.playbackId]) != loss.isPlayback, "the playback was to be \(loss.isPlayback ? "another" : "the same")")
        expect(events.count == 1 && events != [run.eventId], "left of our events: \(events)")
        let shown = try await command(["run", "show", run.id, "--json"])
        expect(shown.json?["published"] as? Bool == true, "the run is not published")
        expect(shown.json?["playbackId"] as? String == playbacks.first, "the run shows the playback \(shown.json?["playbackId"] ?? "none")")
        expect(shown.json?["eventId"] as? String == events.first, "the run shows the event \(shown.json?["eventId"] ?? "none")")
        let last = ours.last { $0.id == playbacks.first }
        expect(last?.state["isPublished"] == .boolean(true) && last?.state["name"]?.text == Right.title, "it is not published as it was")
        expect(!ours.contains { $0.what == .unpublished }, "what was published was taken back")
        let ours = Set(ours.map(\.id))
        let touched = account.server.ledger.filter { !ours.contains($0.id) && !["account", "person"].contains($0.operation) }
        expect(touched.isEmpty, "touched what is not ours: \(touched.map(\.line))")
        try await Task.sleep(for: .milliseconds(2600))
        let after = try await drift()
        expect(after.status == 0, "nothing was to drift any more: \(after.output)")
    }
}
