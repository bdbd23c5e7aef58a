import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// Descriptions of what was changed behind the back of a run.
@Suite(.timeLimit(.minutes(5))) struct JournalMendTests {
    private func mend(_ bench: JournalBench, _ text: String = "before extra") throws {
        try bench.operate { try $0.mend($1, key: "run", amendment: Data(text.utf8), actor: "test", now: $2) }
    }

    private func completed(isOnShow: Bool = false) throws -> JournalBench {
        let bench = try JournalBench()
        var flow = ScriptFlow()
        if isOnShow { flow.undo = [.init(name: "tear down", shape: .repeatable)] }
        try bench.submit(flow)
        let first = try bench.begin()
        let second = try #require(try bench.record(first, .performed(.answered("a"))))
        #expect(try bench.record(second, .performed(.answered("b"))) == nil)
        #expect(try bench.row().state == .completed)
        return bench
    }

    @Test func aCompletedRunIsTakenUpAgainAndItsFormerStepsStay() throws {
        let bench = try completed()
        try mend(bench)
        #expect(try bench.row().state == .ready)
        let work = try bench.begin()
        #expect(work.effect.step == "extra")
        try bench.record(work, .performed(.answered("c")))
        #expect(try bench.row().state == .completed)
        #expect(try bench.record().steps.map(\.name) == ["first", "second", "extra"])
        #expect(try bench.flow().received == ["a performed", "b performed", "amend before extra", "c performed"])
    }

    @Test func aCompletedRunThatHasNothingToDoAboutItStaysCompleted() throws {
        let bench = try completed()
        try mend(bench, "noted")
        #expect(try bench.row().state == .completed)
        #expect(try bench.due() == nil)
        #expect(try bench.flow().received.last == "amend noted")
    }

    @Test func aCompletedRunThatHasSomethingToUndoIsCancelledOnce() throws {
        let bench = try completed(isOnShow: true)
        func cancel() throws { try bench.operate { try $0.cancel($1, key: "run", actor: "test", now: $2) } }
        try cancel()
        try cancel()
        #expect(try bench.record().isCancelRequested)
        let work = try bench.begin()
        #expect(work.effect.step == "tear down")
        try bench.record(work, .performed(.answered("gone")))
        #expect(try bench.row().state == .cancelled)
        #expect(try bench.flow().received == ["a performed", "b performed", "cancel", "gone performed"])
        #expect(throws: OperatorError("run has ended already: cancelled")) { try cancel() }
        let other = try completed()
        #expect(throws: OperatorError("run has ended already: completed")) {
            try other.operate { try $0.cancel($1, key: "run", actor: "test", now: $2) }
        }
    }

    @Test func aLiveRunReceivesItAsAnAmendment() throws {
        let bench = try JournalBench()
        try bench.submit()
        try mend(bench)
        #expect(try bench.begin().effect.step == "extra")
        #expect(try bench.flow().received == ["amend before extra"], "received once, however it was looked at before")
    }

    @Test func anAmendmentThatWaitsIsNotLost() throws {
        let bench = try JournalBench()
        try bench.submit()
        try bench.operate { try $0.amend($1, key: "run", amendment: Data("new".utf8), actor: "test", now: $2) }
        let before = try bench.dump()
        #expect(throws: OperatorError("run is taking a change over just now; try again in a moment")) { try mend(bench) }
        #expect(try bench.dump() == before)
    }

    @Test func aRunThatIsNotThereOrHasEndedOtherwiseIsRefused() throws {
        let bench = try JournalBench()
        #expect(throws: OperatorError.self) { try mend(bench) }
        try bench.submit()
        try bench.record(try bench.begin(), .performed(.refused(Failure(code: "no", message: "no"))))
        let before = try bench.dump()
        #expect(throws: OperatorError("run has ended already: failed")) { try mend(bench) }
        #expect(try bench.dump() == before)
    }

    @Test func anObjectIsGivenToOneRunOnly() throws {
        let bench = try JournalBench()
        try bench.submit()
        var other = ScriptFlow()
        other.name = "other"
        try bench.submit(other)
        let object = RemoteObject(kind: "draft", identifier: "1")
        try bench.operate { (journal, db, _) throws in
            #expect(try Journal<ScriptFlow>.owner(db, of: object) == nil)
            #expect(try journal.give(db, object, to: "run"))
            #expect(try journal.give(db, object, to: "run"))
            #expect(try !journal.give(db, object, to: "other"))
            #expect(try Journal<ScriptFlow>.owner(db, of: object) == "run")
        }
    }
}
