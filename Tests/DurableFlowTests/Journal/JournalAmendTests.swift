import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// Changed descriptions of runs that have begun.
@Suite(.timeLimit(.minutes(5))) struct JournalAmendTests {
    private func bench(_ change: (inout ScriptFlow) -> Void = { _ in }) throws -> JournalBench {
        let bench = try JournalBench()
        var flow = ScriptFlow()
        flow.undo = [.init(name: "tear down", shape: .repeatable)]
        change(&flow)
        try bench.submit(flow)
        return bench
    }

    private func amend(_ bench: JournalBench, _ text: String = "new") throws {
        try bench.operate { try $0.amend($1, key: "run", amendment: Data(text.utf8), actor: "test", now: $2) }
    }

    @Test func aReadyRunReceivesItBeforeItsNextCall() throws {
        var bench = try bench()
        try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
        bench.pass(0.1)
        try amend(bench)
        #expect(try bench.due() == 0)
        let work = try bench.begin()
        #expect(work.effect.call == .init(step: "first", amendment: "new"))
        #expect(try bench.flow().received == ["amend new"])
        #expect(try bench.row().amendment == nil)
    }

    @Test func aWaitingRunIsWokenAndGoesOnWaiting() throws {
        var bench = try bench { $0.steps.insert(.init(name: "rest", shape: .wait, instant: Date(timeIntervalSince1970: 1_800_000_100)), at: 0) }
        #expect(try bench.claim().work.isEmpty)
        bench.pass(10)
        try amend(bench)
        #expect(try bench.due() == 0)
        #expect(try bench.claim().work.isEmpty)
        #expect(try bench.row().state == .waiting)
        #expect(try bench.due() == 90)
        #expect(try bench.row().step == 1)
        #expect(try bench.flow().received == ["amend new"])
    }

    @Test func anotherStepBeginsAnew() throws {
        let bench = try bench {
            $0.steps[0].shape = .wait; $0.steps[0].instant = .distantFuture
        }
        _ = try bench.claim()
        try amend(bench, "before extra")
        let work = try bench.begin()
        #expect(work.effect.step == "extra")
        #expect(work.row.step == 2)
    }

    @Test func aRunningCallIsAwaitedFirst() throws {
        let bench = try bench()
        let work = try bench.begin()
        try amend(bench)
        #expect(try bench.row().state == .running)
        #expect(try bench.claim().work.isEmpty)
        let next = try #require(try bench.record(work, .performed(.answered("hall-1"))))
        #expect(next.effect.call == .init(step: "second", amendment: "new"))
        #expect(try bench.flow().received == ["hall-1 performed", "amend new"])
    }

    @Test func anUnknownOutcomeIsLookedUpAsItWasSent() throws {
        var bench = try bench()
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(1)
        try amend(bench)
        #expect(try bench.row().state == .ambiguous)
        #expect(try bench.due() == 3)
        bench.pass(3)
        let work = try bench.begin()
        #expect(work.modeName == "look up")
        #expect(work.effect.call == .init(step: "first", amendment: nil))
        let next = try #require(try bench.record(work, .lookedUp(.found("hall-1"))))
        #expect(next.effect.call == .init(step: "second", amendment: "new"))
    }

    @Test func theSameStepStaysDoubtful() throws {
        var bench = try bench()
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        try amend(bench)
        bench.pass(4)
        let work = try #require(try bench.record(try bench.begin(), .lookedUp(.absent)))
        #expect(work.effect.call == .init(step: "first", amendment: "new"))
        #expect(work.row.attempt == 2)
        try bench.record(work, .performed(.answered("hall-1")))
        #expect(try bench.flow().received == ["amend new", "hall-1 repeated"])
    }

    @Test func anAttemptThatSpentNothingIsMadeAgainWithWhatIsSentNow() throws {
        let bench = try bench()
        try bench.record(try bench.begin(), .performed(.notReady("not yet")))
        try amend(bench)
        #expect(try bench.begin().row.attempt == 1)
        let request = try bench.database.read { try Data.fetchOne($0, sql: "SELECT request FROM step") }
        #expect(try JSONDecoder().decode(ScriptFlow.Call.self, from: #require(request)) == ScriptFlow.Call(step: "first", amendment: "new"))
    }

    @Test func aHeldRunKeepsItUntilItGoesOn() throws {
        let bench = try bench()
        try bench.record(try bench.begin(), .performed(.hindered(.mismatch("no such path"))))
        try amend(bench)
        #expect(try bench.row().state == .held)
        #expect(try bench.claim().work.isEmpty)
        try bench.operate { try $0.retry($1, key: "run", actor: "test", now: $2) }
        #expect(try bench.begin().effect.call == .init(step: "first", amendment: "new"))
    }

    @Test func aCancellationComesFirst() throws {
        let bench = try bench()
        let work = try bench.begin()
        try amend(bench, "before extra")
        try bench.operate { try $0.cancel($1, key: "run", actor: "test", now: $2) }
        let next = try #require(try bench.record(work, .performed(.answered("hall-1"))))
        #expect(next.effect.step == "tear down")
        #expect(try bench.flow().received == ["hall-1 performed", "cancel", "amend before extra"])
    }

    @Test func theLastOfSeveralIsReceivedAlone() throws {
        let bench = try bench()
        let work = try bench.begin()
        for text in ["one", "two", "three"] { try amend(bench, text) }
        try bench.record(work, .performed(.answered("hall-1")))
        #expect(try bench.flow().received == ["hall-1 performed", "amend three"])
        #expect(try bench.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM audit WHERE actor = 'test' AND what = 'amend'") } == 3)
    }

    @Test func itSurvivesACrash() throws {
        var bench = try bench()
        _ = try bench.begin()
        try amend(bench)
        bench.journal.boot = "second"
        try bench.operate { try $0.takeOver($1, now: $2) }
        bench.pass(4)
        let next = try #require(try bench.record(try bench.begin(), .lookedUp(.found("hall-1"))))
        #expect(next.effect.call.amendment == "new")
        // Received and gone on: a crash from here on does not bring it again.
        try bench.operate { try $0.takeOver($1, now: $2) }
        #expect(try bench.begin().effect.call.amendment == "new")
        #expect(try bench.flow().received == ["hall-1 adopted", "amend new"])
    }

    @Test func aRunThatHasEndedOrIsUnknownCannotBeAmended() throws {
        let bench = try bench { $0.steps = [] }
        _ = try bench.claim()
        let before = try bench.dump()
        #expect(throws: OperatorError("run has ended already: completed")) { try amend(bench) }
        #expect(throws: OperatorError.self) { try bench.operate { try $0.amend($1, key: "nobody", amendment: Data(), actor: "test", now: $2) } }
        #expect(try bench.dump() == before)
    }

    // MARK: Optional calls

    @Test func thatItGoesWithoutARefusedStepIsToldWhoListens() throws {
        let refusal = JournalBench.Result.performed(.refused(Failure(code: "forbidden", message: "403")))
        var bench = try bench { $0.isOptional = true }
        bench.journal.onTurn = { _, _, _, _, turn, _ in throw OperatorError("\(turn)") }
        let work = try bench.begin()
        #expect(throws: OperatorError(#"refused(step: "first", reason: "403")"#)) { try bench.record(work, refusal) }
        bench = try self.bench()
        bench.journal.onTurn = { _, _, _, _, turn, _ in throw OperatorError("\(turn)") }
        try bench.record(try bench.begin(), refusal)
    }

    @Test func whatAnOptionalCallLeavesOpenHoldsNobody() throws {
        var bench = try bench { $0.isOptional = true }
        try bench.record(try bench.begin(), .performed(.hindered(.mismatch("no such path"))))
        #expect(try bench.row().state == .failed)
        #expect(try bench.attempts() == [.init(step: 1, attempt: 1, state: .failed)])
        bench = try self.bench { $0.isOptional = true }
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(4)
        try bench.record(try bench.begin(), .lookedUp(.unproved("half a list")))
        #expect(try bench.flow().received == ["refused unanswered"])
        #expect(try bench.attempts() == [.init(step: 1, attempt: 1, state: .failed)])
    }
}
