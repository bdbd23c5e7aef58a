import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// A journal that was put back from a backup: whatever it says may be older than what the remote side has seen.
@Suite(.timeLimit(.minutes(5)))
struct JournalRestoreTests {
    private func restore(_ bench: JournalBench) throws -> Int {
        try bench.database.write { try bench.journal.restored($0, now: bench.now) }
    }

    private func bench(_ shapes: ScriptFlow.Step.Shape...) throws -> JournalBench {
        let bench = try JournalBench()
        var flow = ScriptFlow()
        flow.steps = shapes.enumerated().map { .init(name: "step\($0)", shape: $1) }
        try bench.submit(flow)
        return bench
    }

    /// Claims the one run that is due; nil where none is.
    private func next(_ bench: JournalBench) throws -> Work<ScriptFlow>? { try bench.claim().work.first }

    @Test func aStepThatWasNeverSentSettlesAndIsLookedUpFirst() throws {
        var bench = try bench(.adoptable)
        #expect(try restore(bench) == 1)
        bench.pass(3.999)
        #expect(try next(bench) == nil)
        bench.pass(0.001)
        let work = try bench.begin()
        #expect(try bench.attempts() == [.init(step: 1, attempt: 1, state: .intent)], "the intent is committed, nothing is sent")
        #expect(work.modeName == "look up")
        #expect(work.row.isRestored)
        try bench.record(work, .lookedUp(.found("playback")))
        #expect(try bench.flow().received == ["playback adopted"])
    }

    @Test func foundAbsentItIsSentAndNotTakenForRestoredAnyMore() throws {
        var bench = try bench(.adoptable, .adoptable)
        _ = try restore(bench)
        bench.pass(4)
        let sent = try #require(try bench.record(try bench.begin(), .lookedUp(.absent)))
        #expect(sent.modeName == "perform")
        #expect(!sent.row.isRestored)
        #expect(try bench.record(sent, .performed(.answered("one"))) == nil, "the next step is looked up first, too")
        let second = try bench.begin()
        #expect(second.modeName == "look up")
        #expect(second.row.isRestored)
        try bench.record(second, .lookedUp(.found("two")))
        #expect(try bench.flow().received == ["one repeated", "two adopted"])
    }

    @Test(arguments: [ScriptFlow.Step.Shape.repeatable, .overwriting]) func whatMayBeRepeatedIsSentAtOnce(_ shape: ScriptFlow.Step.Shape) throws {
        var bench = try bench(shape)
        _ = try restore(bench)
        bench.pass(4)
        #expect(try bench.begin().modeName == "perform")
    }

    @Test func aStepThatOnlyAPersonKnowsIsAsked() throws {
        var bench = try bench(.askable)
        _ = try restore(bench)
        bench.pass(4)
        #expect(try next(bench) == nil)
        #expect(try bench.row().state == .held)
        try bench.operate { try $0.resolve($1, key: "run", as: .undone, actor: "test", now: $2) }
        #expect(try bench.begin().modeName == "perform")
    }

    @Test(arguments: [false, true]) func aHeldRunIsAnsweredAndGoesOn(isDone: Bool) throws {
        var bench = try bench(.adoptable)
        _ = try restore(bench)
        bench.pass(4)
        try bench.record(try bench.begin(), .lookedUp(.unproved("is it ours?")))
        #expect(try bench.row().state == .held)
        try bench.operate { try $0.resolve($1, key: "run", as: isDone ? .adopt("p7") : .undone, actor: "test", now: $2) }
        let work = try bench.begin()
        #expect(work.modeName == (isDone ? "adopt p7" : "perform"))
        #expect(work.row.isRestored == isDone, "told that it is not done, it does not search again")
    }

    @Test func aCrashBetweenTheLookUpAndItsOutcomeLooksUpAgain() throws {
        var bench = try bench(.adoptable)
        _ = try restore(bench)
        bench.pass(4)
        _ = try bench.begin()
        bench.journal.boot = "second"
        try bench.operate { try $0.takeOver($1, now: $2) }
        bench.pass(4)
        let again = try bench.begin()
        #expect(again.modeName == "look up")
        #expect(again.row.isRestored)
    }

    @Test func whatWasInFlightIsUnknown() throws {
        var bench = try bench(.adoptable)
        _ = try bench.begin()
        _ = try restore(bench)
        #expect(try bench.row().state == .ambiguous)
        bench.pass(4)
        #expect(try bench.begin().row.isRestored)
    }

    @Test func cancelledBeforeItLookedItLooksFirst() throws {
        let bench = try bench(.adoptable)
        _ = try restore(bench)
        try bench.operate { try $0.cancel($1, key: "run", actor: "test", now: $2) }
        try bench.record(try bench.begin(), .lookedUp(.found("playback")))
        #expect(try bench.flow().received == ["playback adopted", "cancel"])
        #expect(try bench.row().state == .cancelled)
    }

    @Test func cancelledAndFoundAbsentItJustEnds() throws {
        let bench = try bench(.adoptable)
        _ = try restore(bench)
        try bench.operate { try $0.cancel($1, key: "run", actor: "test", now: $2) }
        try bench.record(try bench.begin(), .lookedUp(.absent))
        #expect(try bench.flow().received == ["cancel"])
        #expect(try bench.row().state == .cancelled)
    }

    @Test func finishedRunsStayAsTheyAreAndAFailedOneLooksFirstWhenItIsTriedAgain() throws {
        var bench = try JournalBench()
        try bench.submit(ScriptFlow(name: "done", steps: []))
        try bench.submit(ScriptFlow(name: "broken", steps: [.init(name: "a", shape: .adoptable)]))
        _ = try bench.claim(places: 2)
        bench.pass(10)
        let work = Work(
            row: try bench.row("broken"), flow: try bench.flow("broken"),
            effect: .init(step: "a", call: .init(step: "a"), kind: .adoptable), mode: .perform, notBefore: bench.now)
        try bench.record(work, .performed(.refused(Failure(code: "no", message: "no"))))
        #expect(try bench.row("broken").state == .failed)
        #expect(try restore(bench) == 1)
        #expect(try bench.row("done").origin == .here)
        try bench.operate { try $0.retry($1, key: "broken", actor: "test", now: $2) }
        #expect(try bench.begin().modeName == "look up")
    }

    @Test func aRunMadeAfterwardsLooksOnceAndIsThenLikeAnyOther() throws {
        var bench = try JournalBench()
        _ = try restore(bench)
        try bench.submit(ScriptFlow(steps: [.init(name: "a", shape: .adoptable), .init(name: "b", shape: .adoptable)]))
        #expect(try next(bench) == nil, "it settles as the others do")
        bench.pass(4)
        let look = try bench.begin()
        #expect(look.modeName == "look up")
        let sent = try #require(try bench.record(look, .lookedUp(.absent)))
        let second = try #require(try bench.record(sent, .performed(.answered("one"))))
        #expect(second.modeName == "perform")
        try bench.record(second, .performed(.answered("two")))
        #expect(try bench.flow().received == ["one performed", "two performed"])
        #expect(try bench.record().steps.map(\.attempts) == [1, 1])
    }

    @Test("what was sent again says nothing of what a lost run made: its first create looks for that")
    func overwritingAfterwards() throws {
        var bench = try JournalBench()
        _ = try restore(bench)
        try bench.submit(ScriptFlow(steps: [.init(name: "a", shape: .overwriting), .init(name: "b", shape: .adoptable)]))
        bench.pass(4)
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(4)
        try bench.record(try bench.begin(), .performed(.answered("set")))
        #expect(try bench.begin().modeName == "look up")
    }

    @Test func aRunMadeAfterwardsThatAdoptsLooksOnAtEveryStep() throws {
        var bench = try JournalBench()
        _ = try restore(bench)
        try bench.submit(ScriptFlow(steps: [.init(name: "a", shape: .adoptable), .init(name: "b", shape: .adoptable)]))
        bench.pass(4)
        try bench.record(try bench.begin(), .lookedUp(.found("one")))
        #expect(try bench.begin().modeName == "look up")
    }

    @Test func aCommandThatNobodyAnsweredIsWithdrawn() throws {
        let bench = try JournalBench()
        try bench.operate { _, db, now in
            try db.execute(sql: "INSERT INTO command(verb, argument, asked_ms) VALUES('cancel', x'00', ?)", arguments: [now.milliseconds])
        }
        _ = try restore(bench)
        #expect(try bench.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM command") } == 0)
    }
}
