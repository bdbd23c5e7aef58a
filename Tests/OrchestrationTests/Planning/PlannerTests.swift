import DurableFlow
import Foundation
import GRDB
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5)))
struct PlannerTests {
    private let tuesdays = "start: 2026-12-01T19:00, rrule: FREQ=WEEKLY;BYDAY=TU, horizon: 14d"

    @Test("occurrences within the horizon become runs, each once, and the next one when it comes within it")
    func horizon() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job(tuesdays))
        let progress = try bench.plan()
        #expect(progress.planned == 1)
        #expect(try bench.runs == ["weekly@2026-12-01T18:00:00.000Z"])
        // The second, of December 8, comes within 14 days on November 24 at 18:00.
        #expect(progress.next == (try instant("2026-11-24T18:00:00Z")))
        #expect(try bench.plan().planned == 0)
        bench.now = try instant("2026-11-24T18:00:01Z")
        #expect(try bench.plan().planned == 1)
        #expect(try bench.runs == ["weekly@2026-12-01T18:00:00.000Z", "weekly@2026-12-08T18:00:00.000Z"])
    }

    @Test("what passed while nothing ran is recorded as missed, once, with its reason")
    func missed() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job(tuesdays))
        bench.now = try instant("2026-12-15T20:00:00Z")
        let progress = try bench.plan()
        #expect(progress.notices.count == 3)
        #expect(progress.notices.first?.contains("weekly at 2026-12-01T18:00:00.000Z is skipped: missed") == true)
        #expect(
            try bench.occurrences() == [
                "2026-12-01T18:00:00.000Z skipped", "2026-12-08T18:00:00.000Z skipped", "2026-12-15T18:00:00.000Z skipped",
                "2026-12-22T18:00:00.000Z run", "2026-12-29T18:00:00.000Z run",
            ])
        #expect(try bench.plan().notices == [])
    }

    @Test("a date that is excluded, a holiday or in a gap of the clock is recorded as skipped with its reason, and decided anew once it belongs")
    func leftOut() throws {
        let bench = try PlanningBench("2027-03-20T10:00:00Z")
        func reasons() throws -> [String?] { try bench.database.read { try OccurrenceTable.fetch($0, job: "weekly").map(\.reason) } }
        try bench.apply(
            PlanningBench.job("start: 2027-03-27T02:30, rrule: FREQ=DAILY;COUNT=4, exclude: [2027-03-27, 2027-03-30], dst: {gap: skip}, horizon: 14d")
        )
        let progress = try bench.plan()
        #expect(progress.planned == 1)
        #expect(progress.notices == [])
        #expect(
            try bench.occurrences() == [
                "2027-03-27T01:30:00.000Z skipped", "2027-03-28T01:30:00.001Z skipped", "2027-03-29T00:30:00.000Z run",
                "2027-03-30T00:30:00.000Z skipped",
            ])
        let gap = "left out: the clock jumps over 2027-03-28T02:30, and dst.gap is skip"
        #expect(try reasons() == ["left out: it is excluded", gap, nil, "left out: it is excluded"])
        try bench.apply(
            PlanningBench.job("start: 2027-03-27T02:30, rrule: FREQ=DAILY;COUNT=4, exclude: [2027-03-27], dst: {gap: skip}, horizon: 14d"))
        #expect(try bench.plan().planned == 1)
        #expect(try reasons() == ["left out: it is excluded", gap, nil, nil])
    }

    @Test("a date that is left out does not take the place of one that was missed")
    func leftOutIsNotLatest() throws {
        let bench = try PlanningBench("2026-12-29T10:00:00Z")
        try bench.apply(
            PlanningBench.collection("start: 2026-12-29T12:00, rrule: FREQ=DAILY, exclude: [holidays/ru], missed: {policy: latest, window: 10d}"))
        bench.now = try instant("2027-01-02T10:00:00Z")
        try bench.plan()
        #expect(
            try bench.occurrences("calls") == [
                "2026-12-29T12:00:00.000Z skipped", "2026-12-30T12:00:00.000Z skipped", "2026-12-31T12:00:00.000Z run",
                "2027-01-01T12:00:00.000Z skipped",
            ])
    }

    @Test("a paused job plans nothing; resumed, it records what it missed and goes on")
    func paused() throws {
        let bench = try PlanningBench("2026-11-30T10:00:00Z")
        try bench.apply(PlanningBench.job("start: 2026-12-01T19:00, rrule: FREQ=DAILY, horizon: 1h"))
        func order(_ body: (OrderBench) throws -> String) throws -> String { try body(OrderBench(bench: bench)) }
        #expect(try order { try $0.pause("weekly", "holiday") } == "weekly is paused; what is published already stays")
        #expect(try order { try $0.pause("weekly", nil) } == "weekly is paused already")
        #expect(try order { try $0.pause("weekly", "новое") } == "weekly is paused already; its note now says: новое")
        #expect(try bench.database.read { try JobTable.fetch($0, "weekly")?.pausedReason } == "новое")
        bench.now = try instant("2026-12-03T10:00:00Z")
        #expect(try bench.plan() == Planner.Progress())
        #expect(try order { try $0.resume("weekly") } == "weekly goes on")
        bench.now = try instant("2026-12-03T17:30:00Z")
        try bench.plan()
        #expect(
            try bench.occurrences() == [
                "2026-12-01T18:00:00.000Z skipped", "2026-12-02T18:00:00.000Z skipped", "2026-12-03T18:00:00.000Z run",
            ])
    }

    @Test("nothing is planned while the clock stands before the last planning")
    func clockBack() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job(tuesdays))
        try bench.plan()
        bench.now = try instant("2026-11-24T09:00:00Z")
        let problem = try #require(try bench.plan().clockProblem)
        #expect(problem.contains("before the last planning at 2026-11-24T10:00:00.000Z; set it right"))
        bench.now = try instant("2026-11-24T18:00:01Z")
        #expect(try bench.plan().planned == 1)
    }

    @Test("where livedigital confirms the clock, a planning that was made with one that was ahead keeps none waiting, and what it decided stays")
    func plannedAhead() throws {
        let bench = try PlanningBench("2026-11-24T10:30:00Z")
        try bench.apply(PlanningBench.job("cron: \"0 * * * *\", horizon: 3h"))
        #expect(try bench.plan().planned == 3)
        bench.now += 18_000
        try bench.plan()
        let decided = try bench.occurrences()
        #expect(decided.count == 8)
        try bench.database.write { db in
            // As an opening and a postponement leave them.
            var stored = try #require(try JobTable.fetch(db, "weekly"))
            (stored.cursor, stored.nextPlanning) = (bench.now + 86_400, bench.now + 60)
            try JobTable.putProgress(db, stored)
        }
        bench.now -= 17_000
        #expect(try bench.plan().clockProblem != nil)
        let progress = try bench.plan(isConfirmed: true)
        #expect(progress.clockProblem == nil)
        #expect(progress.notices.first?.hasPrefix("the last planning, at 2026-11-24T15:30:00.000Z, was made with a wrong clock") == true)
        #expect(try bench.occurrences() == decided)
        let next = try bench.plan()
        #expect(next.clockProblem == nil && next.notices.isEmpty, "it needs no confirmation any more, and is told once")
        bench.now += 19_000
        #expect(try bench.plan().planned == 1, "what was not decided ahead is planned in its time")
    }

    @Test("a job that is resumed while the clock is ahead is planned at once when it is right")
    func dueAhead() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job(tuesdays))
        try bench.database.write { db in
            _ = try JobTable.pause(db, bench.journal, name: "weekly", note: nil, actor: "test", now: bench.now)
            _ = try JobTable.resume(db, bench.journal, name: "weekly", actor: "test", now: bench.now + 432_000)
        }
        #expect(try bench.plan().planned == 1)
    }

    @Test("thousands of occurrences are planned in bounded transactions, none lost at a border")
    func batches() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job("cron: \"*/5 * * * *\", horizon: 3d"))
        let first = try bench.database.write { try bench.planner.advance($0, bench.journal, now: bench.now) }
        #expect(first.planned == 200)
        #expect(first.next == bench.now)
        try bench.plan()
        #expect(try bench.runs.count == 3 * 288 + 1)
        #expect(try bench.occurrences().allSatisfy { $0.hasSuffix(" run") })
    }

    @Test("one that is not published in time is reported once")
    func alert() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job(tuesdays, more: "alertBefore: 2h"))
        try bench.plan()
        bench.now = try instant("2026-12-01T15:59:59Z")
        #expect(try bench.plan().notices == [])
        bench.now = try instant("2026-12-01T16:00:00Z")
        #expect(
            try bench.plan().notices == [
                "weekly@2026-12-01T18:00:00.000Z is late: not published at 2026-12-01T16:00:00.000Z, its start is 2026-12-01T18:00:00.000Z"
            ])
        #expect(try bench.plan().notices == [])
    }

    @Test("a permanent autowebinar has one run for ever")
    func permanent() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job("always: true"))
        #expect(try bench.plan().planned == 1)
        bench.now = try instant("2027-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job("always: true", title: "Other"))
        #expect(try bench.plan().planned == 0)
        #expect(try bench.runs == ["weekly@always"])
    }

    @Test("a trigger makes a run besides the schedule, once for an instant")
    func trigger() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job(tuesdays))
        try bench.plan()
        let orders = OrderBench(bench: bench)
        #expect(try orders.trigger("weekly", at: "2026-11-25T12:00:00Z") == "weekly@2026-11-25T12:00:00.000Z")
        #expect(throws: (any Error).self) { try orders.trigger("weekly", at: "2026-11-25T12:00:00Z") }
        #expect(throws: (any Error).self) { try orders.trigger("weekly", at: "2026-12-01T18:00:00Z") }
        #expect(throws: (any Error).self) { try orders.trigger("weekly", at: "2026-11-24T09:00:00Z") }
        #expect(throws: (any Error).self) { try orders.trigger("nobody", at: "2026-11-25T12:00:00Z") }
        // What is done at once has a moment to arrive; an instant that lies further back was meant otherwise.
        try bench.apply(PlanningBench.collection("start: 2027-01-01T00:00"))
        #expect(throws: OperatorError("2026-11-24T09:58:59.000Z has passed")) { try orders.trigger("calls", at: "2026-11-24T09:58:59Z") }
        #expect(try orders.trigger("calls", at: "2026-11-24T09:59:59Z") == "calls@2026-11-24T10:00:00.000Z")
        try bench.database.write { try $0.execute(sql: "DELETE FROM flow WHERE key LIKE 'calls@%'") }
        #expect(try bench.runs == ["weekly@2026-11-25T12:00:00.000Z", "weekly@2026-12-01T18:00:00.000Z"])
    }
}

@Suite(.timeLimit(.minutes(5))) struct TriggeredInstantTests {
    @Test("what is triggered for now begins at the instant that its key tells, in the table and in the run, however the clock cuts it")
    func instants() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.collection("start: 2027-01-01T00:00"))
        bench.now += 0.0427
        let key = try bench.database.write {
            try JobTable.trigger($0, bench.journal, name: "calls", startsAt: nil, webURL: "https://x", actor: "test", now: bench.now)
        }
        #expect(key == "calls@2026-11-24T10:00:00.042Z")
        let stored = try bench.database.read { try OccurrenceTable.fetch($0, job: "calls") }
        #expect(stored.map { RunKey.make(job: "calls", startsAt: $0.startsAt) } == [key])
    }
}

/// What people order, inside transactions of a bench.
private struct OrderBench {
    var bench: PlanningBench

    func pause(_ name: String, _ note: String?) throws -> String {
        try bench.database.write { try JobTable.pause($0, bench.journal, name: name, note: note, actor: "test", now: bench.now) }
    }

    func resume(_ name: String) throws -> String {
        try bench.database.write { try JobTable.resume($0, bench.journal, name: name, actor: "test", now: bench.now) }
    }

    func trigger(_ name: String, at text: String) throws -> String {
        let startsAt = try instant(text)
        return try bench.database.write {
            try JobTable.trigger(
                $0, bench.journal, name: name, startsAt: startsAt, webURL: "https://edu.livedigital.space", actor: "test", now: bench.now)
        }
    }
}
