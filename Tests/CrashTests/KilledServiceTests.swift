import Foundation
import ProcessHarness
import Sandbox
import Testing

/// `serve` over a week that lasts less than a minute, killed by signal 9 twenty times at random moments.
@Suite(.timeLimit(.minutes(5))) struct KilledServiceTests {
    @Test(arguments: ["perOccurrence", "shared"])
    func `each occurrence is fired once or skipped with a reason, and has one event`(playback: String) async throws {
        let account = try await Account(recordLength: .seconds(1))
        var random = SystemRandomNumberGenerator()
        let start = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + 8).rounded(.up))
        let instants = (0..<14).map { start.addingTimeInterval(TimeInterval($0) * 4) }
        let dates = instants.map { $0.formatted(.iso8601).dropLast() }
        let path = try account.write(
            """
            kind: autowebinar
            name: week
            title: Неделя
            space: Маркетинг
            room: Демо-зал
            record: {latest: {nameContains: Демо}}
            schedule: {timezone: Etc/UTC, dates: [\(dates.joined(separator: ", "))], horizon: 12s, missed: {window: 1s}}
            playback: \(playback)
            analytics: {after: 0s, giveUpAfter: 30s}
            onFailure: {pauseAfter: 0}
            """, to: "week.yaml")
        let environment = account.environment(timeout: "500ms")
        let applied = try await CommandRun.finish(.crashProcess, ["apply", path], environment: environment)
        #expect(applied.status == 0, "\(applied.errors)")
        var kills = 0
        while kills < 20 {
            let serve = try CommandRun(.crashProcess, ["serve"], environment: environment)
            try await Task.sleep(for: .milliseconds(Int.random(in: 300...3500, using: &random)))
            serve.send(SIGKILL)
            #expect(await serve.result.signal == SIGKILL)
            kills += 1
        }
        let serve = try CommandRun(.crashProcess, ["serve"], environment: environment)
        var runs: [[String: Any]] = []
        var occurrences: [[String: Any]] = []
        do {
            try await eventually("the week is over", within: .seconds(180), every: .milliseconds(300)) {
                let list = try await CommandRun.finish(.crashProcess, ["run", "list", "--json"], environment: environment)
                runs = (try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]]) ?? []
                let show = try await CommandRun.finish(.crashProcess, ["job", "show", "week", "--json"], environment: environment)
                occurrences = show.json?["occurrences"] as? [[String: Any]] ?? []
                let areOver = runs.allSatisfy { ["completed", "failed", "skipped", "cancelled"].contains($0["state"] as? String) }
                return areOver && occurrences.count == instants.count
            }
        } catch {
            serve.send(SIGKILL)
            throw error
        }
        serve.send(SIGTERM)
        #expect(await serve.result.status == 0)

        // Each nominal instant is there once, with a run or a reason.
        #expect(occurrences.count == instants.count)
        #expect(Set(occurrences.compactMap { $0["startsAt"] as? String }).count == instants.count)
        #expect(occurrences.allSatisfy { $0["run"] is String || $0["reason"] is String })
        // No run is left over, and what was published has one event upstream, made once.
        let states = Set(runs.compactMap { $0["state"] as? String })
        #expect(states.isSubset(of: ["completed", "skipped"]), "\(runs)")
        let foreign = Set(account.server.ledger.filter { $0.operation == "account" }.map(\.id))
        let ours = account.server.ledger.filter { !foreign.contains($0.id) }
        let gone = Set(ours.filter { $0.what == .deleted }.map(\.id))
        let events = ours.filter { $0.kind == .event && $0.what == .created && !gone.contains($0.id) }
        let playbacks = ours.filter { $0.kind == .playback && $0.what == .created && !gone.contains($0.id) }
        let showings = runs.filter { $0["startsAt"] is String }
        let published = showings.filter { $0["published"] as? Bool == true }
        print(
            "\(kills) kills: \(published.count) published, \(showings.count - published.count) skipped late, \(occurrences.count - showings.count) missed"
        )
        #expect(published.count >= 7, "too little was held for the test to mean anything")
        #expect(Set(events.map(\.id)) == Set(published.compactMap { $0["eventId"] as? String }))
        #expect(Set(playbacks.map(\.id)) == Set(published.compactMap { $0["playbackId"] as? String }))
        #expect(playbacks.count == (playback == "shared" ? 1 : published.count))
        #expect(ours.count { $0.what == .published } == playbacks.count)
        await account.end()
    }
}
