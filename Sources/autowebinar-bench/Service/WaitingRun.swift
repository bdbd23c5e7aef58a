import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Orchestration

/// A run that is published and waits for the check before its session, as the engine leaves it in the database.
struct WaitingRun {
    let number: Int
    let job: Int
    let startsAt: Date
    let now: Date

    private static let steps = ["createPlayback", "selectRecord", "attachRecord", "createPlaybackEvent", "publish", "composeInvitation"]

    /// Adds it with its steps, what it made, and its occurrence.
    func insert(_ db: Database) throws {
        var random = SystemRandomNumberGenerator()
        let plan = AutowebinarPlan(
            title: "Bench \(job)", connection: "default", spaceId: "66d1d55d1cf5d9c045c00002", roomId: "66d1d55d1cf5d9c045c00003",
            record: .id("66d1d55d1cf5d9c045c00004"), startsAt: startsAt, timezone: "Etc/UTC", marker: RunMarker(using: &random), createdAt: now)
        var flow = AutowebinarFlow(plan: plan)
        let answers: [AutowebinarAnswer] = [
            .playback(id: "playback-\(number)"), .record(ChosenRecord(id: "66d1d55d1cf5d9c045c00004", length: .seconds(3600))), .updated,
            .event(id: "event-\(number)"), .updated,
        ]
        for answer in answers { flow.receive(.answered(answer, how: .performed), at: now) }
        flow.receive(.elapsed, at: now)
        let key = RunKey.make(job: "job-\(job)", startsAt: startsAt)
        // Runs of a day each, so that they did not all change at once.
        let changed = now.wholeMilliseconds - 86_400_000 + Int64(number % 86_400) * 1_000
        let startMilliseconds = startsAt.wholeMilliseconds
        try db.cachedStatement(
            sql: """
                INSERT INTO flow(key, kind, version, lane, state, step, step_name, since_ms, due_ms, fence, ctx, created_ms, updated_ms)
                VALUES(?, ?, ?, 'default', ?, 7, 'awaitFinalCheck', ?, ?, 6, ?, ?, ?)
                """
        ).execute(arguments: [
            key, flow.kind, flow.version, RunState.waiting.rawValue, changed, startMilliseconds - 3_600_000, try flow.stored(by: JSONEncoder()),
            changed,
            changed,
        ])
        let run = db.lastInsertedRowID
        for (index, step) in Self.steps.enumerated() {
            try db.cachedStatement(
                sql: """
                    INSERT INTO step(flow, n, attempt, name, state, kind, marker, request, started_ms, done_ms) VALUES(?, ?, 1, ?, 1, 1, ?, ?, ?, ?)
                    """
            ).execute(arguments: [run, index + 1, step, plan.marker.text, Data(repeating: 0x20, count: 160), changed, changed])
        }
        for (kind, identifier) in [("playback", "playback-\(number)"), ("playbackEvent", "event-\(number)")] {
            try db.cachedStatement(sql: "INSERT INTO remote(kind, identifier, flow, how) VALUES(?, ?, ?, 'performed')").execute(arguments: [
                kind, identifier, run,
            ])
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO occurrence(job, nominal_ms, starts_ms, outcome, run, decided_ms, alert_ms, reason) VALUES(?, ?, ?, 'run', ?, ?, ?, ?)
                """
        ).execute(arguments: [
            "job-\(job)", startMilliseconds, startMilliseconds, key, changed,
            startMilliseconds - 7_200_000 > now.wholeMilliseconds ? startMilliseconds - 7_200_000 : nil,
            // No schedule has made it, so its job, which is applied later, leaves it where it is.
            StoredOccurrence.triggered,
        ])
    }
}
