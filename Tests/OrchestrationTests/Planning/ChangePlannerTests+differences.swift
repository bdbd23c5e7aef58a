import Recurrence
import Testing

@testable import Orchestration

/// What a change is called, and what is none.
extension ChangePlannerTests {
    @Test("a change is named as job files name it")
    func names() throws {
        let bench = try bench()
        let set = try bench.apply(
            PlanningBench.job(
                "start: 2026-12-01T19:00, rrule: FREQ=WEEKLY;BYDAY=TU, horizon: 20d, overlap: skip, missed: {window: 1h}, dst: {gap: skip}",
                more: "onFailure: {pauseAfter: 5}"))
        #expect(
            set.changes.first?.differences.map(\.path)
                == ["onFailure.pauseAfter", "schedule.dst.gap", "schedule.horizon", "schedule.missed.window", "schedule.overlap"])
    }

    @Test("holidays are named where they are taken in, and their days only where those differ")
    func holidays() throws {
        let bench = try bench()
        var file = try PlanningBench.job(tuesdays)
        file.job.schedule?.holidays = [HolidaySet(name: "ours", annual: [try .init("01-01")])]
        #expect(try bench.apply(file).changes.first?.differences.map(\.path) == ["schedule.exclude"])
        file.job.schedule?.holidays = [HolidaySet(name: "ours", annual: [try .init("01-01"), try .init("01-02")])]
        let difference = try bench.apply(file).changes.first?.differences.first
        #expect(difference?.path == "holidays/ours")
        #expect(difference?.new?.contains("01-02") == true && difference?.old?.contains("01-02") == false)
    }

    @Test("the same exceptions and dates in another order are no change")
    func order() throws {
        for (one, other) in [
            ("exclude: [2026-12-08, '2026-12-01T19:00']", "exclude: ['2026-12-01T19:00', 2026-12-08]"),
            ("include: ['2026-12-02T10:00', '2026-12-03T10:00']", "include: ['2026-12-03T10:00', '2026-12-02T10:00']"),
            (
                "move: {'2026-12-01T19:00': '2026-12-02T10:00', '2026-12-08T19:00': '2026-12-09T10:00'}",
                "move: {'2026-12-08T19:00': '2026-12-09T10:00', '2026-12-01T19:00': '2026-12-02T10:00'}"
            ),
        ] {
            let bench = try PlanningBench("2026-11-24T10:00:00Z")
            try bench.apply(PlanningBench.job("\(tuesdays), \(one)"))
            #expect(try bench.apply(PlanningBench.job("\(tuesdays), \(other)")).changes.isEmpty, "\(one)")
        }
        let bench = try PlanningBench("2026-11-24T10:00:00Z")
        try bench.apply(PlanningBench.job("dates: ['2026-12-02T10:00', '2026-12-03T10:00']"))
        #expect(try bench.apply(PlanningBench.job("dates: ['2026-12-03T10:00', '2026-12-02T10:00']")).changes.isEmpty)
    }
}
