import Foundation
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(1)))
struct LanesTests {
    let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func lanes(_ names: [String] = ["north"], rate: Double? = 5, perLane: Int = 4, concurrency: Int = 8) -> Lanes {
        let lanes = Lanes(limits: LaneLimits(rate: rate, concurrency: perLane), concurrency: concurrency)
        for name in names { lanes.add(name) }
        return lanes
    }

    private func places(_ lanes: Lanes) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: lanes.vacancies().map { ($0.lane, $0.places) })
    }

    @Test func callsOfALaneAreSpacedAndThoseOfAnotherAreNotHeldUp() {
        let lanes = lanes(["north", "south"])
        #expect((0..<4).map { _ in lanes.reserve("north", now: now) } == [.zero, .milliseconds(200), .milliseconds(400), .milliseconds(600)])
        #expect(lanes.reserve("south", now: now) == .zero)
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
        for _ in 0..<200 { lanes.recover("north") }
        let later = now.addingTimeInterval(3600)
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
        let orders = (0..<3).map { _ in lanes.vacancies().map(\.lane) }
        #expect(orders.allSatisfy { Set($0) == ["a", "b", "c"] })
        #expect(Set(orders.map(\.first)) == ["a", "b", "c"])
        #expect(lanes.free == 1)
    }

    @Test func nothingIsFreeWhenAllPlacesAreTaken() {
        let lanes = lanes(["a", "b"], concurrency: 2)
        lanes.begin("a")
        lanes.begin("b")
        #expect(lanes.vacancies().isEmpty)
        #expect(lanes.active == 2)
        #expect(self.lanes([]).vacancies().isEmpty)
    }
}
