import Foundation
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(5)))
struct SignalTests {
    let clock = ManualClock()
    let signal = Signal()
    let returned = Counter()

    private func wait() -> Task<Void, Never> {
        Task {
            await signal.wait(atMost: .seconds(15), clock: clock.engineClock)
            returned.add()
        }
    }

    @Test func aSignalThatNobodyWaitedForIsKept() async {
        signal.raise()
        await wait().value
        #expect(returned.value == 1)
    }

    @Test func aSignalEndsTheWaitingAndLeavesNothingBehind() async throws {
        for round in 1...5 {
            let task = wait()
            try await eventually { clock.sleeping == 1 }
            #expect(returned.value == round - 1)
            signal.raise()
            await task.value
            #expect(clock.sleeping == 0)
        }
    }

    @Test func severalSignalsCountAsOne() async throws {
        for _ in 1...3 { signal.raise() }
        await wait().value
        let second = wait()
        try await eventually { clock.sleeping == 1 }
        #expect(returned.value == 1)
        signal.raise()
        await second.value
    }

    @Test func theWaitingEndsWithTheSleepAndLeavesNothingBehind() async throws {
        let task = wait()
        try await eventually { clock.sleeping == 1 }
        clock.advance(by: .seconds(15))
        await task.value
        let second = wait()
        try await eventually { clock.sleeping == 1 }
        #expect(returned.value == 1)
        signal.raise()
        await second.value
    }

    @Test func waitingForNoTimeReturnsAtOnce() async {
        await signal.wait(atMost: .zero, clock: clock.engineClock)
    }
}
