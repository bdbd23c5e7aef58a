import Foundation
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(5)))
struct RetryPolicyTests {
    @Test func backOffHasFullJitterBetweenNothingAndTheCap() {
        var generator = SeededGenerator(state: 1)
        let policy = RetryPolicy(base: .seconds(1), cap: .seconds(60))
        for failures in 1...80 {
            let longest = min(60, pow(2, Double(failures - 1)))
            let waits = (0..<1000).map { _ in policy.backOff(failures: failures, random: Double.random(in: 0..<1, using: &generator)).inSeconds }
            #expect(waits.allSatisfy { $0 >= 0 && $0 < longest })
            // Full: the whole range is used, evenly.
            #expect(waits.contains { $0 < longest * 0.05 })
            #expect(waits.contains { $0 > longest * 0.95 })
            #expect(abs(waits.reduce(0, +) / 1000 - longest / 2) < longest * 0.05)
        }
    }

    @Test func backOffOfABaseBeyondTheCapIsCapped() {
        #expect(RetryPolicy(base: .seconds(90), cap: .seconds(60)).backOff(failures: 1, random: 0.5) == .seconds(30))
    }

    @Test func noFailureCountsAsOne() {
        #expect(RetryPolicy(base: .seconds(8)).backOff(failures: 0, random: 0.5) == .seconds(4))
    }
}
