import DurableFlow
import Foundation
import Testing

@testable import Orchestration

@Suite("the flow of a delivery", .timeLimit(.minutes(5)))
struct DeliveryFlowTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func flow(_ answers: DeliveryAnswer...) -> DeliveryFlow {
        var flow = DeliveryFlow(hook: "hook_a", event: 7)
        for answer in answers {
            flow.receive(.answered(answer, how: .performed), at: now)
            if case .wait = flow.state, answer != answers.last { flow.receive(.elapsed, at: now) }
        }
        return flow
    }

    private func wait(_ flow: DeliveryFlow) -> TimeInterval? {
        guard case .wait(_, let until) = flow.effect else { return nil }
        return until.timeIntervalSince(now)
    }

    private let broken = DeliveryAnswer.failed(status: 500, reason: "the receiver answered 500", retryAfter: nil)

    @Test("2xx is the end; it counts its attempts")
    func accepted() {
        let done = flow(broken, .accepted(status: 204))
        #expect(done.state == .delivered)
        #expect(done.attempts == 2)
        #expect(done.lastStatus == 204)
        #expect(done.lastReason == nil)
        guard case .end(.completed) = done.effect else { return #expect(Bool(false), "\(done.effect)") }
    }

    @Test("what fails is sent again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, each up to a tenth later, then given up")
    func schedule() {
        var flow = DeliveryFlow(hook: "hook_a", event: 7)
        for seconds in [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] {
            flow.receive(.answered(broken, how: .performed), at: now)
            let wait = wait(flow) ?? 0
            #expect(wait >= Double(seconds) - 0.001 && wait <= Double(seconds) * 1.1)
            flow.receive(.elapsed, at: now)
            #expect(flow.state == .deliver)
        }
        flow.receive(.answered(broken, how: .performed), at: now)
        #expect(flow.state == .dead)
        #expect(flow.attempts == 10)
        #expect(flow.effectEnding == .failed(Failure(code: "dead_letter", message: "the receiver answered 500")))
    }

    @Test("what failed together does not come back together")
    func jitter() throws {
        let waits = Set(
            (0..<50).map { number -> Int in
                var flow = DeliveryFlow(hook: "hook_\(number)", event: 1)
                flow.receive(.answered(broken, how: .performed), at: now)
                return Int((wait(flow) ?? 0) * 1000)
            })
        #expect(waits.count > 25)
    }

    @Test("Retry-After makes the wait longer, never shorter, and a day at most")
    func retryAfter() {
        func wait(_ duration: Duration) -> TimeInterval? {
            self.wait(flow(.failed(status: 429, reason: "the receiver answered 429", retryAfter: duration)))
        }
        #expect(wait(.seconds(60)) == 60)
        #expect(wait(.seconds(1)) ?? 0 >= 5)
        #expect(wait(.seconds(86_400 * 30)) == 86_400)
    }

    @Test("410 ends it at once, and so does a hook that is gone")
    func gone() {
        #expect(flow(.gone).effectEnding == .failed(Failure(code: "gone", message: "the receiver answered 410: it wants nothing more")))
        let dropped = flow(.unwanted(reason: "the hook was removed"))
        #expect(dropped.effectEnding == .cancelled)
        #expect(dropped.attempts == 0)
    }

    @Test("an amendment ends a wait and nothing else")
    func amended() {
        var waiting = flow(broken)
        waiting.amend(Data(), at: now)
        #expect(waiting.state == .deliver)
        var done = flow(.accepted(status: 200))
        done.amend(Data(), at: now)
        #expect(done.state == .delivered)
    }

    @Test("cancelling drops what is not over")
    func cancelled() {
        for answers in [[], [broken]] as [[DeliveryAnswer]] {
            var flow = DeliveryFlow(hook: "hook_a", event: 7)
            for answer in answers { flow.receive(.answered(answer, how: .performed), at: now) }
            flow.cancel(at: now)
            #expect(flow.effectEnding == .cancelled)
        }
        var done = flow(.accepted(status: 200))
        done.cancel(at: now)
        #expect(done.effectEnding == .completed)
    }

    @Test("it is repeatable, in a lane of its hook, and reads back as it was stored")
    func stored() throws {
        let flow = flow(broken)
        #expect(flow.lane == "hook:hook_a")
        let data = try flow.stored(by: JSONEncoder())
        #expect(try ServiceFlow.restore(kind: "delivery", version: 1, from: data) == .delivery(flow))
        #expect(throws: Failure.self) { try ServiceFlow.restore(kind: "delivery", version: 2, from: data) }
        guard case .call(let call) = DeliveryFlow(hook: "h", event: 1).effect else { return #expect(Bool(false)) }
        #expect(call.kind == .repeatable)
    }
}

extension DeliveryFlow {
    var effectEnding: Ending? { if case .end(let ending) = effect { ending } else { nil } }
}
