import Foundation
import ProcessHarness
import Sandbox
import Testing

/// Two occurrences that become due at once and share one playback, with everything going wrong once at each step of making it.
@Suite(.timeLimit(.minutes(10))) struct SharedPlaybackTests {
    static let steps = [RemoteStep.createPlayback, .attachRecord, .createPlaybackEvent, .publish]
    static let troubles = [
        Trouble.killedBeforeSending, .killedAfterTheWork, .killedWithTheAnswer, .killedAfterTheCommit, .workDoneLate, .badGatewayAfterTheWork,
    ]

    @Test(arguments: steps, troubles)
    func `there is one playback and one event for each occurrence, whatever goes wrong`(step: RemoteStep, trouble: Trouble) async throws {
        try await Scenario.play("shared, \(step) \(trouble)") { scenario in
            try await scenario.applySeries()
            try await scenario.serveUntilPublished(crashingAt: trouble.crashPoint(at: step), diesOf: trouble.kills) {
                trouble.faults(at: step, process: $0)
            }
            scenario.expectFaultsFired()
            try await scenario.expectShared(step, trouble.expected(at: step))
            scenario.expectDecoysUntouched()
        }
    }

    @Test(arguments: [Trouble.killedBeforeSending, .killedAfterTheWork, .killedWithTheAnswer, .dropped, .badGatewayAfterTheWork])
    func `a cancelled occurrence takes its event and nothing else, whatever goes wrong`(trouble: Trouble) async throws {
        try await Scenario.play("shared, cancelled, \(trouble)") { scenario in
            let runs = try await scenario.applySeries()
            try await scenario.serveUntilPublished()
            let point: String? =
                switch trouble {
                case .killedBeforeSending: "deletePlaybackEvent:intentCommitted"
                case .killedWithTheAnswer: "deletePlaybackEvent:answered"
                default: nil
                }
            let cancelling = try scenario.start(["run", "cancel", runs[0]], crashingAt: point) { process in
                let action: (Fault.Action, Fault.Moment)? =
                    switch trouble {
                    case .killedAfterTheWork: (.kill(pid: process), .after)
                    case .dropped: (.drop, .before)
                    case .badGatewayAfterTheWork: (.status(502), .after)
                    default: nil
                    }
                return action.map { [Fault(operation: "deletePlaybackEvent", moment: $0.1, action: $0.0)] } ?? []
            }
            let result = await scenario.end(of: cancelling)
            if trouble.kills { scenario.expectKilled(result) }
            try await scenario.serve { runs in runs.contains { $0["state"] as? String == "cancelled" } }
            scenario.expectFaultsFired()
            let other = try await scenario.run(["run", "show", runs[1], "--json"]).json ?? [:]
            scenario.expect(other["state"] as? String == "waiting" && other["published"] as? Bool == true, "the other occurrence is \(other)")
            let (events, playbacks) = (scenario.left(.event), scenario.left(.playback))
            scenario.expect(events == [other["eventId"] as? String], "events left: \(events)")
            scenario.expect(playbacks == [other["playbackId"] as? String], "playbacks left: \(playbacks)")
            scenario.expect(!scenario.ours.contains { $0.what == .unpublished }, "the playback was taken back")
        }
    }
}

extension Scenario {
    /// Applies a job with two dates that are within its horizon.
    ///
    /// - Returns: the ids that their runs will have.
    @discardableResult
    fileprivate mutating func applySeries() async throws -> [String] {
        let first = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 900).rounded(.up))
        let instants = [first, first.addingTimeInterval(600)]
        let path = try account.write(
            """
            kind: autowebinar
            name: series
            title: \(Right.title)
            space: Маркетинг
            room: Демо-зал
            record: {latest: {nameContains: Демо}}
            schedule: {timezone: Etc/UTC, dates: [\(instants.map { $0.formatted(.iso8601).dropLast() }.joined(separator: ", "))]}
            playback: shared
            """, to: "series.yaml")
        let applied = try await run(["apply", path])
        expect(applied.status == 0, "apply was to exit 0")
        return instants.map { "series@\($0.formatted(.iso8601).dropLast()).000Z" }
    }

    /// Serves until both occurrences are published, over two processes where the first one dies.
    fileprivate mutating func serveUntilPublished(
        crashingAt crash: String? = nil, diesOf kills: Bool = false, faults: @escaping (Int32) -> [Fault] = { _ in [] }
    ) async throws {
        if kills {
            let first = try start(["serve"], crashingAt: crash, faults: faults)
            expectKilled(await end(of: first))
            try await addDecoys()
            try await serve { $0.count { $0["inviteUrl"] is String } == 2 }
        } else {
            try await serve(faults: faults) { $0.count { $0["inviteUrl"] is String } == 2 }
        }
    }

    /// Serves until the runs are as they should be.
    fileprivate mutating func serve(
        faults: @escaping (Int32) -> [Fault] = { _ in [] }, until isDone: ([[String: Any]]) -> Bool
    ) async throws {
        let asked = account.server.requests.count
        let process = try start(["serve"], crashingAt: nil, faults: faults)
        try await eventually("the runs are as they should be", within: .seconds(60), every: .milliseconds(300)) {
            let list = try await CommandRun.finish(.crashProcess, ["run", "list", "--json"], environment: account.environment(timeout: timeout))
            let runs = (try? JSONSerialization.jsonObject(with: Data(list.output.utf8))) as? [[String: Any]] ?? []
            // Its first question says that it can be ended in order.
            return account.server.requests.count > asked && isDone(runs)
        }
        process.send(SIGTERM)
        let result = await end(of: process)
        expect(result.status == 0, "serve was to end in order")
    }

    /// One playback, published once with the right record, and one event for each of two runs; the step came to its success as it should.
    fileprivate mutating func expectShared(_ step: RemoteStep, _ how: How) async throws {
        let list = try await run(["run", "list", "--json"])
        let runs = (try? JSONSerialization.jsonObject(with: Data(list.output.utf8))) as? [[String: Any]] ?? []
        expect(runs.count == 3, "there are \(runs.count) runs")
        let events = runs.compactMap { $0["eventId"] as? String }
        let playbacks = Set(runs.compactMap { $0["playbackId"] as? String })
        let (leftPlaybacks, leftEvents) = (left(.playback), left(.event))
        expect(playbacks.count == 1 && leftPlaybacks == Array(playbacks), "left of our playbacks: \(leftPlaybacks), of the runs: \(playbacks)")
        expect(events.count == 2 && Set(leftEvents) == Set(events), "left of our events: \(leftEvents), of the runs: \(events)")
        let publications = ours.filter { $0.what == .published }
        expect(publications.count == 1, "there are \(publications.count) publications")
        expect(!ours.contains { $0.what == .unpublished }, "what was published was taken back")
        for entry in ours where entry.state["isPublished"] == .boolean(true) {
            expect(entry.state["name"]?.text == Right.title, "published under the name \(entry.state["name"]?.text ?? "none")")
            expect(entry.state["recordId"]?.text == Right.recordId, "published with the record \(entry.state["recordId"]?.text ?? "none")")
        }
        let creates = ours.count { $0.kind == .playback && $0.what == .created }
        expect(creates == 1, "\(creates) playbacks were made")
        let hows = runs.flatMap { $0["steps"] as? [[String: Any]] ?? [] }.filter { $0["name"] as? String == step.rawValue }
            .compactMap { $0["how"] as? String }
        expect(hows.contains(how.rawValue), "expected \(step) to be \(how), it was \(hows)")
    }
}
