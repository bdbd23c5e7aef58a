import DurableFlow
import Foundation
import GRDB
import Recurrence
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5)))
struct ChangePlannerTests {
    let tuesdays = "start: 2026-12-01T19:00, rrule: FREQ=WEEKLY;BYDAY=TU, horizon: 30d"

    func bench() throws -> PlanningBench {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job(tuesdays))
        try bench.plan()
        return bench
    }

    @Test("what means the same leaves the plan empty, and applying twice changes nothing")
    func same() throws {
        let bench = try bench()
        let again = try bench.apply(
            PlanningBench.job("rrule: BYDAY=TU;FREQ=WEEKLY;INTERVAL=1, start: '2026-12-01T19:00:00', horizon: 720h, dst: {gap: shift}"))
        #expect(again.isEmpty)
        #expect(again.unchanged == 1)
        #expect(try bench.plan().planned == 0)
    }

    @Test("what another version stored in other words is the same job")
    func storedOtherwise() throws {
        let bench = try bench()
        try bench.database.write { try $0.execute(sql: "UPDATE job SET document = CAST(replace(document, '{', '{ ') AS BLOB)") }
        let set = try bench.database.read { db in
            try bench.changePlanner.changes([try PlanningBench.job(tuesdays)], prune: true, in: db, now: bench.now)
        }
        #expect(set.isEmpty)
        #expect(set.unchanged == 1)
    }

    @Test("a changed rule keeps the events that still belong, cancels those that do not, and plans the new ones")
    func changedRule() throws {
        let bench = try bench()
        #expect(try bench.runs.count == 4)
        let set = try bench.apply(
            PlanningBench.job("start: 2026-12-01T19:00, rrule: FREQ=WEEKLY;INTERVAL=2;BYDAY=TU, include: [2026-12-10T19:00], horizon: 30d"))
        let change = try #require(set.changes.first)
        #expect(change.kind == .update)
        #expect(change.differences.map(\.path) == ["schedule.include", "schedule.rrule"])
        #expect(change.cancelled == ["weekly@2026-12-08T18:00:00.000Z", "weekly@2026-12-22T18:00:00.000Z"])
        #expect(change.next.map(\.local) == ["2026-12-01T19:00", "2026-12-10T19:00", "2026-12-15T19:00"])
        try bench.plan()
        #expect(try bench.state(of: "weekly@2026-12-08T18:00:00.000Z")?.cancel == 1)
        #expect(try bench.state(of: "weekly@2026-12-01T18:00:00.000Z")?.cancel == 0)
        #expect(try bench.runs.contains("weekly@2026-12-10T18:00:00.000Z"))
    }

    @Test("a date that was cancelled and comes back is a new generation of its run, once the old one has ended")
    func comesBack() throws {
        let bench = try bench()
        try bench.apply(PlanningBench.job("dates: [2026-12-01T19:00]"))
        // The runs that were asked to end do so.
        try bench.database.write { db in
            for work in try bench.journal.claim(db, [Vacancy(lane: "default", places: 10)], now: bench.now).work { _ = work }
        }
        #expect(try bench.state(of: "weekly@2026-12-08T18:00:00.000Z")?.state == RunState.cancelled.rawValue)
        bench.now = try instant("2026-11-24T10:05:00Z")
        try bench.apply(PlanningBench.job(tuesdays))
        try bench.plan()
        #expect(try bench.runs.contains("weekly@2026-12-08T18:00:00.000Z.2"))
        #expect(try bench.occurrences().contains("2026-12-08T18:00:00.000Z run"))
    }

    @Test("another room makes all upcoming events anew, also while the old ones are still being removed; past ones stay")
    func otherRoom() throws {
        let bench = try bench()
        bench.now = try instant("2026-12-02T10:00:00Z")
        let set = try bench.apply(PlanningBench.job(tuesdays, room: "Other"))
        #expect(set.changes.first?.cancelled.count == 3)
        #expect(try bench.state(of: "weekly@2026-12-01T18:00:00.000Z")?.cancel == 0)
        try bench.plan()
        #expect(try bench.runs.filter { $0.hasSuffix(".2") }.count == 3)
        let next = try bench.database.read { try OccurrenceTable.fetch($0, job: "weekly", nominal: instant("2026-12-08T18:00:00Z")) }
        #expect(next?.run == "weekly@2026-12-08T18:00:00.000Z.2")
        #expect(next?.outcome == .run)
    }

    @Test("what was triggered stays, whatever changes about the schedule, the place or the rest; a removal takes it too")
    func triggered() throws {
        let bench = try bench()
        try bench.apply(PlanningBench.job(tuesdays), PlanningBench.job(nil, name: "once"))
        let runs = try bench.database.write { db in
            try ["weekly", "once"].map { name in
                try JobTable.trigger(
                    db, bench.journal, name: name, startsAt: instant("2026-12-03T12:00:00Z"), webURL: "https://x", actor: "test", now: bench.now)
            }
        }
        let titled = try bench.apply(PlanningBench.job(tuesdays, title: "New"), PlanningBench.job(nil, name: "once", title: "New"))
        #expect(titled.changes.map(\.cancelled) == [[], []])
        #expect(try titled.changes.map { try #require($0.amended.first { runs.contains($0) }) }.sorted() == runs.sorted())
        let alert = try bench.apply(
            PlanningBench.job(tuesdays, title: "New", more: "alertBefore: 1h"),
            PlanningBench.job(nil, name: "once", title: "New", more: "alertBefore: 1h"))
        #expect(alert.changes.map(\.cancelled) == [[], []])
        let elsewhere = try bench.apply(PlanningBench.job(tuesdays, room: "Other"), PlanningBench.job("dates: [2026-12-09T19:00]", name: "once"))
        #expect(elsewhere.changes.flatMap(\.cancelled).filter { runs.contains($0) } == [])
        #expect(elsewhere.changes.flatMap(\.amended).filter { runs.contains($0) } == ["once@2026-12-03T12:00:00.000Z"])
        for run in runs { #expect(try bench.state(of: run)?.cancel == 0) }
        let removed = try bench.apply(prune: true)
        #expect(Set(runs).isSubset(of: removed.changes.flatMap(\.cancelled)))
    }

    @Test("a showing that waits for the one before it belongs to the job also when its own instant has passed")
    func delayed() throws {
        let bench = try bench()
        bench.now = try instant("2026-12-01T18:05:00Z")
        try bench.database.write { db in
            let nominal = try instant("2026-12-01T18:00:00Z")
            var occurrence = try #require(try OccurrenceTable.fetch(db, job: "weekly", nominal: nominal))
            occurrence.startsAt = nominal.addingTimeInterval(600)
            try OccurrenceTable.put(db, occurrence)
        }
        let change = try #require(try bench.apply(PlanningBench.job(tuesdays, title: "New")).changes.first)
        #expect(change.cancelled == [])
        #expect(change.amended.first == "weekly@2026-12-01T18:00:00.000Z")
    }

    @Test("a permanent job's run is amended and taken down like any other, whether it has ended or not")
    func permanent() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job("always: true"))
        try bench.plan()
        #expect(try bench.apply(PlanningBench.job("always: true", title: "New")).changes.first?.amended == ["weekly@always"])
        let elsewhere = try bench.apply(PlanningBench.job("always: true", title: "New", room: "Other"))
        #expect(elsewhere.changes.first?.cancelled == ["weekly@always"])
        try bench.plan()
        #expect(try bench.runs == ["weekly@always", "weekly@always.2"])
        #expect(try bench.apply(PlanningBench.job("always: true", title: "New", room: "Other")).isEmpty)
        let dated = try bench.apply(PlanningBench.job(tuesdays))
        #expect(dated.changes.first?.cancelled == ["weekly@always.2"])
    }

    @Test("a removal ends the actions that have begun, and leaves those that have ended alone")
    func removedActions() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        let text = "kind: actions\nname: rooms\nsteps: [{id: a, action: createSpace, with: {name: x}}]\n"
        let job = try JobFile.decode(
            Data(text.utf8), file: "jobs/rooms.yaml", zones: ZoneDatabase(), holidays: HolidayFiles(folder: "config/holidays"))
        try bench.apply(job)
        let runs = try bench.database.write { db in
            try [0, 60].map {
                try JobTable.trigger(
                    db, bench.journal, name: "rooms", startsAt: bench.now.addingTimeInterval($0), webURL: "https://x", actor: "test", now: bench.now)
            }
        }
        try bench.database.write {
            try $0.execute(sql: "UPDATE flow SET state = ? WHERE key = ?", arguments: [RunState.completed.rawValue, runs[1]])
        }
        bench.now.addTimeInterval(300)
        #expect(try bench.apply(prune: true).changes.map(\.cancelled) == [[runs[0]]])
    }

    @Test("a new title keeps the events and changes their runs")
    func title() throws {
        let bench = try bench()
        let set = try bench.apply(PlanningBench.job(tuesdays, title: "New"))
        #expect(set.changes.first?.cancelled == [])
        #expect(set.changes.first?.amended.count == 4)
        #expect(set.changes.first?.differences == [ChangeSet.Difference(path: "title", old: "\"Demo\"", new: "\"New\"")])
    }

    @Test("a job without a file is removed only with prune, and its upcoming runs with it")
    func prune() throws {
        let bench = try bench()
        #expect(try bench.apply(PlanningBench.job(tuesdays, name: "other")).changes.map(\.kind) == [.create])
        let set = try bench.apply(PlanningBench.job(tuesdays, name: "other"), prune: true)
        #expect(set.changes.map(\.name) == ["weekly"])
        #expect(set.changes.first?.cancelled.count == 4)
        #expect(try bench.database.read { try JobTable.fetchAll($0) }.map(\.job.name) == ["other"])
    }

    @Test("a saved plan reads back, does what it says, and is refused when the stored jobs have moved")
    func saved() throws {
        let bench = try bench()
        let file = try PlanningBench.job(tuesdays, title: "New")
        let set = try bench.database.read { try bench.changePlanner.changes([file], prune: false, in: $0, now: bench.now) }
        let read = try #require(ChangeSet.read(try set.saved()))
        #expect(read.changes == set.changes)
        #expect(ChangeSet.read(Data("kind: autowebinar\n".utf8)) == nil)
        _ = try bench.database.write { try bench.changePlanner.apply(read, $0, bench.journal, actor: "test", now: bench.now) }
        let error = #expect(throws: OperatorError.self) {
            try bench.database.write { try bench.changePlanner.apply(read, $0, bench.journal, actor: "test", now: bench.now) }
        }
        #expect(error?.description.contains("have changed since the plan was made") == true)
    }

    private func planned(_ bench: PlanningBench, _ files: JobFile..., prune: Bool = false) throws -> ChangeSet {
        try bench.database.read { try bench.changePlanner.changes(files, prune: prune, in: $0, now: bench.now) }
    }

    private func apply(_ set: ChangeSet, _ bench: PlanningBench) throws {
        _ = try bench.database.write { try bench.changePlanner.apply(set, $0, bench.journal, actor: "test", now: bench.now) }
    }

    @Test("a saved plan that cancels or changes a run is refused once its session has begun", arguments: ["dates", "title", "prune"])
    func begunSince(_ change: String) throws {
        let bench = try bench()
        let set =
            switch change {
            case "dates": try planned(bench, PlanningBench.job("dates: [2026-12-08T19:00]"))
            case "title": try planned(bench, PlanningBench.job(tuesdays, title: "New"))
            default: try planned(bench, prune: true)
            }
        // Also once it has ended, and its report is to be collected.
        for instant in [try instant("2026-12-01T18:00:01Z"), try instant("2026-12-02T18:00:00Z")] {
            bench.now = instant
            let error = #expect(throws: OperatorError.self) { try apply(set, bench) }
            #expect(error?.description.hasPrefix("the session of weekly@2026-12-01T18:00:00.000Z has begun since the plan was made") == true)
        }
        for run in try bench.runs { #expect(try bench.state(of: run)?.cancel == 0) }
        #expect(try bench.database.read { try JobTable.fetchAll($0) }.map(\.job.title) == ["Demo"])
        bench.now = try instant("2026-12-01T18:00:00Z")
        try apply(set, bench)
    }

    @Test("a session that has begun is no reason to refuse a saved plan that leaves it alone, nor is how far a run has come")
    func begunBeside() throws {
        let bench = try bench()
        let set = try planned(bench, PlanningBench.job("dates: [2026-12-01T19:00]"))
        #expect(set.changes.first?.cancelled.count == 3 && set.changes.first?.amended == [])
        bench.now = try instant("2026-12-01T18:30:00Z")
        let states = [RunState.ready, .running, .waiting, .completed].map(\.rawValue)
        try bench.database.write { db in
            for (run, state) in zip(try String.fetchAll(db, sql: "SELECT key FROM flow ORDER BY key"), states) {
                try db.execute(sql: "UPDATE flow SET state = ? WHERE key = ?", arguments: [state, run])
            }
        }
        try apply(set, bench)
        #expect(try bench.state(of: "weekly@2026-12-01T18:00:00.000Z")?.cancel == 0)
        #expect(try bench.state(of: "weekly@2026-12-08T18:00:00.000Z")?.cancel == 1)
    }

    @Test("a saved plan is refused once a run that it names was cancelled")
    func cancelledSince() throws {
        let bench = try bench()
        let set = try planned(bench, PlanningBench.job(tuesdays, title: "New"))
        try bench.database.write { try bench.journal.cancel($0, key: "weekly@2026-12-08T18:00:00.000Z", actor: "test", now: bench.now) }
        let error = #expect(throws: OperatorError.self) { try apply(set, bench) }
        #expect(error?.description.hasPrefix("the stored jobs or their runs have changed since the plan was made") == true)
        try apply(try planned(bench, PlanningBench.job(tuesdays, title: "New")), bench)
    }

    @Test("runs that are to be cancelled, were cancelled or skipped are not named; one whose date leaves and comes back is made anew")
    func settledRuns() throws {
        let bench = try bench()
        let runs = try bench.runs
        try bench.database.write { db in
            try bench.journal.cancel(db, key: runs[0], actor: "test", now: bench.now)
            for (run, state) in zip(runs[1...], [RunState.cancelled, .skipped]) {
                try db.execute(sql: "UPDATE flow SET state = ?, due_ms = NULL WHERE key = ?", arguments: [state.rawValue, run])
            }
        }
        #expect(try planned(bench, PlanningBench.job(tuesdays, title: "New")).changes.map(\.amended) == [[runs[3]]])
        #expect(try planned(bench, prune: true).changes.map(\.cancelled) == [[runs[3]]])
        let leaving = try bench.apply(PlanningBench.job("dates: [2026-12-10T19:00]"))
        #expect(leaving.changes.map(\.cancelled) == [[runs[3]]])
        try bench.apply(PlanningBench.job(tuesdays))
        try bench.plan()
        #expect(try bench.runs.filter { $0.hasSuffix(".2") } == runs.map { "\($0).2" })
    }

    @Test("a date that was left out is announced by the plan that takes it in again")
    func takenInAgain() throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        let rule = "start: 2026-12-01T19:00, rrule: 'FREQ=WEEKLY;BYDAY=TU,TH', horizon: 30d"
        try bench.apply(PlanningBench.job("\(rule), exclude: [2026-12-03]"))
        try bench.plan()
        #expect(try bench.occurrences().contains("2026-12-03T18:00:00.000Z skipped"))
        let set = try bench.apply(PlanningBench.job(rule))
        #expect(set.changes.first?.next.map(\.local) == ["2026-12-01T19:00", "2026-12-03T19:00", "2026-12-08T19:00"])
        try bench.plan()
        #expect(try bench.occurrences().contains("2026-12-03T18:00:00.000Z run"))
    }
}
