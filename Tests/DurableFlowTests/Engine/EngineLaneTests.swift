import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// Who may go on, how many at once, and how fast.
@Suite(.timeLimit(.minutes(5)))
struct EngineLaneTests {
    @Test func aLaneWithAThousandDueRunsDoesNotStarveAnother() async throws {
        let bench = try EngineBench(concurrency: 4, lane: LaneLimits(rate: nil, concurrency: 4))
        try await bench.engine.change { journal, db, now in
            for index in 0..<1000 {
                _ = try journal.submit(db, key: "north-\(index)", flow: ShowFlow(name: "n", theatre: "north", stage: .report), now: now)
            }
        }
        try await bench.submitReports(10, lane: "south")
        try await bench.whileRunning { try await bench.completed(10, lane: "south") }
        #expect(try bench.count(.completed, lane: "north") < 300)
    }

    @Test func noMoreRunsAreWorkedOnAtOnceThanALaneAndTheEngineAllow() async throws {
        let gate = Gate()
        let stage = RemoteStage { _, _, _ in
            _ = await gate.pass()
            return nil
        }
        let bench = try EngineBench(stage, concurrency: 5, lane: LaneLimits(rate: nil, concurrency: 3))
        try await bench.whileRunning {
            try await bench.submitReports(10, lane: "north")
            try await eventually { await stage.allInFlight == 3 }
            try await bench.submitReports(10, lane: "south")
            try await eventually { await stage.allInFlight == 5 }
            // Time enough for one too many to begin.
            for _ in 0..<100 { try await bench.engine.writer.write { _ in } }
            gate.open()
            try await bench.completed(20)
        }
        #expect(await stage.peakOfAll == 5)
        #expect(await stage.peak["north"] == 3)
        #expect(await stage.peak["south"] ?? 0 <= 3)
    }

    @Test func theRateOfALaneIsKept() async throws {
        let clock = ManualClock()
        let stage = RemoteStage(clock: clock.engineClock)
        let bench = try EngineBench(stage, clock: clock, lane: LaneLimits(rate: 5, concurrency: 4))
        try await bench.whileRunning {
            try await bench.submitReports(12, lane: "north")
            try await bench.submitReports(12, lane: "south")
            try await bench.completed(24)
        }
        for lane in ["north", "south"] {
            let instants = await stage.calls.filter { $0.lane == lane }.map(\.at)
            #expect(instants.count == 12)
            for (index, instant) in instants.enumerated() {
                // A millisecond is the grain of the engine's sleeps.
                #expect(instant.timeIntervalSince(instants[0]) >= Double(index) / 5 - 0.001 * Double(index + 1), "\(lane) \(index)")
            }
        }
    }

    @Test func aLaneThatIsAskedForPatienceSendsNothingMeanwhileAndSpendsNoAttempt() async throws {
        let clock = ManualClock()
        let isFirst = Counter()
        let stage = RemoteStage(clock: clock.engineClock) { _, _, _ in
            guard isFirst.value == 0 else { return nil }
            isFirst.add()
            return .hindered(.rateLimited(retryAfter: .seconds(30)))
        }
        let bench = try EngineBench(stage, clock: clock, lane: LaneLimits(rate: 1000, concurrency: 1))
        try await bench.whileRunning {
            try await bench.submitReports(3, lane: "north")
            try await bench.completed(3)
        }
        let instants = await stage.calls.map(\.at)
        #expect(instants.count == 4)
        #expect(instants[1].timeIntervalSince(instants[0]) >= 29.999)
        #expect(try bench.record("north-0").steps.map(\.attempts) == [1])
    }

    @Test func aRefusedTokenPausesItsLaneAloneAndAllOfItGoesOnWhenTheTokenWorks() async throws {
        let accepted = Counter()
        let stage = RemoteStage { _, context, _ in
            guard context.lane == "north", accepted.value == 0 else { return nil }
            return .hindered(.blocked(Failure(code: "unauthorized", message: "the token is not accepted")))
        }
        let bench = try EngineBench(stage, lane: LaneLimits(rate: nil, concurrency: 2))
        try await bench.whileRunning {
            try await bench.submitReports(6, lane: "north")
            try await bench.submitReports(6, lane: "south")
            try await bench.completed(6, lane: "south")
            try await eventually { try bench.count(.ready, lane: "north") == 6 && bench.record("north-5").pausedReason != nil }
            let asked = await stage.calls.count { $0.lane == "north" }
            // Those that were under way when the first was refused, and no more however long it lasts.
            #expect(asked <= 2)
            for _ in 0..<100 { try await bench.engine.writer.write { _ in } }
            #expect(await stage.calls.count { $0.lane == "north" } == asked)
            accepted.add()
            try await bench.engine.change { journal, db, _ in try journal.openLane(db, "north") }
            try await bench.completed(6, lane: "north")
        }
        #expect(try bench.record("north-0").steps.map(\.attempts) == [1])
    }

    @Test func aRunThatAChangeMakesInANewLaneIsRun() async throws {
        let bench = try EngineBench()
        try await bench.whileRunning {
            // The engine has begun: what it finds at its beginning it would know anyway.
            try await bench.submitReports(1, lane: "north")
            try await bench.completed(1)
            try await bench.engine.change { journal, db, now in
                _ = try journal.submit(db, key: "show", flow: ShowFlow(name: "show", theatre: "west", stage: .report), now: now)
            }
            try await bench.completed(1, lane: "west")
        }
    }

    @Test func aFailedRunOfALaneWithoutOthersIsTakenUpAgainAfterARestart() async throws {
        let refusing = RemoteStage { call, _, _ in
            guard case .report = call else { return nil }
            return .refused(Failure(code: "forbidden", message: "not allowed"))
        }
        let first = try EngineBench(refusing)
        try await first.whileRunning {
            try await first.submit(ShowFlow(name: "show", restLength: 0))
            try await eventually { try first.record("show").state == .failed }
        }
        let second = try EngineBench(in: first.folder)
        try await second.whileRunning {
            try await second.submitReports(1, lane: "south")
            try await second.completed(1)
            try await second.engine.change { journal, db, now in try journal.retry(db, key: "show", actor: "test", now: now) }
            try await second.completed(2)
        }
    }

    @Test func aDueRunIsFoundWhereLanesAreMoreThanPlaces() async throws {
        // The clock stands still: the one due run must not have to wait for anybody's turn.
        let clock = ManualClock()
        let bench = try EngineBench(RemoteStage(clock: clock.engineClock), clock: clock, concurrency: 1)
        try await bench.whileRunning {
            for lane in ["a", "b", "c", "d"] { try await bench.submit(ShowFlow(name: lane, theatre: lane, stage: .rest, restUntil: .distantFuture)) }
            for lane in ["d", "c", "b", "a"] {
                try await bench.submitReports(1, lane: lane)
                try await eventually { try bench.count(.completed, lane: lane) == 1 }
            }
        }
    }
}
