import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// What a new owner finds, and what a former one may still write: nothing.
@Suite(.timeLimit(.minutes(5)))
struct JournalTakeOverTests {
    private func takeOver(_ bench: inout JournalBench, as boot: String = "second") throws {
        bench.journal.boot = boot
        try bench.operate { try $0.takeOver($1, now: $2) }
    }

    private func bench(_ shape: ScriptFlow.Step.Shape) throws -> JournalBench {
        let bench = try JournalBench()
        var flow = ScriptFlow()
        flow.steps[0].shape = shape
        try bench.submit(flow)
        return bench
    }

    @Test func anOpenRepeatableCallIsDueAtOnceAsItsNextAttempt() throws {
        var bench = try bench(.repeatable)
        _ = try bench.begin()
        bench.pass(100)
        try takeOver(&bench)
        #expect(try bench.row().state == .ready)
        #expect(try bench.due() == 0)
        #expect(try bench.row().attempt == 2)
        #expect(try bench.row().doubts == 1)
        try bench.record(try bench.begin(), .performed(.answered("script")))
        #expect(try bench.flow().received == ["script repeated"])
        #expect(try bench.record().steps.first?.how == .repeated)
    }

    @Test func anOpenAdoptableCallSettlesFromTheTakeOverAndIsThenLookedUp() throws {
        var bench = try bench(.adoptable)
        _ = try bench.begin()
        bench.pass(100)
        try takeOver(&bench)
        #expect(try bench.row().state == .ambiguous)
        #expect(try bench.due() == 4)
        #expect(try bench.attempts() == [.init(step: 1, attempt: 1, state: .intent)])
        bench.pass(3.999)
        #expect(try bench.claim().work.isEmpty)
        bench.pass(0.001)
        #expect(try bench.begin().modeName == "look up")
    }

    @Test("what sets the whole of something settles, too, and is then sent again without a look", arguments: [false, true])
    func overwriting(isCrashed: Bool) throws {
        var bench = try bench(.overwriting)
        let work = try bench.begin()
        if isCrashed { try takeOver(&bench) } else { try bench.record(work, .performed(.hindered(.unknown("hung up")))) }
        #expect(try bench.row().state == .ambiguous)
        bench.pass(3.999)
        #expect(try bench.claim().work.isEmpty)
        bench.pass(0.001)
        let again = try bench.begin()
        #expect(again.modeName == "perform")
        #expect(try bench.attempts() == [.init(step: 1, attempt: 1, state: .superseded), .init(step: 1, attempt: 2, state: .intent)])
        try bench.record(again, .performed(.answered("set")))
        #expect(try bench.flow().received == ["set repeated"])
    }

    @Test func aLookUpThatWasUnderWaySettlesAnew() throws {
        var bench = try bench(.adoptable)
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        bench.pass(4)
        _ = try bench.begin()
        try takeOver(&bench)
        #expect(try bench.row().state == .ambiguous)
        #expect(try bench.due() == 4)
    }

    @Test func whatRestsKeepsItsInstant() throws {
        var bench = try JournalBench()
        try bench.submit(ScriptFlow(name: "sleeping", steps: [.init(name: "rest", shape: .wait, instant: bench.now.addingTimeInterval(60))]))
        _ = try bench.claim()
        try bench.submit(ScriptFlow(name: "unknown"))
        try bench.record(try bench.begin(), .performed(.hindered(.unknown("hung up"))))
        try bench.submit(ScriptFlow(name: "held"))
        try bench.record(try bench.begin(), .performed(.hindered(.mismatch("no such path"))))
        bench.pass(1)
        try takeOver(&bench)
        #expect(try bench.due("sleeping") == 59)
        #expect(try bench.due("unknown") == 3)
        #expect(try bench.due("held") == nil)
        #expect(try bench.row("held").state == .held)
    }

    @Test func whatHasEndedIsNotTouched() throws {
        var bench = try JournalBench()
        try bench.submit(ScriptFlow(steps: []))
        _ = try bench.claim()
        let before = try bench.dump()
        try takeOver(&bench)
        #expect(try bench.dump() == before)
    }

    @Test func aFormerOwnerCanRecordNothing() throws {
        let results: [WorkResult<String>] = [
            .performed(.answered("hall-1", made: [RemoteObject(kind: "hall", identifier: "hall-1")])),
            .performed(.refused(Failure(code: "x", message: "x"))),
            .performed(.notReady("x")), .performed(.hindered(.blocked(Failure(code: "x", message: "x")))), .performed(.hindered(.unknown("x"))),
            .notBegun,
            .lookedUp(.found("hall-1")), .lookedUp(.absent),
        ]
        for shape in [ScriptFlow.Step.Shape.repeatable, .adoptable, .askable] {
            var bench = try bench(shape)
            let work = try bench.begin()
            try takeOver(&bench)
            let before = try bench.dump()
            for result in results {
                // No roll-back hides a write here: the transaction is committed with the error caught inside.
                try bench.operate { journal, db, now in
                    #expect(throws: LostOwnership(runKey: "run")) { _ = try journal.record(db, work, result, now: now) }
                }
            }
            #expect(try bench.dump() == before)
        }
    }

    @Test func evenTheSameOwnersEarlierClaimIsWorthNothingAfterALaterOne() throws {
        var bench = try bench(.repeatable)
        let first = try bench.begin()
        try takeOver(&bench)
        let second = try bench.begin()
        #expect(throws: LostOwnership.self) { try bench.record(first, .performed(.answered("early"))) }
        try bench.record(second, .performed(.answered("late")))
        #expect(try bench.flow().received == ["late repeated"])
    }

    @Test func oneChainOfStepsKeepsItsFence() throws {
        let bench = try bench(.adoptable)
        let first = try bench.begin()
        let second = try #require(try bench.record(first, .performed(.answered("hall-1"))))
        #expect(second.row.fence == first.row.fence)
        try bench.record(second, .performed(.answered("script")))
        #expect(try bench.row().state == .completed)
    }

    @Test func tenThousandUnfinishedRunsAreTakenOverInAMoment() throws {
        var bench = try JournalBench()
        let (journal, now) = (bench.journal, bench.now)
        try bench.database.write { db in
            for index in 0..<10_000 { _ = try journal.submit(db, key: "run-\(index)", flow: ScriptFlow(name: "run-\(index)"), now: now) }
            _ = try journal.claim(db, [Vacancy(lane: "north", places: 10_000)], now: now)
        }
        let clock = ContinuousClock()
        let begin = clock.now
        try takeOver(&bench)
        #expect(clock.now - begin < .seconds(2))
        #expect(try bench.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM flow WHERE state = 3 AND owner = 'second'") } == 10_000)
        bench.pass(4)
        #expect(try bench.claim(places: 64).work.count == 64)
    }
}
