import Foundation
import GRDB
import Synchronization
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(5)))
struct EngineTests {
    @Test func submittingTwiceMakesOneRun() async throws {
        let bench = try EngineBench()
        try await bench.whileRunning {
            try await bench.submit(ShowFlow(name: "show", restLength: 0))
            #expect(try await !bench.engine.submit(key: "show", flow: ShowFlow(name: "another", restLength: 0)))
            try await bench.completed(1)
        }
        #expect(await bench.stage.remote.halls.map(\.marker) == ["show"])
    }

    @Test func whatWasSubmittedBeforeTheEngineRanIsRun() async throws {
        let bench = try EngineBench()
        try await bench.submit(ShowFlow(name: "show", restLength: 0))
        try await bench.whileRunning { try await bench.completed(1) }
    }

    @Test func manyRunsOfTwoLanesComplete() async throws {
        let bench = try EngineBench()
        try await bench.whileRunning {
            for index in 0..<40 {
                let flow = ShowFlow(name: "show-\(index)", theatre: index % 2 == 0 ? "north" : "south", restLength: 0)
                try await bench.submit(flow)
            }
            try await bench.completed(40)
        }
        let remote = await bench.stage.remote
        #expect(remote.halls.count == 40)
        #expect(remote.shows.count == 40)
        #expect(remote.halls.allSatisfy { $0.isOpen })
        let flow = try bench.flow("show-7")
        #expect(flow.hows == ["makeHall", "readScript", "fitOut", "makeShow", "open", "report"].map { "\($0) performed" })
        #expect(try bench.record("show-7").steps.map(\.name) == ["makeHall", "readScript", "fitOut", "makeShow", "open", "rest", "report"])
    }

    @Test func anUnknownOutcomeIsLookedUpAfterTheSettleWindowAndAdopted() async throws {
        let clock = ManualClock()
        let lost = Mutex<Date?>(nil)
        let stage = RemoteStage(clock: clock.engineClock) { call, _, stage in
            guard case .makeHall = call else { return nil }
            await stage.apply(call)
            lost.withLock { $0 = clock.now }
            return .hindered(.unknown("hung up"))
        }
        let bench = try EngineBench(stage, clock: clock, settle: .seconds(60))
        try await bench.whileRunning {
            try await bench.submit(ShowFlow(name: "show", restLength: 0))
            try await bench.completed(1)
        }
        let (lookUps, end) = (await stage.lookUps, try #require(lost.withLock { $0 }))
        #expect(lookUps.count == 1)
        #expect(lookUps[0].at.timeIntervalSince(end) >= 60)
        #expect(lookUps[0].notBefore.timeIntervalSince(end) >= 60)
        #expect(await stage.remote.halls.count == 1)
        #expect(try bench.flow("show").hows.first == "makeHall adopted")
    }

    @Test func aPerformerLearnsWhichObjectsBelongToOtherRuns() async throws {
        let seen = Mutex<[Set<String>]>([])
        let stage = RemoteStage { call, context, _ in
            if case .report = call, context.runKey == "second" {
                let found = try? await [
                    context.ownedByOthers("hall", ["hall-1", "hall-3", "hall-9"]), context.ownedByOthers("show", ["hall-1"]),
                    context.ownedByOthers("hall", []),
                ]
                seen.withLock { $0 = found ?? [] }
            }
            return nil
        }
        let bench = try EngineBench(stage)
        try await bench.whileRunning {
            for (index, name) in ["first", "second"].enumerated() {
                try await bench.submit(ShowFlow(name: name, restLength: 0))
                try await bench.completed(index + 1)
            }
        }
        // The halls are hall-1 of the first and hall-3 of the second, which is its own.
        #expect(seen.withLock { $0 } == [["hall-1"], [], []])
    }

    @Test func everyStepPassesItsMomentsInOrder() async throws {
        let moments = Mutex<[String]>([])
        let bench = try EngineBench(faults: FaultPoints { moment, step in moments.withLock { $0.append("\(step) \(moment)") } })
        try await bench.whileRunning {
            try await bench.submit(ShowFlow(name: "show", stage: .fitOut, hall: "none"))
            try await eventually { try bench.record("show").state == .failed }
        }
        #expect(moments.withLock { $0 } == ["fitOut intentCommitted", "fitOut answered", "fitOut committed"])
    }

    @Test func anIdleEngineWritesNothing() async throws {
        // The clock stands still, so whatever is committed is the engine's own restlessness.
        let clock = ManualClock()
        let bench = try EngineBench(RemoteStage(clock: clock.engineClock), clock: clock)
        try await bench.whileRunning {
            try await bench.submitReports(3, lane: "north")
            try await eventually { try bench.count(.completed) == 3 }
            // So many writes of ours are the time in which a restless engine would write as well.
            try await eventually {
                let before = bench.engine.writer.commits
                for _ in 0..<300 { try await bench.engine.writer.write { _ in } }
                return bench.engine.writer.commits == before + 300
            }
        }
    }

    @Test func anOutcomeOfARunThatWasTakenOverIsDroppedNotedAndLookedUp() async throws {
        let (begun, gate) = (Gate(), Gate())
        let stage = RemoteStage { call, _, stage in
            guard case .makeHall = call else { return nil }
            let answer = await stage.apply(call)
            begun.open()
            _ = await gate.pass()
            return answer
        }
        let bench = try EngineBench(stage)
        try await bench.whileRunning {
            try await bench.submit(ShowFlow(name: "show", restLength: 0))
            _ = await begun.pass()
            try await bench.engine.change { _, db, now in
                try Journal<ShowFlow>(settle: .milliseconds(30), boot: "rival").takeOver(db, now: now)
            }
            gate.open()
            try await bench.completed(1)
        }
        #expect(try bench.flow("show").hows.first == "makeHall adopted")
        #expect(await stage.remote.halls.count == 1)
        let notes = try await bench.store.pool.read { try String.fetchAll($0, sql: "SELECT what FROM audit") }
        #expect(notes == ["outcome dropped: ownership lost"])
    }

    @Test func aDatabaseThatCannotBeWrittenEndsTheEngineWithItsError() async throws {
        let bench = try EngineBench()
        let run = Task { try await bench.engine.run() }
        try await bench.submitReports(1, lane: "north")
        try await bench.completed(1)
        try await bench.engine.writer.write { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let large = ShowFlow(name: String(repeating: "x", count: 100_000))
        await #expect(throws: DatabaseError.self) { try await bench.engine.submit(key: "large", flow: large) }
        // Nobody cancels it: it ends by itself.
        let error = await #expect(throws: DatabaseError.self) { try await run.value }
        #expect(error?.resultCode == .SQLITE_FULL)
        bench.engine.writer.close()
    }
}
