import Foundation
import GRDB
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(5)))
struct JournalClaimTests {
    @Test func aRunIsMadeOnceByItsKey() throws {
        let bench = try JournalBench()
        #expect(try bench.submit())
        let before = try bench.dump()
        #expect(try !bench.submit(ScriptFlow(steps: [])))
        #expect(try bench.dump() == before)
    }

    @Test func theClaimCommitsTheIntent() throws {
        let bench = try JournalBench()
        try bench.submit()
        let work = try bench.begin()
        #expect(work.modeName == "perform")
        #expect(try bench.attempts() == [.init(step: 1, attempt: 1, state: .intent)])
        #expect(try bench.row().state == .running)
        #expect(try bench.due() == nil)
        #expect(try bench.claim().work.isEmpty)
    }

    @Test func aLaneGetsNoMoreThanItsPlacesAndTheEarliestFirst() throws {
        var bench = try JournalBench()
        for name in ["a", "b", "c"] {
            try bench.submit(ScriptFlow(name: name))
            bench.pass(1)
        }
        try bench.submit(ScriptFlow(name: "d", theatre: "south"))
        let claim = try bench.claim(["south", "north"], places: 2)
        #expect(claim.work.map(\.row.key) == ["d", "a", "b"])
        #expect(try bench.claim(["west"], places: 2).work.isEmpty)
    }

    @Test func theLanesInUseAreThoseOfRunsThatWaitAndAreFoundWithoutReadingTheRuns() throws {
        let bench = try JournalBench()
        #expect(try bench.database.read { try bench.journal.lanesInUse($0) } == [])
        for (index, lane) in ["south", "north", "south", "east", "west"].enumerated() {
            try bench.submit(ScriptFlow(name: "\(index)", theatre: lane, steps: lane == "west" ? [] : ScriptFlow().steps))
        }
        _ = try bench.claim(["west"])
        #expect(try bench.database.read { try bench.journal.lanesInUse($0) } == ["east", "north", "south"])
        let plan = try bench.plan(of: Journal<ScriptFlow>.lanesInUse)
        #expect(plan.count { $0 == "SEARCH flow USING COVERING INDEX flow_due (lane>?)" } == 1, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }

    @Test func allLanesTogetherGetNoMoreThanTheFreePlaces() throws {
        let bench = try JournalBench()
        for name in ["a", "b", "c"] { try bench.submit(ScriptFlow(name: name, theatre: name)) }
        let lanes = ["a", "b", "c"].map { Vacancy(lane: $0, places: 2) }
        let claim = try bench.database.write { try bench.journal.claim($0, lanes, atMost: 2, now: bench.now) }
        #expect(claim.work.map(\.row.key) == ["a", "b"])
    }

    @Test func theNextInstantIsTheEarliestOfTheLanesThatWereAsked() throws {
        let bench = try JournalBench()
        let rest = { (seconds: TimeInterval) in [ScriptFlow.Step(name: "rest", shape: .wait, instant: bench.now.addingTimeInterval(seconds))] }
        try bench.submit(ScriptFlow(name: "a", theatre: "a", steps: rest(30)))
        try bench.submit(ScriptFlow(name: "b", theatre: "b", steps: rest(20)))
        try bench.submit(ScriptFlow(name: "c", theatre: "c", steps: rest(10)))
        #expect(try bench.claim(["a", "b", "c"]).nextDue == bench.now.addingTimeInterval(10))
        #expect(try bench.claim(["a", "b"]).nextDue == bench.now.addingTimeInterval(20))
        #expect(try bench.claim(["d"]).nextDue == nil)
    }

    @Test func dueIsSetExactlyWhileARunMayBeClaimed() throws {
        // The whole life of a run, seen from the table.
        var bench = try JournalBench()
        try bench.submit(
            ScriptFlow(steps: [
                .init(name: "first", shape: .adoptable), .init(name: "rest", shape: .wait, instant: bench.now.addingTimeInterval(60)),
            ]))
        func expect(_ state: RunState, isDue: Bool) throws {
            #expect(try bench.row().state == state)
            #expect(try (bench.due() != nil) == isDue, "\(state)")
        }
        try expect(.ready, isDue: true)
        let work = try bench.begin()
        try expect(.running, isDue: false)
        try bench.record(work, .performed(.hindered(.unknown("hung up"))))
        try expect(.ambiguous, isDue: true)
        bench.pass(4)
        let lookUp = try bench.begin()
        try expect(.running, isDue: false)
        try bench.record(lookUp, .lookedUp(.unproved("half a list")))
        try expect(.held, isDue: false)
        try bench.operate { try $0.resolve($1, key: "run", as: .adopt("hall-1"), actor: "test", now: $2) }
        try expect(.ambiguous, isDue: true)
        try bench.record(try bench.begin(), .lookedUp(.found("hall-1")))
        try expect(.waiting, isDue: true)
        bench.pass(60)
        #expect(try bench.claim().work.isEmpty)
        try expect(.completed, isDue: false)
    }
}
