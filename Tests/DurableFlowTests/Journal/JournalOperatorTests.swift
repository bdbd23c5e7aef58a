import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// Retry, the answers to the questions that hold a run, and the opening of a lane.
@Suite(.timeLimit(.minutes(5)))
struct JournalOperatorTests {
    private let refusal = Failure(code: "unauthorized", message: "the token is not accepted")

    private func retry(_ bench: JournalBench) throws { try bench.operate { try $0.retry($1, key: "run", actor: "test", now: $2) } }

    private func resolve(_ bench: JournalBench, _ resolution: Resolution) throws {
        try bench.operate { try $0.resolve($1, key: "run", as: resolution, actor: "test", now: $2) }
    }

    /// A run whose first call has an outcome that only a person knows.
    private func held(_ shape: ScriptFlow.Step.Shape = .adoptable) throws -> JournalBench {
        var bench = try JournalBench()
        var flow = ScriptFlow()
        flow.steps[0].shape = shape
        try bench.submit(flow)
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        if shape == .adoptable {
            bench.pass(4)
            try bench.record(try bench.begin(), .lookedUp(.unproved("half a list")))
        }
        #expect(try bench.row().state == .held)
        return bench
    }

    @Test func retryMakesARunThatBacksOffDueNow() throws {
        let bench = try JournalBench()
        try bench.submit()
        try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
        try retry(bench)
        #expect(try bench.due() == 0)
        #expect(try bench.row().failures == 0)
        #expect(try bench.row().note == nil)
        #expect(try bench.begin().row.attempt == 2)
    }

    @Test func retryLeavesTheSettleWindowOfAnUnknownOutcomeAlone() throws {
        let bench = try JournalBench()
        try bench.submit()
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        try retry(bench)
        #expect(try bench.due() == 4)
        #expect(try bench.row().state == .ambiguous)
    }

    @Test func retryOfAHeldRunWithAnOpenIntentLooksUpAndNeverSends() throws {
        let bench = try held()
        try retry(bench)
        #expect(try bench.begin().modeName == "look up")
    }

    @Test func retryOfARunHeldForAMismatchSendsTheNextAttempt() throws {
        let bench = try JournalBench()
        try bench.submit()
        try bench.record(try bench.begin(), .performed(.hindered(.mismatch("no such path"))))
        try retry(bench)
        let work = try bench.begin()
        #expect(work.modeName == "perform")
        #expect(work.row.attempt == 2)
    }

    @Test func retryTakesAFailedRunUpAgainWhereItsFlowCan() throws {
        let bench = try JournalBench()
        try bench.submit()
        try bench.record(try bench.begin(), .performed(.refused(refusal)))
        #expect(try bench.row().state == .failed)
        try retry(bench)
        let work = try bench.begin()
        #expect(work.effect.step == "first")
        try bench.record(try #require(try bench.record(work, .performed(.answered("hall-1")))), .performed(.answered("script")))
        #expect(try bench.row().state == .completed)
        #expect(try bench.record().steps.map(\.state) == [.failed, .succeeded, .succeeded])
    }

    @Test func retryOfWhatCannotGoOnIsRefusedAndChangesNothing() throws {
        let bench = try JournalBench()
        try bench.submit(ScriptFlow(isRetryable: false))
        let work = try bench.begin()
        #expect(throws: OperatorError("run is being worked on")) { try retry(bench) }
        try bench.record(work, .performed(.refused(refusal)))
        let before = try bench.dump()
        #expect(throws: OperatorError("run cannot go on: the token is not accepted; run its job again to make a new one")) { try retry(bench) }
        #expect(try bench.dump() == before)
    }

    @Test func anAdoptionIsCheckedWithTheRemoteSideByItsIdentifier() throws {
        let bench = try held()
        try resolve(bench, .adopt("hall-9"))
        let work = try bench.begin()
        #expect(work.modeName == "adopt hall-9")
        try bench.record(work, .lookedUp(.found("hall-9", made: [RemoteObject(kind: "hall", identifier: "hall-9")])))
        #expect(try bench.flow().received == ["hall-9 adopted"])
        #expect(try bench.row().resolution == nil)
        #expect(try bench.database.read { try String.fetchOne($0, sql: "SELECT how FROM remote WHERE identifier = 'hall-9'") } == "adopted")
    }

    @Test("the question stays while answers to it are not taken, with the reason of the last one")
    func answersThatAreNotTaken() throws {
        var bench = try held()
        func answer(_ identifier: String, _ finding: Finding<String>) throws {
            try resolve(bench, .adopt(identifier))
            try bench.record(try bench.begin(), .lookedUp(finding))
        }
        try answer("hall-8", .unproved("it is another's"))
        #expect(try bench.row().note == "half a list (the answer hall-8 is not taken: it is another's)")
        #expect(try bench.row().state == .held)
        try answer("hall-9", .hindered(.notSent("no route")))
        let note = "half a list (the answer hall-9 is not taken: no route)"
        #expect(try bench.row().note == note && bench.row().state == .ambiguous)
        bench.pass(60)
        try bench.record(try bench.begin(), .lookedUp(.hindered(.blocked(refusal))))
        #expect(try bench.row().note == "half a list (the answer hall-9 is not taken: the token is not accepted)")
        let lane = try bench.row().lane
        try bench.operate { journal, db, _ in try journal.openLane(db, lane) }
        try bench.record(try bench.begin(), .lookedUp(.unproved("half a list")))
        #expect(try bench.row().note == "half a list", "a reason that is the question is said once")
        try answer("hall-7", .found("hall-7", made: []))
        #expect(try bench.row().note == nil)
    }

    @Test func anAdoptionSurvivesACrashBeforeItsLookUpEnds() throws {
        var bench = try held()
        try resolve(bench, .adopt("hall-9"))
        _ = try bench.begin()
        try bench.operate { try $0.takeOver($1, now: $2) }
        bench.pass(4)
        #expect(try bench.begin().modeName == "adopt hall-9")
    }

    @Test func whatAPersonSaysWasNotDoneIsSentAgain() throws {
        for shape in [ScriptFlow.Step.Shape.adoptable, .askable] {
            let bench = try held(shape)
            try resolve(bench, .undone)
            let work = try bench.begin()
            #expect(work.modeName == "perform")
            #expect(work.row.attempt == 2)
            try bench.record(work, .performed(.answered("hall-1")))
            #expect(try bench.flow().received == ["hall-1 repeated"])
            #expect(try bench.attempts().first?.state == .superseded)
        }
    }

    @Test func theAnswerNeedNotWaitForTheSettleWindow() throws {
        let bench = try JournalBench()
        try bench.submit()
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        try resolve(bench, .undone)
        #expect(try bench.begin().modeName == "perform")
    }

    @Test func whatOnlyAPersonKnowsIsNeverLookedUpWithoutOne() throws {
        // Whichever way such a run becomes due: retried, cancelled, or left by a process that died.
        let bench = try held(.askable)
        try retry(bench)
        #expect(try bench.claim().work.isEmpty)
        #expect(try bench.row().state == .held)
        try bench.operate { try $0.cancel($1, key: "run", actor: "test", now: $2) }
        #expect(try bench.claim().work.isEmpty)
        #expect(try bench.row().state == .held)
        #expect(try bench.row().note?.contains("was it done?") == true)
        #expect(try bench.attempts() == [.init(step: 1, attempt: 1, state: .intent)])

        var crashed = try JournalBench()
        var flow = ScriptFlow()
        flow.steps[0].shape = .askable
        try crashed.submit(flow)
        _ = try crashed.begin()
        try crashed.operate { try $0.takeOver($1, now: $2) }
        crashed.pass(4)
        #expect(try crashed.claim().work.isEmpty)
        #expect(try crashed.row().state == .held)
    }

    @Test func onlyAnOpenQuestionCanBeAnswered() throws {
        let bench = try JournalBench()
        try bench.submit()
        #expect(throws: OperatorError("run has no question to answer; its state is ready")) { try resolve(bench, .undone) }
        try bench.record(try bench.begin(), .performed(.hindered(.mismatch("no such path"))))
        let advice = "mend what it is held for, then: autowebinar run retry run"
        #expect(throws: OperatorError("run has no question to answer; \(advice)")) { try resolve(bench, .undone) }
    }

    @Test func aBlockedLaneIsLeftAloneUntilItIsOpenedAndThenAllOfItIsDue() throws {
        let bench = try JournalBench()
        for name in ["a", "b", "c"] { try bench.submit(ScriptFlow(name: name)) }
        try bench.submit(ScriptFlow(name: "d", theatre: "south"))
        let claim = try bench.claim(["north"], places: 2)
        try bench.record(claim.work[0], .performed(.hindered(.blocked(refusal))))
        let closed = try bench.claim(["north", "south"], places: 8)
        #expect(closed.work.map(\.row.key) == ["d"])
        #expect(closed.nextDue == nil)
        #expect(try bench.record("c").pausedReason == "the token is not accepted")
        #expect(try bench.record("d").pausedReason == nil)
        // What was sent before the lane was paused is recorded as ever.
        try bench.record(claim.work[1], .performed(.hindered(.blocked(refusal))))
        try bench.operate { journal, db, _ in try journal.openLane(db, "north") }
        try bench.operate { journal, db, _ in try journal.openLane(db, "north") }
        #expect(try bench.claim(["north"], places: 8).work.map(\.row.key) == ["a", "b", "c"])
        #expect(try bench.record("c").pausedReason == nil)
        // Being blocked spent no attempt.
        #expect(try bench.row("a").attempt == 1)
    }

    @Test func everyCommandIsNotedWithItsActor() throws {
        let bench = try held()
        try resolve(bench, .undone)
        try bench.operate { try $0.cancel($1, key: "run", actor: "someone", now: $2) }
        let notes = try bench.database.read { try String.fetchAll($0, sql: "SELECT actor || ': ' || what FROM audit ORDER BY id") }
        #expect(notes == ["test: resolve undone", "someone: cancel"])
    }
}
