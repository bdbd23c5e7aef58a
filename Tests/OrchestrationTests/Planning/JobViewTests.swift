import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Recurrence
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5)))
struct JobViewTests {
    private let tuesdays = "start: 2026-12-01T19:00, rrule: FREQ=WEEKLY;BYDAY=TU, horizon: 30d"

    /// Four dates with runs, of which the first was cancelled, the second came too late and the third was skipped.
    private func bench() throws -> PlanningBench {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job(tuesdays))
        try bench.plan()
        try bench.database.write { db in
            try bench.journal.cancel(db, key: "weekly@2026-12-01T18:00:00.000Z", actor: "test", now: bench.now)
            for (day, state) in [("01", RunState.cancelled), ("08", .skipped)] {
                try db.execute(
                    sql: "UPDATE flow SET state = ?, due_ms = NULL, note = 'late' WHERE key = ?",
                    arguments: [state.rawValue, "weekly@2026-12-\(day)T18:00:00.000Z"])
            }
            var third = try #require(try OccurrenceTable.fetch(db, job: "weekly", nominal: try instant("2026-12-15T18:00:00Z")))
            (third.outcome, third.run, third.reason) = (.skipped, nil, "overlap")
            try OccurrenceTable.put(db, third)
        }
        return bench
    }

    @Test("a date that sees no session is not announced as next, and in a plan only where the change decides it anew")
    func next() throws {
        let bench = try bench()
        let view = try bench.database.read { db in
            let stored = try #require(try JobTable.fetch(db, "weekly"))
            let decided = try OccurrenceTable.decided(db, job: "weekly", from: bench.now)
            return JobView(stored, count: 2, decided: decided, zones: ZoneDatabase(), now: bench.now)
        }
        #expect(view.next.map(\.local) == ["2026-12-22T19:00", "2026-12-29T19:00"])
        let set = try bench.apply(PlanningBench.job(tuesdays, title: "New"))
        // A changed job decides anew what was skipped; what was cancelled stays so.
        #expect(set.changes.first?.next.map(\.local) == ["2026-12-08T19:00", "2026-12-15T19:00", "2026-12-22T19:00"])
    }

    @Test(
        "a permanent autowebinar that was taken down, or failed, is not called open; once it opens anew, it is",
        arguments: [RunState.cancelled, .failed])
    func permanent(_ state: RunState) throws {
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job("always: true"))
        func view() throws -> JobView {
            try bench.database.read { db in
                let stored = try #require(try JobTable.fetch(db, "weekly"))
                let decided = try OccurrenceTable.decided(db, job: "weekly", from: bench.now)
                return JobView(stored, count: 1, decided: decided, zones: ZoneDatabase(), now: bench.now)
            }
        }
        func trigger() throws {
            _ = try bench.database.write {
                try JobTable.trigger($0, bench.journal, name: "weekly", startsAt: nil, webURL: "https://x.test", actor: "test", now: bench.now)
            }
        }
        try bench.plan()
        #expect(try view().next.count == 1)
        try bench.database.write {
            try $0.execute(sql: "UPDATE flow SET state = ?, due_ms = NULL WHERE key = 'weekly@always'", arguments: [state.rawValue])
        }
        let (closing, remedy) = state == .failed ? ("not open: its run failed", "try it again with") : ("taken down", "it opens anew")
        #expect(try view().next.isEmpty)
        #expect(try view().closing == closing)
        #expect { try trigger() } throws: { "\($0)".hasPrefix("weekly is permanent and \(closing); \(remedy)") }
        try bench.database.write { db in
            _ = try JobTable.pause(db, bench.journal, name: "weekly", note: nil, actor: "test", now: bench.now)
            _ = try JobTable.resume(db, bench.journal, name: "weekly", actor: "test", now: bench.now)
        }
        #expect(try view().next.count == 1)
        try bench.plan()
        #expect(try bench.runs == ["weekly@always", "weekly@always.2"])
        #expect(try view().next.count == 1)
        #expect { try trigger() } throws: { "\($0)".hasSuffix("it is always open and needs no trigger") }
    }

    @Test("what became of a date is told by how its run ended")
    func outcomes() throws {
        let bench = try bench()
        let outcomes = try bench.database.read {
            try OccurrenceTable.fetchOutcomes($0, job: "weekly", past: 4, zones: ZoneDatabase(), now: bench.now).shown
        }
        #expect(outcomes.map(\.outcome) == [.cancelled, .skipped, .skipped, .run])
        #expect(outcomes.map(\.reason) == ["its run was cancelled", "late", "overlap", nil])
    }

    @Test("all that is ahead is shown, and of what is cancelled or past only the last; whether there is more is told")
    func ahead() throws {
        let bench = try bench()
        func fetch(_ limit: Int?) throws -> (shown: [StoredOccurrence], hasOlder: Bool) {
            try bench.database.read { try OccurrenceTable.fetchOutcomes($0, job: "weekly", past: limit, zones: ZoneDatabase(), now: bench.now) }
        }
        #expect(try fetch(0).shown.map(\.outcome) == [.skipped, .skipped, .run])
        #expect(try fetch(0).hasOlder)
        #expect(try !fetch(1).hasOlder)
        bench.now = try instant("2026-12-20T10:00:00Z")
        #expect(try fetch(1).shown.prefix(2).map(\.outcome) == [.skipped, .run])
        #expect(try fetch(1).hasOlder)
        #expect(try fetch(nil).shown.prefix(4).map(\.outcome) == [.cancelled, .skipped, .skipped, .run])
        #expect(try !fetch(nil).hasOlder)
    }

    @Test("a date that is left out counts for none and is not shown, and what the clock jumps over stays where it was")
    func gaps() throws {
        let job = try PlanningBench.job("dates: [2031-03-30T02:30, 2031-07-01T19:00, 2031-08-01T19:00, 2031-09-01T19:00], dst: {gap: skip}").job
        let decided = DecidedDates(leftOut: [try instant("2031-07-01T17:00:00Z")])
        let next = try job.next(1, from: try instant("2031-01-01T00:00:00Z"), showsGaps: true, decided: decided, zones: ZoneDatabase())
        #expect(next.map(\.local) == ["2031-03-30T02:30", "2031-08-01T19:00"])
        #expect(next.map(\.mark) == ["gap-skipped", nil])
    }
}
