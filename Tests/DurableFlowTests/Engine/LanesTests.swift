import Foundation
import Synchronization
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(5)))
struct LanesTests {
    let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func lanes(_ names: [String] = ["north"], rate: Double? = 5, perLane: Int = 4, concurrency: Int = 8) -> Lanes {
        let lanes = Lanes(concurrency: concurrency) { name in
            LaneLimits(rate: rate, concurrency: perLane, pool: name.hasPrefix("hook:") ? "hooks" : "")
        }
        for name in names { lanes.mark(name) }
        return lanes
    }

    private func places(_ lanes: Lanes) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: lanes.openings(now: now).flatMap(\.vacancies).map { ($0.lane, $0.places) })
    }

    @Test func callsOfALaneAreSpacedAndThoseOfAnotherAreNotHeldUp() {
        let lanes = lanes(["north", "south"])
        #expect((0..<4).map { _ in lanes.reserve("north", now: now) } == [.zero, .milliseconds(200), .milliseconds(400), .milliseconds(600)])
        #expect(lanes.reserve("south", now: now) == .zero)
    }

    @Test func aCallOfSeveralRequestsTakesThePlaceOfAll() {
        let lanes = lanes()
        let waits = [4, 1, 2, 1].map { lanes.reserve("north", requests: $0, now: now) }
        #expect(waits == [.zero, .milliseconds(800), .seconds(1), .milliseconds(1400)])
    }

    @Test func newLimitsCountForWhatComesNext() {
        let rates = Mutex(1.0)
        let lanes = Lanes(concurrency: 8) { _ in LaneLimits(rate: rates.withLock { $0 }, concurrency: Int(rates.withLock { $0 })) }
        lanes.mark("north")
        #expect((0..<2).map { _ in lanes.reserve("north", now: now) } == [.zero, .seconds(1)])
        #expect(places(lanes) == ["north": 1])
        rates.withLock { $0 = 4 }
        lanes.renewLimits(now: now)
        #expect((0..<2).map { _ in lanes.reserve("north", now: now) } == [.milliseconds(500), .milliseconds(750)])
        #expect(places(lanes) == ["north": 4])
    }

    @Test func aQuietTimeIsNotSavedUp() {
        let lanes = lanes()
        _ = lanes.reserve("north", now: now)
        let later = now.addingTimeInterval(60)
        #expect((0..<3).map { _ in lanes.reserve("north", now: later) } == [.zero, .milliseconds(200), .milliseconds(400)])
    }

    @Test func withoutARateNothingWaits() {
        let lanes = lanes(rate: nil)
        #expect((0..<100).allSatisfy { _ in lanes.reserve("north", now: now) == .zero })
    }

    @Test func afterAskingForPatienceNothingIsSentBeforeAndThenAtHalfThePace() {
        let lanes = lanes()
        lanes.slowDown("north", retryAfter: .seconds(7), now: now)
        #expect((0..<3).map { _ in lanes.reserve("north", now: now) } == [.seconds(7), .milliseconds(7400), .milliseconds(7800)])
    }

    @Test func askingForPatienceWithoutATimeIsASecond() {
        let lanes = lanes(rate: nil)
        lanes.slowDown("north", retryAfter: nil, now: now)
        #expect(lanes.reserve("north", now: now) == .seconds(1))
        #expect(lanes.reserve("north", now: now.addingTimeInterval(1)) == .zero)
    }

    @Test func thePaceRecoversWithAnswersAndNeverExceedsTheRate() {
        let lanes = lanes()
        for _ in 0..<20 { lanes.slowDown("north", retryAfter: .zero, now: now) }
        _ = lanes.reserve("north", now: now)
        // However often it was asked, not slower than a 64th.
        #expect(lanes.reserve("north", now: now) == .milliseconds(12_800))
        for _ in 0..<200 { lanes.recover("north", now: now) }
        #expect(!lanes.isSlow("north", now: now))
        let later = now.addingTimeInterval(30)
        _ = lanes.reserve("north", now: later)
        #expect(lanes.reserve("north", now: later) == .milliseconds(200))
    }

    @Test func answersToWhatWasUnderWayDoNotShortenThePatience() {
        let lanes = lanes()
        lanes.slowDown("north", retryAfter: .seconds(60), now: now)
        for _ in 0..<200 { lanes.recover("north", now: now.addingTimeInterval(1)) }
        let open = now.addingTimeInterval(60)
        #expect(lanes.reserve("north", now: open) == .zero)
        #expect(lanes.reserve("north", now: open) == .milliseconds(400))
    }

    @Test func threeMinutesAfterItWasLastAskedThePaceIsWholeWithoutAnyAnswer() {
        let lanes = lanes()
        for _ in 0..<20 { lanes.slowDown("north", retryAfter: .seconds(10), now: now) }
        let open = now.addingTimeInterval(10)
        #expect(lanes.isSlow("north", now: open))
        _ = lanes.reserve("north", now: open)
        #expect(lanes.reserve("north", now: open) == .milliseconds(12_800))
        // One who asks again meanwhile doubles what is left, not what was.
        lanes.slowDown("north", retryAfter: .zero, now: open.addingTimeInterval(90))
        #expect(lanes.isSlow("north", now: open.addingTimeInterval(90 + 119)))
        let later = open.addingTimeInterval(90 + 120)
        #expect(!lanes.isSlow("north", now: later) && !lanes.isSlow("south", now: later))
        _ = lanes.reserve("north", now: later)
        #expect(lanes.reserve("north", now: later) == .milliseconds(200))
    }

    @Test func placesAreSharedEqually() {
        let lanes = lanes(["a", "b"], perLane: 8, concurrency: 8)
        #expect(places(lanes) == ["a": 4, "b": 4])
    }

    @Test func aLaneHasNoMorePlacesThanItsLimitLeaves() {
        let lanes = lanes(["a", "b"], perLane: 3, concurrency: 64)
        lanes.begin("a")
        #expect(places(lanes) == ["a": 2, "b": 3])
        lanes.begin("a")
        lanes.begin("a")
        #expect(places(lanes) == ["b": 3])
        lanes.end("a")
        #expect(places(lanes) == ["a": 1, "b": 3])
    }

    @Test func anotherLaneIsFirstEachTimeAndNoneIsLeftOutWhenPlacesAreFew() {
        let lanes = lanes(["a", "b", "c"], concurrency: 2)
        lanes.begin("a")
        let orders = (0..<3).map { _ in lanes.openings(now: now).flatMap(\.vacancies).map(\.lane) }
        #expect(orders.allSatisfy { Set($0) == ["a", "b", "c"] })
        #expect(Set(orders.map(\.first)) == ["a", "b", "c"])
        #expect(lanes.openings(now: now).map(\.places) == [1])
    }

    @Test func nothingIsFreeWhenAllPlacesAreTaken() {
        let lanes = lanes(["a", "b"], concurrency: 2)
        lanes.begin("a")
        lanes.begin("b")
        #expect(lanes.openings(now: now).isEmpty)
        #expect(lanes.active == 2)
        #expect(self.lanes([]).openings(now: now).isEmpty)
    }

    @Test func aLaneInWhichNothingIsDueIsNotAskedUntilItIsOrSomethingIsMade() {
        let lanes = lanes(["a", "b"], rate: nil)
        let opening = lanes.openings(now: now)[0]
        lanes.settle(opening, resting: ["a": now.addingTimeInterval(10), "b": .distantFuture])
        #expect(places(lanes).isEmpty)
        #expect(lanes.nextDue == now.addingTimeInterval(10))
        #expect(lanes.openings(now: now.addingTimeInterval(10)).flatMap(\.vacancies).map(\.lane) == ["a"])
        lanes.mark("b")
        #expect(places(lanes).keys.sorted() == ["b"])
    }

    @Test func whatIsMadeWhileTheLaneIsAskedIsNotOverlooked() {
        let lanes = lanes(["a"], rate: nil)
        let opening = lanes.openings(now: now)[0]
        lanes.mark("a")
        lanes.settle(opening, resting: ["a": .distantFuture])
        #expect(places(lanes).keys.sorted() == ["a"])
    }

    @Test func aFullPoolTakesNothingFromAnotherAndIsNotWaitedFor() {
        let lanes = lanes(["a", "hook:1", "hook:2"], rate: nil, perLane: 2, concurrency: 2)
        lanes.begin("hook:1")
        lanes.begin("hook:1")
        #expect(places(lanes) == ["a": 2])
        lanes.settle(lanes.openings(now: now)[0], resting: ["a": .distantFuture])
        #expect(lanes.nextDue == nil)
        lanes.end("hook:1")
        #expect(places(lanes) == ["hook:1": 1, "hook:2": 1])
    }

    @Test func tenThousandLanesThatRestCostNextToNothing() {
        let lanes = lanes((0..<10_000).map { "hook:\($0)" } + ["a"], rate: nil)
        for opening in lanes.openings(now: now) {
            lanes.settle(opening, resting: Dictionary(uniqueKeysWithValues: opening.vacancies.map { ($0.lane, .distantFuture) }))
        }
        lanes.mark("a")
        let began = ContinuousClock.now
        for _ in 0..<100 { #expect(places(lanes) == ["a": 4]) }
        #expect(ContinuousClock.now - began < .seconds(2))
    }
}
