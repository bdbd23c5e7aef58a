import Foundation
import GRDB
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(5)))
struct RunRecordTests {
    @Test func runsAreListedNewestFirstByPrefixAndLimit() throws {
        let bench = try JournalBench()
        for name in ["weekly@1", "weekly@2", "weekly%@3", "other@1"] { try bench.submit(ScriptFlow(name: name)) }
        func keys(_ prefix: String?, limit: Int = 10) throws -> [String] {
            try bench.database.read { try RunRecord.fetch($0, prefix: prefix, limit: limit).map(\.key) }
        }
        #expect(try keys(nil) == ["other@1", "weekly%@3", "weekly@2", "weekly@1"])
        #expect(try keys("weekly@") == ["weekly@2", "weekly@1"])
        // A prefix is text, not a pattern.
        #expect(try keys("weekly%") == ["weekly%@3"])
        #expect(try keys(nil, limit: 2) == ["other@1", "weekly%@3"])
        #expect(try bench.database.read { try RunRecord.fetch($0, key: "nobody") } == nil)
    }

    @Test func theRunsOfAPrefixAreFoundByTheIndexOfTheKeys() throws {
        let bench = try JournalBench()
        let plan = try bench.plan(of: RunRecord.selectByPrefix(), ["weekly@", "weekly@\u{10FFFF}", 10])
        #expect(plan.contains { $0.hasPrefix("SEARCH flow USING INDEX sqlite_autoindex_flow_1 (key>? AND key<?)") }, "\(plan)")
    }

    @Test func aRunShowsWhereItIsAndWhatWasAskedOfIt() throws {
        var bench = try JournalBench()
        try bench.submit()
        let begun = bench.now
        bench.pass(1)
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        try bench.operate { try $0.cancel($1, key: "run", actor: "test", now: $2) }
        let record = try bench.record()
        #expect(record.kind == "script")
        #expect(record.version == 1)
        #expect(record.lane == "north")
        #expect(record.state == .ambiguous)
        #expect(record.stepName == "first")
        #expect(record.due == bench.now.addingTimeInterval(4))
        #expect(record.note == "hung up")
        #expect(record.isCancelRequested)
        #expect(record.createdAt == begun)
        #expect(record.updatedAt == bench.now)
        #expect(
            record.steps == [
                StepRecord(name: "first", state: .intent, attempts: 1, how: nil, startedAt: bench.now, error: "hung up", wasUnknown: false)
            ])
    }

    @Test func aStepShowsItsFirstBeginningItsLastEndAndEveryAttempt() throws {
        var bench = try JournalBench()
        try bench.submit()
        let begun = bench.now
        try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
        bench.pass(10)
        try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
        bench.pass(10)
        try bench.record(try bench.begin(), .performed(.refused(Failure(code: "forbidden", message: "not allowed"))))
        #expect(
            try bench.record().steps == [
                StepRecord(
                    name: "first", state: .failed, attempts: 3, how: nil, startedAt: begun, endedAt: bench.now, error: "not allowed",
                    wasUnknown: false)
            ])
    }

    @Test(arguments: RunState.allCases)
    func aFinalStateIsOneThatNothingLeaves(_ state: RunState) {
        #expect(state.isFinal == [.completed, .failed, .cancelled, .skipped].contains(state))
    }

    @Test func aResolutionIsReadBackAsItWasWritten() {
        for resolution in [Resolution.undone, .adopt("hall-1"), .adopt("adopt:x"), .adopt("")] {
            #expect(Resolution(text: resolution.text) == resolution)
        }
        #expect(Resolution(text: "perhaps") == nil)
    }
}
