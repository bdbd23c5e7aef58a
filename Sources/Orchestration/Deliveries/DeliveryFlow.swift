package import DurableFlow
package import Foundation

/// What a delivery asks for.
package enum DeliveryCall: Codable, Sendable, Hashable {
    /// Send an event to a hook, once.
    case deliver(hook: String, event: Int64)
}

/// What came of sending once.
package enum DeliveryAnswer: Sendable, Equatable {
    /// 2xx.
    /// - Parameter isRecovery: the receiver was not known to be well before.
    case accepted(status: Int, isRecovery: Bool = false)
    /// 410: the receiver wants nothing more.
    case gone
    /// Any other status, or none.
    /// - Parameter retryAfter: how long the receiver asks to be left in peace.
    case failed(status: Int?, reason: String, retryAfter: Duration?)
    /// The hook was removed or disabled, and nothing was sent.
    case unwanted(reason: String)
}

/// One event on its way to one hook, as a value that performs nothing: sent, and sent again after ever longer waits, always with the same id, until it
/// is accepted or given up.
package struct DeliveryFlow: StoredFlow, Equatable {
    package static let kind = "delivery"
    package static let version = 1

    /// Where a delivery stands.
    package enum State: Codable, Sendable, Equatable {
        case deliver
        /// - Parameter until: milliseconds since 1970.
        case wait(until: Int64)
        case delivered
        /// Given up; it can be replayed.
        case dead
        /// The receiver is gone, and the hook is to be disabled.
        case gone
        /// The hook is gone or disabled.
        case dropped
    }

    /// The hook's id.
    package let hook: String
    /// The number of the event.
    package let event: Int64
    package private(set) var state = State.deliver
    /// How many times it was sent.
    package private(set) var attempts = 0
    /// The status of the last answer; nil where there was none.
    package private(set) var lastStatus: Int?
    /// Why the last attempt failed.
    package private(set) var lastReason: String?
    /// Whether the receiver was seen to be well again by it; nil is no.
    private var isRecovery: Bool?

    /// Whether what waits for the same hook need not wait any longer.
    var tellsOfRecovery: Bool { state == .delivered && (attempts > 1 || isRecovery == true) }

    package init(hook: String, event: Int64) {
        self.hook = hook
        self.event = event
    }

    /// The waits before each further attempt; after the last one it is given up.
    package static let waits: [Duration] = [
        .seconds(5), .seconds(300), .seconds(1_800), .seconds(7_200), .seconds(18_000), .seconds(36_000), .seconds(50_400), .seconds(72_000),
        .seconds(86_400),
    ]
    /// The longest patience that a receiver can ask for.
    private static let longestRetryAfter = Duration.seconds(86_400)

    package var lane: String { Self.lane(ofHook: hook) }

    /// Hooks have lanes of their own, so that none waits for another.
    package static func lane(ofHook hook: String) -> String { lanePrefix + hook }
    /// What the names of those lanes begin with; no connection's name can.
    package static let lanePrefix = "hook:"

    package var effect: Effect<DeliveryCall> {
        switch state {
        case .deliver: .call(CallEffect(step: "deliver", call: .deliver(hook: hook, event: event), kind: .repeatable))
        case .wait(let until): .wait(step: "awaitRetry", until: Date(wholeMilliseconds: until))
        case .delivered: .end(.completed)
        case .dead: .end(.failed(Failure(code: "dead_letter", message: lastReason ?? "no answer")))
        case .gone: .end(.failed(Failure(code: "gone", message: "the receiver answered 410: it wants nothing more")))
        case .dropped: .end(.cancelled)
        }
    }

    package mutating func receive(_ outcome: Outcome<DeliveryAnswer>, at now: Date) {
        switch (state, outcome) {
        case (.deliver, .answered(let answer, _)): receive(answer, at: now)
        case (.deliver, .refused(let failure)): fail(status: nil, reason: failure.message, retryAfter: nil, at: now)
        case (.wait, .elapsed): state = .deliver
        default: break
        }
    }

    private mutating func receive(_ answer: DeliveryAnswer, at now: Date) {
        switch answer {
        case .accepted(let status, let isRecovery):
            attempts += 1
            (lastStatus, lastReason, state) = (status, nil, .delivered)
            if isRecovery { self.isRecovery = true }
        case .gone:
            attempts += 1
            (lastStatus, lastReason, state) = (410, "the receiver is gone", .gone)
        case .failed(let status, let reason, let retryAfter): fail(status: status, reason: reason, retryAfter: retryAfter, at: now)
        case .unwanted(let reason): (lastReason, state) = (reason, .dropped)
        }
    }

    private mutating func fail(status: Int?, reason: String, retryAfter: Duration?, at now: Date) {
        attempts += 1
        (lastStatus, lastReason) = (status, reason)
        guard attempts <= Self.waits.count else { return state = .dead }
        let wait = max(Self.waits[attempts - 1] * (1 + jitter / 10), min(retryAfter ?? .zero, Self.longestRetryAfter))
        state = .wait(until: now.later(by: wait).wholeMilliseconds)
    }

    /// From 0 up to, not including, 1, another for each delivery and attempt, so that what failed together does not come back together.
    private var jitter: Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(hook)/\(event)/\(attempts)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Double((hash ^ hash >> 32) & 0xffff) / 65_536
    }

    package mutating func cancel(at now: Date) {
        switch state {
        case .deliver, .wait: (lastReason, state) = ("cancelled", .dropped)
        case .delivered, .dead, .gone, .dropped: break
        }
    }

    /// Sent at once instead of after its wait: the receiver was seen to be well again, or somebody asks for it.
    package mutating func amend(_ amendment: Data, at now: Date) {
        if case .wait = state { state = .deliver }
    }

    /// A delivery that was given up is replayed instead, in a run of its own.
    package mutating func retry(at now: Date) -> Bool { false }
}
