package import Foundation

/// A durable flow: a value with explicit states that performs nothing.
///
/// The engine asks for ``effect``, carries it out, and hands the outcome to ``receive(_:at:)``. Neither has a clock, does I/O or suspends,
/// so every (state, outcome) pair can be tested as a table. The value itself is what the journal stores, as JSON.
package protocol Flow: Codable, Sendable {
    /// What the remote side is asked to do. Stored with the intent, so it holds no secret.
    associatedtype Call: Codable & Sendable
    /// What a call brings back.
    associatedtype Answer: Sendable

    /// The name of the definition, for the journal.
    var kind: String { get }
    /// The version of the definition that this value was made by.
    var version: Int { get }
    /// The queue that the run waits in; runs of one lane share a rate, a concurrency limit and a pause. Constant for a run.
    var lane: String { get }
    /// The one effect that the present state asks for.
    var effect: Effect<Call> { get }

    /// Takes the outcome of ``effect`` to the next state.
    ///
    /// - Parameter now: the instant at which the outcome is recorded.
    mutating func receive(_ outcome: Outcome<Answer>, at now: Date)

    /// Turns towards the end, undoing what was made where that is right.
    ///
    /// Called only while no outcome is open: an unknown one is looked up first and received. Called once on a run that goes on, and on one that
    /// has completed, where there may be something to undo yet.
    mutating func cancel(at now: Date)

    /// Takes over a changed description of what the run is to bring about, where that still makes sense; by default there is nothing to change.
    ///
    /// Called only while no outcome is open. Where the present effect stays the same step, its attempts go on counting.
    /// - Parameter amendment: a whole description, in the flow's own form; of several that wait, only the last arrives.
    mutating func amend(_ amendment: Data, at now: Date)

    /// Goes back to the step that failed, where trying again makes sense.
    ///
    /// Called only on a run that ended ``Ending/failed(_:)``. Returns false, changing nothing, where the run cannot go on.
    mutating func retry(at now: Date) -> Bool

    /// Learns that its database was restored from a backup: the remote side may be further than the flow knows. By default nothing.
    mutating func becomeRestored()

    /// Reads a stored flow, or throws when this program does not know that kind or version; the run is then held, never guessed.
    static func restore(kind: String, version: Int, from data: Data) throws -> Self

    /// The stored form, which ``restore(kind:version:from:)`` reads. By default what the encoder makes of the value; a flow with a large part that
    /// never changes can keep that part encoded.
    func stored(by encoder: JSONEncoder) throws -> Data
}

extension Flow {
    package mutating func becomeRestored() {}

    package mutating func amend(_ amendment: Data, at now: Date) {}

    package func stored(by encoder: JSONEncoder) throws -> Data { try encoder.encode(self) }
}

/// How a step came to its success.
package enum How: String, Codable, Sendable, CustomStringConvertible {
    /// Sent once and answered.
    case performed
    /// The outcome was unknown, and the remote side was found to have done it.
    case adopted
    /// The outcome was unknown, the remote side had not done it, and it was sent again.
    case repeated

    package var description: String { rawValue }
}

/// What becomes of an effect.
package enum Outcome<Answer: Sendable>: Sendable {
    /// The call succeeded.
    case answered(Answer, how: How)
    /// The wait is over, or the step needed nothing.
    case elapsed
    /// The call was not sent, as its ``CallEffect/notAfter`` had passed.
    case expired
    /// The call failed for good: refused by the remote side, or its time to try ran out.
    case refused(Failure)
}

/// Why a step or a run failed, in words for people.
package struct Failure: Error, Codable, Sendable, Equatable {
    /// A short fixed English word such as `unauthorized`, for programs.
    package var code: String
    /// What happened, where and what to do, without secrets.
    package var message: String
    /// What of the request it is about, in a word of whoever made the call, such as `space`; nil where it is no one part of it.
    package var subject: String?

    /// The code of a wait that was given up.
    package static let notReady = "not_ready"

    package init(code: String, message: String, subject: String? = nil) {
        self.code = code
        self.message = message
        self.subject = subject
    }
}
