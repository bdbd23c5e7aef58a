import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// Waits, deadlines, last instants, and the attempts that spend nothing.
@Suite(.timeLimit(.minutes(5)))
struct JournalTimeTests {
    private func bench(_ change: (inout ScriptFlow, Date) -> Void) throws -> JournalBench {
        let bench = try JournalBench()
        var flow = ScriptFlow()
        change(&flow, bench.now)
        try bench.submit(flow)
        return bench
    }

    @Test func aWaitIsSleptUntilItsInstantAndJournalledWithItsBeginning() throws {
        var bench = try bench { flow, now in
            flow.steps.insert(.init(name: "rest", shape: .wait, instant: now.addingTimeInterval(60)), at: 0)
        }
        let begun = bench.now
        let claim = try bench.claim()
        #expect(claim.work.isEmpty)
        #expect(claim.nextDue == begun.addingTimeInterval(60))
        #expect(try bench.row().state == .waiting)
        #expect(try bench.row().stepName == "rest")
        bench.pass(59.999)
        #expect(try bench.claim().work.isEmpty)
        bench.pass(0.001)
        #expect(try bench.begin().effect.step == "first")
        let step = try #require(try bench.record().steps.first)
        #expect(
            step == StepRecord(name: "rest", state: .succeeded, attempts: 1, how: .performed, startedAt: begun, endedAt: bench.now, wasUnknown: false)
        )
    }

    @Test func whatNeedsNoCallIsPassedInOneClaimDownToTheEnd() throws {
        let bench = try bench { flow, _ in
            flow.steps = [.init(name: "one", shape: .pass), .init(name: "over", shape: .wait), .init(name: "two", shape: .pass)]
        }
        #expect(try bench.claim().work.isEmpty)
        #expect(try bench.row().state == .completed)
        #expect(try bench.due() == nil)
        #expect(try bench.row().stepName == nil)
        #expect(try bench.flow().received == ["elapsed", "elapsed", "elapsed"])
        #expect(try bench.record().steps.map(\.name) == ["one", "over", "two"])
    }

    @Test func aCallIsSentAtItsLastInstantAndNotAfterIt() throws {
        var bench = try bench { flow, now in flow.steps[0].instant = now.addingTimeInterval(10) }
        bench.pass(10)
        let work = try bench.begin()
        try bench.record(work, .performed(.hindered(.notSent("no route"))))
        bench.pass(1)
        #expect(try bench.claim().work.isEmpty)
        #expect(try bench.row().state == .skipped)
        #expect(try bench.row().note == "too late")
        #expect(try bench.flow().received == ["expired"])
    }

    @Test func anUnknownCallIsLookedUpEvenAfterItsLastInstantAndOnlyThenExpires() throws {
        var bench = try bench { flow, now in flow.steps[0].instant = now.addingTimeInterval(1) }
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(4)
        let work = try bench.begin()
        #expect(work.modeName == "look up")
        #expect(try bench.record(work, .lookedUp(.absent))?.effect.step == nil)
        #expect(try bench.row().state == .skipped)
        #expect(try bench.attempts() == [.init(step: 1, attempt: 1, state: .superseded)])
    }

    @Test func backOffsDoubleAndBeginAnewWithTheNextStep() throws {
        var bench = try bench { _, _ in }
        var waits: [Double?] = []
        for _ in 1...4 {
            try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
            waits.append(try bench.due())
            bench.pass(100)
        }
        #expect(waits == [0.5, 1, 2, 4])
        let second = try #require(try bench.record(try bench.begin(), .performed(.answered("yes"))))
        try bench.record(second, .performed(.hindered(.notSent("no route"))))
        #expect(try bench.due() == 0.5)
        #expect(try bench.row().attempt == 2)
    }

    @Test func afterTheDeadlineAFailureIsFinal() throws {
        var bench = try bench { flow, _ in flow.steps[0].deadline = 10 }
        try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
        bench.pass(9.999)
        try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
        #expect(try bench.row().state == .ready)
        bench.pass(5)
        try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
        #expect(try bench.row().state == .failed)
        #expect(try bench.flow().failure == Failure(code: "gave_up", message: "first: gave up after 3 attempts: no route"))
        #expect(try bench.attempts().map(\.state) == [.failed, .failed, .failed])
    }

    @Test func theTimeInWhichNobodyTriedDoesNotCountAgainstTheDeadline() throws {
        var bench = try bench { flow, _ in flow.steps[0].deadline = 10 }
        try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
        bench.pass(1000)
        bench.journal.startedAt = bench.now
        try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
        #expect(try bench.row().state == .ready)
        bench.pass(10)
        try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
        #expect(try bench.row().state == .failed)
    }

    @Test func theDeadlineOfAStepCountsFromItsOwnFirstTry() throws {
        var bench = try bench { flow, _ in flow.steps[1].deadline = 10 }
        let work = try bench.begin()
        bench.pass(1000)
        let second = try #require(try bench.record(work, .performed(.answered("yes"))))
        bench.pass(9)
        try bench.record(second, .performed(.hindered(.notSent("no route"))))
        #expect(try bench.row().state == .ready)
    }

    @Test func anAttemptThatWasFoundUndoneAfterTheDeadlineIsNotSentAgain() throws {
        var bench = try bench { flow, _ in flow.steps[0].deadline = 10 }
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(10)
        #expect(try bench.record(try bench.begin(), .lookedUp(.absent))?.effect.step == nil)
        #expect(try bench.row().state == .failed)
        #expect(try bench.flow().failure?.message.contains("gave up after 1 attempts") == true)
    }

    @Test func whatIsPastItsLastInstantIsTooLateAndNotGivenUp() throws {
        for result in [JournalBench.Result.performed(.hindered(.unknown("hung up"))), .performed(.hindered(.notSent("no route")))] {
            var bench = try bench { flow, now in (flow.steps[0].deadline, flow.steps[0].instant) = (10, now.addingTimeInterval(5)) }
            let work = try bench.begin()
            bench.pass(100)
            try bench.record(work, result)
            bench.pass(100)
            if let lookUp = try bench.claim().work.first { try bench.record(lookUp, .lookedUp(.absent)) }
            #expect(try bench.row().state == .skipped)
            #expect(try bench.flow().received == ["expired"])
        }
    }

    @Test func aLookUpIsNeverGivenUp() throws {
        var bench = try bench { flow, _ in flow.steps[0].deadline = 1 }
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        for _ in 1...50 {
            bench.pass(100)
            try bench.record(try bench.begin(), .lookedUp(.hindered(.unknown("503"))))
            #expect(try bench.row().state == .ambiguous)
        }
        #expect(try bench.due() == 30)
        #expect(try bench.attempts() == [.init(step: 1, attempt: 1, state: .intent)])
    }

    @Test func whatIsNotReadyIsAskedForAgainUntilItsLastInstantWithTheSameAttempt() throws {
        var bench = try bench { flow, now in flow.steps[0].readyBy = now.addingTimeInterval(45) }
        try bench.record(try bench.begin(), .performed(.notReady("no report")))
        #expect(try bench.due() == 30)
        bench.pass(30)
        try bench.record(try bench.begin(), .performed(.notReady("no report", givenUp: "no report, or the path differs")))
        // Never beyond the last instant.
        #expect(try bench.due() == 15)
        #expect(try bench.row().note == "no report")
        bench.pass(15)
        try bench.record(try bench.begin(), .performed(.notReady("no report", givenUp: "no report, or the path differs")))
        #expect(try bench.row().state == .failed)
        #expect(try bench.flow().failure == Failure(code: "not_ready", message: "first: gave up waiting: no report, or the path differs"))
        #expect(try bench.attempts() == [.init(step: 1, attempt: 1, state: .failed)])
    }

    @Test func theTimeForWhatIsNotReadyBeginsAnewWithTheProcess() throws {
        var bench = try bench { flow, _ in flow.steps[0].readyWithin = 45 }
        try bench.record(try bench.begin(), .performed(.notReady("others come first")))
        bench.pass(1000)
        bench.journal.startedAt = bench.now
        try bench.record(try bench.begin(), .performed(.notReady("others come first")))
        #expect(try bench.due() == 30)
        bench.pass(45)
        try bench.record(try bench.begin(), .performed(.notReady("others come first")))
        #expect(try bench.row().state == .failed)
    }

    @Test func anAnswerThatIsNotReadyEndsTheRowOfFailures() throws {
        var bench = try bench { _, _ in }
        for _ in 1...3 {
            try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
            bench.pass(100)
        }
        try bench.record(try bench.begin(), .performed(.notReady("no report")))
        bench.pass(30)
        try bench.record(try bench.begin(), .performed(.hindered(.notSent("no route"))))
        #expect(try bench.due() == 0.5)
    }

    @Test func aDeferredAttemptIsMadeAgainUnderItsNumberAndShowsOnce() throws {
        var bench = try bench { _, _ in }
        for outcome: Performance<String> in [
            .hindered(.rateLimited(retryAfter: .seconds(1))), .notReady("no report"), .hindered(.rateLimited(retryAfter: nil)),
        ] {
            try bench.record(try bench.begin(), .performed(outcome))
            #expect(try bench.attempts() == [.init(step: 1, attempt: 1, state: .deferred)])
            bench.pass(60)
        }
        _ = try bench.begin()
        #expect(try bench.attempts() == [.init(step: 1, attempt: 1, state: .intent)])
        #expect(try bench.record().steps.map(\.attempts) == [1])
        #expect(try bench.record().steps.first?.error == nil)
    }

    @Test func aFlowOfAnUnknownVersionIsHeldAndNotGuessed() throws {
        var bench = try JournalBench()
        try bench.submit(ScriptFlow(definition: 2))
        // Another program made it than the one that claims it.
        bench.journal = Journal(settle: .seconds(4), boot: "second")
        try bench.submit(ScriptFlow(name: "known"))
        let claim = try bench.claim()
        // The one that cannot be read takes nobody's place.
        #expect(claim.work.map(\.row.key) == ["known"])
        #expect(try bench.row().state == .held)
        #expect(try bench.due() == nil)
        #expect(try bench.row().note?.contains("script version 2") == true)
        #expect(try bench.attempts().count == 1)
    }
}
