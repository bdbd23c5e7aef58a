import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Recurrence
import Testing

@testable import Orchestration

/// Sessions of 90 s, one to begin every minute.
@Suite(.timeLimit(.minutes(5)))
struct OverlapTests {
    private let first = "weekly@2026-11-24T10:01:00.000Z"

    private func bench(_ overlap: String) throws -> PlanningBench {
        let bench = try PlanningBench("2026-11-24T10:00:10Z")
        try bench.apply(PlanningBench.job("cron: \"* * * * *\", horizon: 5m, overlap: \(overlap)"))
        return bench
    }

    /// When each session begins, and what was decided.
    private func sessions(_ bench: PlanningBench) throws -> [String] {
        try bench.database.read { db in
            try OccurrenceTable.fetch(db, job: "weekly").map { "\(WireDate.format($0.startsAt).dropFirst(11).prefix(8)) \($0.outcome.rawValue)" }
        }
    }

    @Test("before any length is known, one session is planned and the next one waits for its record", arguments: ["skip", "queue"])
    func waits(_ overlap: String) throws {
        let bench = try bench(overlap)
        let progress = try bench.plan()
        #expect(try bench.runs == [first])
        #expect(progress.next == bench.now.addingTimeInterval(1))
        bench.now += 9
        // It is looked at ever more rarely.
        #expect(try bench.plan().next == bench.now.addingTimeInterval(9))
        #expect(try bench.runs == [first])
    }

    @Test("a date that is queued is shown when its session begins, also once its own instant has passed")
    func queuedDates() throws {
        let bench = try bench("queue")
        try bench.plan()
        try bench.choose(.seconds(90), for: first)
        bench.now += 1
        try bench.plan()
        func next(_ count: Int) throws -> [String] {
            try bench.database.read { db in
                let stored = try #require(try JobTable.fetch(db, "weekly"))
                let decided = try OccurrenceTable.decided(db, job: "weekly", from: bench.now)
                return JobView(stored, count: count, decided: decided, zones: ZoneDatabase(), now: bench.now).next.map {
                    "\($0.startsAt?.dropFirst(11).prefix(8) ?? "-") \($0.local?.dropFirst(11) ?? "-") \($0.mark ?? "")"
                }
            }
        }
        #expect(try next(3) == ["10:01:00 11:01 ", "10:02:30 11:02:30 queued", "10:04:00 11:04 queued"])
        bench.now = try instant("2026-11-24T10:02:10Z")
        #expect(try next(2) == ["10:02:30 11:02:30 queued", "10:04:00 11:04 queued"])
        try bench.database.write { try $0.execute(sql: "UPDATE flow SET cancel = 1 WHERE key LIKE 'weekly@%10:03:00%'") }
        #expect(try next(2).first == "10:02:30 11:02:30 queued")
        #expect(try !next(2).contains("10:04:00 11:04 queued"))
        try bench.database.write { try $0.execute(sql: "UPDATE flow SET cancel = 1 WHERE key LIKE 'weekly@%10:02:00%'") }
        #expect(try !next(2).contains("10:02:30 11:02:30 queued"))
    }

    @Test("all that was to overlap is left out, from the first horizon on")
    func skip() throws {
        let bench = try bench("skip")
        try bench.plan()
        try bench.choose(.seconds(90), for: first)
        bench.now += 1
        try bench.plan()
        #expect(try sessions(bench) == ["10:01:00 run", "10:02:00 skipped", "10:03:00 run", "10:04:00 skipped", "10:05:00 run"])
    }

    @Test("what was left out ahead takes place where the job allows it later, and the plan says so", arguments: ["allow", "skip"])
    func changed(_ overlap: String) throws {
        let bench = try bench("skip")
        try bench.plan()
        try bench.choose(.seconds(90), for: first)
        bench.now += 1
        try bench.plan()
        let set = try bench.apply(PlanningBench.job("cron: \"* * * * *\", horizon: 5m, overlap: \(overlap)", title: "New"))
        let isAllowed = overlap == "allow"
        #expect(set.changes.first?.next.map { $0.local?.suffix(5) } == (isAllowed ? ["11:01", "11:02", "11:03"] : ["11:01", "11:03", "11:05"]))
        try bench.plan()
        let second = isAllowed ? "run" : "skipped"
        #expect(try sessions(bench) == ["10:01:00 run", "10:02:00 \(second)", "10:03:00 run", "10:04:00 \(second)", "10:05:00 run"])
    }

    @Test("all that was to overlap waits for the session before it, from the first horizon on")
    func queue() throws {
        let bench = try bench("queue")
        try bench.plan()
        try bench.choose(.seconds(90), for: first)
        bench.now += 1
        try bench.plan()
        #expect(try sessions(bench) == ["10:01:00 run", "10:02:30 run", "10:04:00 run", "10:05:30 run", "10:07:00 run"])
    }

    @Test("a record that is never chosen holds nothing up: half a minute before the start it is decided")
    func unknown() throws {
        let bench = try bench("skip")
        try bench.plan()
        bench.now = try instant("2026-11-24T10:01:30Z")
        try bench.plan()
        #expect(try sessions(bench) == ["10:01:00 run", "10:02:00 run"])
    }

    @Test("a session that will not be held takes nobody's place")
    func cancelled() throws {
        let bench = try bench("skip")
        try bench.plan()
        try bench.choose(.seconds(90), for: first)
        try bench.database.write { try bench.journal.cancel($0, key: first, actor: "test", now: bench.now) }
        bench.now += 1
        try bench.plan()
        #expect(try sessions(bench) == ["10:01:00 run", "10:02:00 run", "10:03:00 skipped", "10:04:00 run", "10:05:00 skipped"])
    }

    /// What of the decided sessions is told to a person.
    private func reasons(_ bench: PlanningBench) throws -> [String?] {
        try bench.database.read {
            try OccurrenceTable.fetchOutcomes($0, job: "weekly", past: 10, zones: ZoneDatabase(), now: bench.now).shown.map(\.reason)
        }
    }

    @Test(
        "a recording that turns out longer takes nothing back that was decided, and the job shows the overlap", arguments: ["skip", "queue", "allow"])
    func longerAfterwards(_ overlap: String) throws {
        let bench = try PlanningBench("2026-11-24T10:00:10Z")
        try bench.apply(PlanningBench.job("cron: \"*/2 * * * *\", horizon: 5m, overlap: \(overlap)"))
        try bench.plan()
        try bench.choose(.seconds(90), for: "weekly@2026-11-24T10:02:00.000Z")
        bench.now += 1
        try bench.plan()
        let decided = ["10:02:00 run", "10:04:00 run"]
        #expect(try sessions(bench) == decided)
        #expect(try reasons(bench) == [nil, nil])
        try bench.choose(.seconds(150), for: "weekly@2026-11-24T10:02:00.000Z")
        bench.now += 1
        try bench.plan()
        #expect(try sessions(bench) == decided)
        let told = overlap == "allow" ? nil : "overlap: the session before it ends at 2026-11-24T10:04:30.000Z"
        #expect(try reasons(bench) == [nil, told])
        // What is not decided yet goes by the new length.
        bench.now = try instant("2026-11-24T10:01:01Z")
        try bench.plan()
        #expect(try sessions(bench) == decided + [["skip": "10:06:00 skipped", "queue": "10:06:30 run", "allow": "10:06:00 run"][overlap] ?? ""])
    }

    @Test("where both may be held, nothing waits for a length")
    func allow() throws {
        let bench = try bench("allow")
        try bench.plan()
        #expect(try bench.runs.count == 5)
    }

    @Test("what was left out for a session that the change removes takes place, and the plan says so; for one that stays it is left out again")
    func removed() throws {
        let bench = try PlanningBench("2026-11-24T10:00:10Z")
        func job(_ more: String) throws -> JobFile { try PlanningBench.job("cron: \"* * * * *\", horizon: 6m, overlap: skip\(more)") }
        try bench.apply(job(""))
        try bench.plan()
        try bench.choose(.seconds(90), for: first)
        bench.now += 1
        try bench.plan()
        let others = ["10:01:00 run", "10:02:00 skipped", "10:03:00 run", "10:04:00 skipped"]
        #expect(try sessions(bench) == others + ["10:05:00 run", "10:06:00 skipped"])
        let set = try bench.apply(job(", exclude: ['2026-11-24T11:05']"))
        #expect(set.changes.first?.cancelled == ["weekly@2026-11-24T10:05:00.000Z"])
        #expect(set.changes.first?.next.map { $0.local?.suffix(5) } == ["11:01", "11:03", "11:06"])
        try bench.plan()
        #expect(try sessions(bench) == others + ["10:05:00 cancelled", "10:06:00 run"])
    }

    @Test(
        "what was left out is not held where it would overlap with the session after it, and the plan says so", arguments: ["excluded", "cancelled"])
    func after(_ what: String) throws {
        let bench = try bench("skip")
        try bench.plan()
        // The next two overlap with the first, and one another.
        try bench.choose(.seconds(150), for: first)
        bench.now += 1
        try bench.plan()
        let others = ["10:02:00 skipped", "10:03:00 skipped", "10:04:00 run", "10:05:00 skipped"]
        #expect(try sessions(bench) == ["10:01:00 run"] + others)
        try bench.choose(.seconds(150), for: "weekly@2026-11-24T10:04:00.000Z")
        if what == "cancelled" { try bench.database.write { try bench.journal.cancel($0, key: first, actor: "test", now: bench.now) } }
        let more = what == "excluded" ? ", exclude: ['2026-11-24T11:01']" : ""
        let set = try bench.apply(PlanningBench.job("cron: \"* * * * *\", horizon: 5m, overlap: skip\(more)", title: "New"))
        #expect(set.changes.first?.next.map { $0.local?.suffix(5) } == ["11:04", "11:06", "11:07"])
        try bench.plan()
        #expect(try sessions(bench) == [what == "excluded" ? "10:01:00 cancelled" : "10:01:00 run"] + others)
        let told = "overlap: the session after it begins at 2026-11-24T10:04:00.000Z"
        #expect(try reasons(bench).filter { $0 == told }.count == 2)
    }

    @Test("a date that is put before a planned one is skipped, or held beside it, and the reason is the true one", arguments: ["skip", "queue"])
    func included(_ overlap: String) throws {
        let bench = try PlanningBench("2026-11-24T10:00:10Z")
        func job(_ more: String) throws -> JobFile { try PlanningBench.job("cron: \"2/2 * * * *\", horizon: 5m, overlap: \(overlap)\(more)") }
        try bench.apply(job(""))
        try bench.plan()
        try bench.choose(.seconds(90), for: "weekly@2026-11-24T10:02:00.000Z")
        bench.now += 1
        try bench.plan()
        #expect(try sessions(bench) == ["10:02:00 run", "10:04:00 run"])
        let set = try bench.apply(job(", include: ['2026-11-24T11:01']"))
        try bench.plan()
        let next = set.changes.first?.next.compactMap { $0.local?.suffix(5) }
        if overlap == "skip" {
            #expect(next == ["11:02", "11:04", "11:06"])
            #expect(try sessions(bench) == ["10:01:00 skipped", "10:02:00 run", "10:04:00 run"])
            #expect(try reasons(bench) == ["overlap: the session after it begins at 2026-11-24T10:02:00.000Z", nil, nil])
        } else {
            #expect(next == ["11:01", "11:02", "11:04"])
            #expect(try sessions(bench) == ["10:01:00 run", "10:02:00 run", "10:04:00 run"])
            // The new one has not chosen its record yet: nothing is known of its end.
            try bench.choose(.seconds(90), for: first)
            #expect(try reasons(bench) == [nil, "overlap: the session before it ends at 2026-11-24T10:02:30.000Z", nil])
        }
    }

    @Test("the plan of a change promises no date that the new series skips")
    func promised() throws {
        let bench = try PlanningBench("2026-11-24T10:00:10Z")
        func job(_ cron: String) throws -> JobFile { try PlanningBench.job("cron: \"\(cron)\", horizon: 8m, overlap: skip") }
        try bench.apply(job("2/4 * * * *"))
        try bench.plan()
        try bench.choose(.seconds(90), for: "weekly@2026-11-24T10:02:00.000Z")
        bench.now += 1
        try bench.plan()
        #expect(try sessions(bench) == ["10:02:00 run", "10:06:00 run"])
        let set = try bench.apply(job("* * * * *"))
        #expect(set.changes.first?.next.map { $0.local?.suffix(5) } == ["11:02", "11:04", "11:06"])
        try bench.plan()
        let decided = ["01 skipped", "02 run", "03 skipped", "04 run", "05 skipped", "06 run", "07 skipped", "08 run"]
        #expect(try sessions(bench) == decided.map { "10:\($0.prefix(2)):00\($0.dropFirst(2))" })
    }

    @Test("a date that is held elsewhere by the change keeps its place before the next one")
    func elsewhere() throws {
        let bench = try bench("skip")
        try bench.plan()
        try bench.choose(.seconds(90), for: first)
        bench.now += 1
        try bench.plan()
        let change = try bench.database.read {
            try bench.changePlanner.changes(
                [PlanningBench.job("cron: \"* * * * *\", horizon: 5m, overlap: skip", room: "Other")], prune: false, in: $0, now: bench.now)
        }
        #expect(change.changes.first?.next.map { $0.local?.suffix(5) } == ["11:01", "11:03", "11:05"])
    }
}
