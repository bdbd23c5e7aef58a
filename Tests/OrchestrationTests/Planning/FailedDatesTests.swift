import DurableFlow
import Foundation
import GRDB
import Recurrence
import Testing

@testable import Orchestration

/// What becomes of the upcoming dates whose showing failed before it was published.
@Suite(.timeLimit(.minutes(5))) struct FailedDatesTests {
    private let bench: PlanningBench
    private let daily = "start: 2026-12-02T10:00, rrule: 'FREQ=DAILY;COUNT=2'"
    private let failed = ["weekly@2026-12-02T09:00:00.000Z", "weekly@2026-12-03T09:00:00.000Z"]

    init() throws {
        bench = try PlanningBench("2026-12-01T10:00:00Z")
        try bench.apply(PlanningBench.job(daily, room: "Wrong"))
        try bench.plan()
        #expect(try bench.runs == failed)
    }

    private func fail(published: Bool = false, leaving playbackId: String? = nil) throws {
        try bench.database.write { db in
            for run in failed {
                var flow = try #require(try RunRecord.fetch(db, key: run).flatMap { try ServiceFlow($0).autowebinar })
                (flow.facts.published, flow.facts.playbackId) = (published, playbackId)
                try db.execute(
                    sql: "UPDATE flow SET state = ?, note = 'no such room', due_ms = NULL, ctx = ? WHERE key = ?",
                    arguments: [RunState.failed.rawValue, try flow.stored(by: JSONEncoder()), run])
            }
        }
    }

    private var again: [String] { failed.map { "\($0).2" } }

    private func new() throws -> [String] { try bench.runs.filter { !failed.contains($0) } }

    @Test("they are made anew once the job is mended, and the plan says nothing of runs that have nothing to change")
    func mended() throws {
        try fail()
        let set = try bench.apply(PlanningBench.job(daily))
        #expect(set.changes.map(\.cancelled) == [[]] && set.changes.map(\.amended) == [[]])
        #expect(set.changes.first?.next.count == 2)
        try bench.plan()
        #expect(try new() == again)
        try bench.apply(PlanningBench.job(daily))
        try bench.plan()
        #expect(try new() == again, "once")
    }

    @Test("they are made anew, too, where the change would have gone into their runs")
    func amended() throws {
        try fail()
        let set = try bench.apply(PlanningBench.job(daily, title: "Another", room: "Wrong"))
        #expect(set.changes.map(\.amended) == [[]])
        try bench.plan()
        #expect(try new() == again)
    }

    @Test("they are made anew once the job is resumed")
    func resumed() throws {
        try fail()
        try bench.database.write { db in
            _ = try JobTable.pause(db, bench.journal, name: "weekly", note: nil, actor: "test", now: bench.now)
            _ = try JobTable.resume(db, bench.journal, name: "weekly", actor: "test", now: bench.now)
        }
        try bench.plan()
        #expect(try new() == again)
    }

    @Test("they are not ahead any more while nothing was mended, and the reason is told")
    func untouched() throws {
        try fail()
        bench.now += 60
        try bench.plan()
        #expect(try new().isEmpty)
        try bench.database.read { db throws in
            #expect(try OccurrenceTable.decided(db, job: "weekly", from: bench.now).leftOut.count == 2)
            #expect(
                try OccurrenceTable.fetchOutcomes(db, job: "weekly", past: 9, zones: ZoneDatabase(), now: bench.now).shown.map(\.reason)
                    == Array(repeating: "its run failed: no such room", count: 2))
        }
    }

    @Test("what was published is shown once, whatever failed afterwards")
    func published() throws {
        try fail(published: true)
        try bench.apply(PlanningBench.job(daily, title: "Another", room: "Wrong"))
        try bench.plan()
        #expect(try new().isEmpty)
    }

    @Test("beside what a failed run left at livedigital nothing is made")
    func left() throws {
        try fail(leaving: "playback1")
        try bench.apply(PlanningBench.job(daily, title: "Another", room: "Wrong"))
        try bench.plan()
        #expect(try new().isEmpty)
    }

    @Test(
        "a date can be triggered again once its run was cancelled or skipped, or failed unpublished, and nothing is left of it; not before",
        arguments: [RunState.ready, .running, .cancelled, .skipped, .failed, .completed])
    func triggered(state: RunState) throws {
        func trigger() throws -> String {
            try bench.database.write {
                try JobTable.trigger(
                    $0, bench.journal, name: "weekly", startsAt: instant("2026-12-02T09:00:00Z"), webURL: "https://x", actor: "test", now: bench.now)
            }
        }
        try bench.database.write {
            try $0.execute(sql: "UPDATE flow SET state = ?, cancel = 1 WHERE key = ?", arguments: [state.rawValue, failed[0]])
        }
        guard [.cancelled, .skipped, .failed].contains(state) else {
            #expect(throws: OperatorError("\(failed[0]) exists for that instant; look at it with: autowebinar run show \(failed[0])")) {
                try trigger()
            }
            return
        }
        #expect(try trigger() == again[0])
        #expect(throws: OperatorError.self) { try trigger() }
        try bench.plan()
        #expect(try new() == [again[0]])
    }

    @Test("a date whose failed run was published, or left something at livedigital, is not triggered again", arguments: [nil, "playback1"])
    func triggeredBeside(playbackId: String?) throws {
        try fail(published: playbackId == nil, leaving: playbackId)
        #expect(throws: OperatorError.self) {
            try bench.database.write {
                try JobTable.trigger(
                    $0, bench.journal, name: "weekly", startsAt: instant("2026-12-02T09:00:00Z"), webURL: "https://x", actor: "test", now: bench.now)
            }
        }
    }

    @Test("a publication ends a row of failures")
    func row() throws {
        func failures() throws -> Int? { try bench.database.read { try JobTable.fetch($0, "weekly")?.failures } }
        try bench.database.write { db in
            let flow = try #require(try RunRecord.fetch(db, key: failed[0]).map { try ServiceFlow($0) })
            let ending = Ending.failed(Failure(code: "test", message: "no such room"))
            for run in failed {
                #expect(try JobTable.noteEnding(db, bench.journal, key: run, flow: flow, ending: ending, now: bench.now) == nil)
            }
        }
        #expect(try failures() == 2)
        try bench.database.write { try JobTable.endFailures($0, key: failed[1]) }
        #expect(try failures() == 0)
    }

    @Test("a run that is tried again by hand and fails again counts once; what failed after its publication takes nothing back")
    func retried() throws {
        func failures() throws -> Int? { try bench.database.read { try JobTable.fetch($0, "weekly")?.failures } }
        func end(_ run: String, published: Bool = false) throws {
            try bench.database.write { db in
                var flow = try #require(try RunRecord.fetch(db, key: run).flatMap { try ServiceFlow($0).autowebinar })
                (flow.facts.published, flow.facts.recordLength) = (published, .seconds(60))
                let reason = Failure(code: "test", message: "no such room")
                flow.receive(.refused(reason), at: bench.now)
                try db.execute(
                    sql: "UPDATE flow SET state = ?, due_ms = NULL, ctx = ? WHERE key = ?",
                    arguments: [RunState.failed.rawValue, try flow.stored(by: JSONEncoder()), run])
                try JobTable.noteEnding(db, bench.journal, key: run, flow: .autowebinar(flow), ending: .failed(reason), now: bench.now)
            }
        }
        func retry(_ run: String) throws {
            try bench.database.write { try JobTable.retry($0, bench.journal, key: run, actor: "test", now: bench.now) }
        }
        for run in failed { try end(run) }
        #expect(try failures() == 2)
        for _ in 0..<3 {
            try retry(failed[0])
            #expect(try failures() == 1)
            try end(failed[0])
        }
        #expect(try failures() == 2)
        #expect(try bench.database.read { try JobTable.fetch($0, "weekly")?.state } == .active)
        // It goes on in any state; only a failure that counted is taken back.
        try retry(failed[0])
        try retry(failed[0])
        #expect(try failures() == 1)
        try end(failed[0], published: true)
        try retry(failed[0])
        #expect(try failures() == 1)
    }

    @Test("a failure that a success has ended is not taken back again, and the success of an earlier run that is made up for ends no later one")
    func retriedBehindASuccess() throws {
        func failures() throws -> Int? { try bench.database.read { try JobTable.fetch($0, "weekly")?.failures } }
        func end(_ run: String, _ ending: Ending) throws {
            try bench.database.write { db in
                var flow = try #require(try RunRecord.fetch(db, key: run).flatMap { try ServiceFlow($0).autowebinar })
                if case .failed(let reason) = ending { flow.receive(.refused(reason), at: bench.now) }
                try db.execute(
                    sql: "UPDATE flow SET state = ?, due_ms = NULL, ctx = ? WHERE key = ?",
                    arguments: [RunState.failed.rawValue, try flow.stored(by: JSONEncoder()), run])
                try JobTable.noteEnding(db, bench.journal, key: run, flow: .autowebinar(flow), ending: ending, now: bench.now)
            }
        }
        let failure = Ending.failed(Failure(code: "test", message: "no such room"))
        try bench.apply(PlanningBench.job("start: 2026-12-02T10:00, rrule: 'FREQ=DAILY;COUNT=3'", room: "Wrong"))
        try bench.plan()
        let runs = try bench.runs
        #expect(runs.count == 3)
        try end(runs[0], failure)
        try end(runs[1], .completed)
        #expect(try failures() == 0)
        try end(runs[2], failure)
        try bench.database.write { try JobTable.retry($0, bench.journal, key: runs[0], actor: "test", now: bench.now) }
        #expect(try failures() == 1, "the first one counts no more, the third one does")
        try end(runs[0], .completed)
        #expect(try failures() == 1, "the third one has failed all the same")
        try end(runs[0], failure)
        #expect(try failures() == 2)
        try end(runs[2], .completed)
        #expect(try failures() == 0)
    }

    @Test("a job whose file was not read stays, even with prune, as long as the file is there")
    func prune() throws {
        let there = FileManager.default.temporaryDirectory.appending(path: "there-\(UUID()).yaml").path
        #expect(FileManager.default.createFile(atPath: there, contents: nil))
        try bench.database.write { try $0.execute(sql: "UPDATE job SET file = ?", arguments: [there]) }
        #expect(try bench.apply(PlanningBench.job(daily, name: "other"), prune: true).changes.map(\.name) == ["other"])
        try FileManager.default.removeItem(atPath: there)
        #expect(try bench.apply(PlanningBench.job(daily, name: "other"), prune: true).changes.map(\.name) == ["weekly"])
    }

    @Test("a folder that is not there proves nothing, but for one that was moved to where files are read by the paths that they were applied by")
    func pruneFromElsewhere() throws {
        func pruned(_ files: JobFile...) throws -> [String] {
            try bench.database.read { db in
                try bench.changePlanner.changes(files, prune: true, in: db, now: bench.now).changes.filter { $0.kind == .remove }.map(\.name)
            }
        }
        try bench.apply(PlanningBench.job(daily, name: "other"))
        try bench.database.write { try $0.execute(sql: "UPDATE job SET file = 'no-such-folder/weekly.yaml' WHERE name = 'weekly'") }
        let here = try PlanningBench.job(daily, name: "other")
        var elsewhere = here
        elsewhere.file = "/somewhere/" + here.file
        #expect(try pruned(elsewhere) == [])
        // A disk that is not mounted looks the same.
        #expect(try pruned(here) == [])
        try bench.database.write { try $0.execute(sql: "UPDATE job SET file = '/no-such-folder/weekly.yaml' WHERE name = 'weekly'") }
        #expect(try pruned(elsewhere) == [] && pruned(here) == [])
        try bench.database.write { try $0.execute(sql: "UPDATE job SET folder = '/moved', file = 'jobs/weekly.yaml' WHERE name = 'weekly'") }
        try bench.database.write { try $0.execute(sql: "UPDATE job SET folder = '/moved' WHERE name = 'other'") }
        #expect(try pruned(elsewhere) == [])
        #expect(try pruned(here) == ["weekly"])
    }

    /// As a planning by a clock that was ahead leaves them.
    private func skip() throws {
        try bench.database.write { db in
            for run in failed {
                try db.execute(
                    sql: "UPDATE flow SET state = ?, note = 'late', due_ms = NULL WHERE key = ?", arguments: [RunState.skipped.rawValue, run])
            }
        }
    }

    @Test("dates whose runs were skipped are made anew once the job is changed, and the plan says so")
    func skipped() throws {
        try skip()
        bench.now += 60
        try bench.plan()
        #expect(try new().isEmpty, "not before")
        let set = try bench.apply(PlanningBench.job(daily, title: "Another", room: "Wrong"))
        #expect(set.changes.first?.next.map(\.local) == ["2026-12-02T10:00", "2026-12-03T10:00"])
        try bench.plan()
        #expect(try new() == again)
    }

    @Test("a date whose run was skipped is made anew when it was excluded and is taken back")
    func skippedAndTakenBack() throws {
        try skip()
        try bench.apply(PlanningBench.job("\(daily), exclude: [2026-12-02]", room: "Wrong"))
        try bench.plan()
        try bench.apply(PlanningBench.job(daily, room: "Wrong"))
        try bench.plan()
        #expect(try new().contains(again[0]))
    }
}
