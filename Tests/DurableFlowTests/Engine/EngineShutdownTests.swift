import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// The end of an engine, in order or not, and the next one's beginning.
@Suite(.timeLimit(.minutes(5)))
struct EngineShutdownTests {
    private let show = ShowFlow(name: "show", restLength: 0)

    @Test func aCallThatWasSentIsAwaitedAndRecordedAndNoOtherIsSent() async throws {
        let (begun, gate, passed) = (Gate(), Gate(), Counter())
        let stage = RemoteStage { call, _, _ in
            begun.open()
            if await gate.pass() { passed.add() }
            return nil
        }
        let bench = try EngineBench(stage)
        let run = Task { try await bench.engine.run() }
        try await bench.submit(show)
        _ = await begun.pass()
        run.cancel()
        // The engine knows that it is to stop once it has answered its cancellation: a write of ours comes after that.
        try await bench.engine.writer.write { _ in }
        #expect(try bench.record("show").state == .running)
        gate.open()
        try await run.value
        bench.engine.writer.close()
        #expect(passed.value == 1)
        #expect(await stage.calls.count == 1)
        let record = try bench.record("show")
        #expect(record.steps.first?.state == .succeeded)
        #expect(record.state == .ready)
        #expect(record.stepName == "readScript")

        let second = try EngineBench(stage, in: bench.folder)
        try await second.whileRunning { try await second.completed(1) }
        #expect(await stage.remote.halls.count == 1)
        #expect(try second.flow("show").hows.prefix(2) == ["makeHall performed", "readScript performed"])
    }

    @Test func aCallThatOutlastsTheGraceIsCancelledAndItsIntentStaysForTheNextOwnerToAdopt() async throws {
        let (begun, gate) = (Gate(), Gate())
        let stage = RemoteStage { call, _, stage in
            guard case .makeHall = call else { return nil }
            await stage.apply(call)
            begun.open()
            _ = await gate.pass()
            return .hindered(.unknown("cancelled"))
        }
        let clock = ManualClock()
        let bench = try EngineBench(stage, clock: clock, settle: .seconds(60))
        try await bench.whileRunning {
            try await bench.submit(show)
            _ = await begun.pass()
        }
        let record = try bench.record("show")
        #expect(record.state == .ambiguous)
        #expect(record.steps.map(\.state) == [.intent])

        let second = try EngineBench(stage, in: bench.folder, clock: clock, settle: .seconds(60))
        try await second.whileRunning { try await second.completed(1) }
        #expect(try second.flow("show").hows.first == "makeHall adopted")
        #expect(await stage.remote.halls.count == 1)
        #expect(await stage.calls.count { $0.call == .makeHall(marker: "show") } == 1)
    }

    @Test func aCallThatWaitsForItsTurnIsNotBegunAndSpendsNothing() async throws {
        let clock = ManualClock()
        let stage = RemoteStage(clock: clock.engineClock)
        let bench = try EngineBench(stage, clock: clock, lane: LaneLimits(rate: 0.001, concurrency: 4))
        try await bench.whileRunning {
            try await bench.submitReports(2, lane: "north")
            // The first goes at once, the second sleeps for a quarter of an hour.
            try await eventually { try bench.count(.completed) == 1 && bench.count(.running) == 1 }
        }
        #expect(await stage.calls.count == 1)
        let records = try await bench.store.pool.read { try RunRecord.fetch($0) }
        let waiting = try #require(records.first { $0.state != .completed })
        #expect(waiting.state == .ready)
        #expect(waiting.steps.map(\.state) == [.deferred])
    }

    @Test func anEngineThatWasCancelledBeforeItRanEnds() async throws {
        let bench = try EngineBench()
        try await bench.submit(show)
        let gate = Gate()
        let run = Task {
            _ = await gate.pass()
            try await bench.engine.run()
        }
        run.cancel()
        gate.open()
        try await run.value
        bench.engine.writer.close()
        #expect(await bench.stage.calls.isEmpty)
    }

    @Test(arguments: [true, false])
    func afterAKillTheNextOwnerLooksUpWhatMayHaveBeenSent(_ wasDone: Bool) async throws {
        let clock = ManualClock()
        let stage = RemoteStage(clock: clock.engineClock)
        let folder = try TemporaryFolder()
        // A process that died between its intent and the answer leaves just this.
        let store = try EngineBench.open(folder)
        let journal = Journal<ShowFlow>(settle: .seconds(60), boot: "killed")
        let (show, now) = (show, clock.now)
        let claim = try await store.pool.write { db in
            _ = try journal.submit(db, key: "show", flow: show, now: now)
            return try journal.claim(db, [Vacancy(lane: "north", places: 1)], now: now)
        }
        #expect(claim.work.count == 1)
        if wasDone { await stage.apply(.makeHall(marker: "show")) }
        try store.pool.close()

        let bench = try EngineBench(stage, in: folder, clock: clock, settle: .seconds(60))
        try await bench.whileRunning { try await bench.completed(1) }
        #expect(await stage.remote.halls.count == 1)
        #expect(try bench.flow("show").hows.first == (wasDone ? "makeHall adopted" : "makeHall repeated"))
        let lookUp = try #require(await stage.lookUps.first)
        #expect(lookUp.at.timeIntervalSince(now) >= 60)
        #expect(await stage.requests.first?.isLookUp == true)
    }
}
