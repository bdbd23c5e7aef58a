import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// The end that somebody asks for, in every state of a run. Nothing that may have been sent is forgotten, nothing is sent again.
@Suite(.timeLimit(.minutes(5)))
struct JournalCancelTests {
    private func bench(_ change: (inout ScriptFlow) -> Void = { _ in }) throws -> JournalBench {
        let bench = try JournalBench()
        var flow = ScriptFlow()
        flow.undo = [.init(name: "tear down", shape: .repeatable)]
        change(&flow)
        try bench.submit(flow)
        return bench
    }

    private func cancel(_ bench: JournalBench) throws {
        try bench.operate { try $0.cancel($1, key: "run", actor: "test", now: $2) }
    }

    @Test func aReadyRunIsUndone() throws {
        let bench = try bench()
        try cancel(bench)
        let work = try bench.begin()
        #expect(work.effect.step == "tear down")
        try bench.record(work, .performed(.answered("gone")))
        #expect(try bench.row().state == .cancelled)
        #expect(try bench.flow().received == ["cancel", "gone performed"])
        #expect(try bench.due() == nil)
    }

    @Test func aRunningCallIsAwaitedFirst() throws {
        let bench = try bench()
        let work = try bench.begin()
        try cancel(bench)
        #expect(try bench.row().state == .running)
        #expect(try bench.claim().work.isEmpty)
        let next = try #require(try bench.record(work, .performed(.answered("hall-1"))))
        #expect(next.effect.step == "tear down")
        #expect(try bench.flow().received == ["hall-1 performed", "cancel"])
    }

    @Test func aWaitingRunIsWoken() throws {
        var bench = try bench { $0.steps.insert(.init(name: "rest", shape: .wait, instant: .distantFuture), at: 0) }
        #expect(try bench.claim().work.isEmpty)
        bench.pass(10)
        try cancel(bench)
        #expect(try bench.due() == 0)
        #expect(try bench.begin().effect.step == "tear down")
    }

    @Test func anAmbiguousRunKeepsItsSettleWindowAndIsLookedUpFirst() throws {
        var bench = try bench()
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(1)
        try cancel(bench)
        #expect(try bench.row().state == .ambiguous)
        #expect(try bench.due() == 3)
        bench.pass(3)
        let next = try #require(try bench.record(try bench.begin(), .lookedUp(.found("hall-1"))))
        #expect(next.effect.step == "tear down")
        #expect(try bench.flow().received == ["hall-1 adopted", "cancel"])
    }

    @Test func anAmbiguousRunWhoseCallWasUndoneDoesNotSendItAgain() throws {
        var bench = try bench { $0.steps[0].deadline = 0 }
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        try cancel(bench)
        bench.pass(4)
        let next = try #require(try bench.record(try bench.begin(), .lookedUp(.absent)))
        #expect(next.effect.step == "tear down")
        #expect(try bench.flow().received == ["cancel"])
        #expect(try bench.attempts().first == .init(step: 1, attempt: 1, state: .superseded))
    }

    @Test func aRunThatIsBeingLookedUpIsCancelledAfterwards() throws {
        var bench = try bench()
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(4)
        let work = try bench.begin()
        try cancel(bench)
        #expect(try bench.record(work, .lookedUp(.absent))?.effect.step == "tear down")
    }

    @Test func aHeldRunWithAnOpenIntentIsLookedUpBeforeItIsUndone() throws {
        var bench = try bench()
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(4)
        try bench.record(try bench.begin(), .lookedUp(.unproved("half a list")))
        try cancel(bench)
        #expect(try bench.row().state == .ambiguous)
        let work = try bench.begin()
        #expect(work.modeName == "look up")
        #expect(try bench.record(work, .lookedUp(.found("hall-1")))?.effect.step == "tear down")
    }

    @Test func aHeldRunThatIsCancelledOnceMoreLooksAgain() throws {
        var bench = try bench()
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(4)
        try bench.record(try bench.begin(), .lookedUp(.unproved("half a list")))
        for _ in 1...2 {
            try cancel(bench)
            let work = try bench.begin()
            #expect(work.modeName == "look up")
            try bench.record(work, .lookedUp(.unproved("half a list")))
            #expect(try bench.row().state == .held)
        }
        try cancel(bench)
        #expect(try bench.record(try bench.begin(), .lookedUp(.found("hall-1")))?.effect.step == "tear down")
        #expect(try bench.flow().received == ["hall-1 adopted", "cancel"])
    }

    @Test func anUndoingThatIsHeldIsTriedAgainByAnotherCancel() throws {
        let bench = try bench()
        try cancel(bench)
        try bench.record(try bench.begin(), .performed(.hindered(.mismatch("no such method"))))
        #expect(try bench.row().state == .held)
        try cancel(bench)
        let work = try bench.begin()
        #expect(work.effect.step == "tear down" && work.row.attempt == 2)
        try bench.record(work, .performed(.answered("gone")))
        #expect(try bench.row().state == .cancelled)
        #expect(try bench.flow().received == ["cancel", "gone performed"])
    }

    @Test func aHeldRunWithoutAnOpenIntentIsUndoneAtOnce() throws {
        let bench = try bench()
        try bench.record(try bench.begin(), .performed(.hindered(.mismatch("no such path"))))
        try cancel(bench)
        #expect(try bench.begin().effect.step == "tear down")
    }

    @Test func aFailureDoesNotStandInTheWayOfTheEnd() throws {
        let bench = try bench()
        let work = try bench.begin()
        try cancel(bench)
        let next = try #require(try bench.record(work, .performed(.refused(Failure(code: "forbidden", message: "no")))))
        #expect(next.effect.step == "tear down")
        #expect(try bench.flow().received == ["refused forbidden", "cancel"])
    }

    @Test func askingTwiceIsAskingOnceAndTheFlowIsToldOnce() throws {
        let bench = try bench()
        try cancel(bench)
        try cancel(bench)
        let work = try bench.begin()
        try cancel(bench)
        try bench.record(work, .performed(.answered("gone")))
        #expect(try bench.flow().received == ["cancel", "gone performed"])
        #expect(try bench.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM audit WHERE what = 'cancel'") } == 1)
    }

    @Test func whatTheUndoingMetStaysCancelledThroughACrash() throws {
        var bench = try bench()
        try cancel(bench)
        _ = try bench.begin()
        bench.journal.boot = "second"
        try bench.operate { try $0.takeOver($1, now: $2) }
        let work = try bench.begin()
        #expect(work.effect.step == "tear down")
        try bench.record(work, .performed(.answered("gone")))
        #expect(try bench.flow().received == ["cancel", "gone repeated"])
    }

    @Test func aRunThatHasEndedOrIsUnknownCannotBeCancelled() throws {
        let bench = try bench { ($0.steps, $0.undo) = ([], []) }
        _ = try bench.claim()
        #expect(try bench.row().state == .completed)
        let before = try bench.dump()
        #expect(throws: OperatorError("run has ended already: completed")) { try cancel(bench) }
        #expect(throws: OperatorError.self) { try bench.operate { try $0.cancel($1, key: "nobody", actor: "test", now: $2) } }
        #expect(try bench.dump() == before)
    }
}
