package import Foundation

/// The one thing that a flow asks for in its present state.
package enum Effect<Call: Codable & Sendable>: Sendable {
    /// Ask the remote side for something.
    case call(CallEffect<Call>)
    /// Do nothing until an instant.
    case wait(step: String, until: Date)
    /// Nothing to carry out: the step is journalled and passed.
    case pass(step: String)
    /// Do nothing until what the call asks for is found in the database itself, or until an instant; nil waits for ever.
    ///
    /// It is looked for by ``Journal/onWatch`` in the transaction that comes to the step, and anew after each ``Journal/wake(_:key:now:)``: whoever
    /// changes what is watched wakes the run in the same transaction, so nothing can happen unseen between a look and the wait.
    case watch(step: String, call: Call, until: Date?)
    /// The run is over.
    case end(Ending)
}

/// One call and how its outcome is to be treated.
package struct CallEffect<Call: Codable & Sendable>: Sendable {
    /// What may be done when it is unknown whether the remote side carried the call out.
    package enum Kind: Int, Sendable {
        /// It may be sent again at once: doing it twice is doing it once.
        case repeatable = 0
        /// It must be looked up after the settle window, then adopted or sent again.
        case adoptable = 1
        /// It cannot be looked up: a person is asked.
        case askable = 2
        /// Doing it twice is doing it once, but it sets the whole of something, so one that takes effect late undoes what was done since: it is sent
        /// again, without a look, after the settle window.
        case overwriting = 3

        /// A run that may be older than what the remote side has seen looks first whether it was done.
        var isLookedUp: Bool { self == .adoptable || self == .askable }
    }

    /// The name of the step, as users see it.
    package var step: String
    package var call: Call
    package var kind: Kind
    /// The token by which the remote side can be searched for what the call made; kept with the intent.
    package var marker: String?
    /// The call is not sent after this instant; the flow receives ``Outcome/expired``.
    package var notAfter: Date?
    package var retries: RetryPolicy
    /// The flow can go on without the call: where only a person could know or mend something, it receives ``Outcome/refused(_:)`` and is not held.
    package var isOptional: Bool
    /// How many requests the call sends, one or more, for the rate of its lane.
    package var requests: Int

    package init(
        step: String, call: Call, kind: Kind, marker: String? = nil, notAfter: Date? = nil, retries: RetryPolicy = RetryPolicy(),
        isOptional: Bool = false, requests: Int = 1
    ) {
        self.step = step
        self.call = call
        self.kind = kind
        self.marker = marker
        self.notAfter = notAfter
        self.retries = retries
        self.isOptional = isOptional
        self.requests = requests
    }
}

/// How often and how long a step is tried.
package struct RetryPolicy: Sendable, Equatable {
    /// The first back-off; each further one doubles, with full jitter.
    package var base: Duration
    /// The longest back-off.
    package var cap: Duration
    /// After this long since the step was first tried, and tried by this process, a further failure is final.
    package var deadline: Duration
    /// How long to wait before asking again for what is not ready.
    package var pollInterval: Duration
    /// Waiting for what is not ready ends at this instant; nil waits for ever.
    package var readyBy: Date?
    /// Waiting for what is not ready ends this long after the step was first tried, and tried by this process; nil waits for ever.
    package var readyWithin: Duration?

    package init(
        base: Duration = .seconds(1), cap: Duration = .seconds(60), deadline: Duration = .seconds(86_400),
        pollInterval: Duration = .seconds(30), readyBy: Date? = nil, readyWithin: Duration? = nil
    ) {
        self.base = base
        self.cap = cap
        self.deadline = deadline
        self.pollInterval = pollInterval
        self.readyBy = readyBy
        self.readyWithin = readyWithin
    }

    /// The wait before the next try, by exponential back-off with full jitter.
    ///
    /// - Parameters:
    ///   - failures: how many tries failed in a row, 1 or more.
    ///   - random: a number from 0 up to, not including, 1.
    func backOff(failures: Int, random: Double) -> Duration {
        let longest = min(cap, base * (1 << min(max(failures - 1, 0), 20)))
        return longest * random
    }
}

/// How a run ends.
package enum Ending: Sendable, Equatable {
    case completed
    case failed(Failure)
    case cancelled
    case skipped(reason: String)
}
