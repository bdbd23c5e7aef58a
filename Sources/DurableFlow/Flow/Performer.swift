package import Foundation

/// Carries calls out, and looks them up where their outcome is unknown: the seam between the engine and the remote side.
package protocol Performer<Call, Answer>: Sendable {
    associatedtype Call: Codable & Sendable
    associatedtype Answer: Sendable

    /// Sends the call once, never more, and says what is known afterwards.
    func perform(_ call: Call, _ context: CallContext) async -> Performance<Answer>

    /// Finds out whether an earlier attempt was carried out. Never changes the remote side.
    ///
    /// - Parameter identifier: what an operator says that the attempt made; nil searches.
    func lookUp(_ call: Call, adopting identifier: String?, _ context: CallContext) async -> Finding<Answer>
}

/// What a performer may know about the run it works for.
package struct CallContext: Sendable {
    /// The natural key of the run.
    package var runKey: String
    /// The name of the step that the call is of.
    package var step: String
    /// The connection, or whatever else the lane stands for.
    package var lane: String
    /// No answer that was asked for before this instant may serve a look-up.
    package var notBefore: Date
    /// The run may have gone on after the backup that its database was restored from, and this call is not known to have been made since: it is
    /// looked up first, and what was made under other names is to be looked for, too.
    package var isRestored: Bool
    /// Of these identifiers, those that are known to belong to another run.
    package var ownedByOthers: @Sendable (_ kind: String, _ identifiers: [String]) async throws -> Set<String>

    package init(
        runKey: String, step: String, lane: String, notBefore: Date, isRestored: Bool = false,
        ownedByOthers: @escaping @Sendable (_ kind: String, _ identifiers: [String]) async throws -> Set<String>
    ) {
        self.runKey = runKey
        self.step = step
        self.lane = lane
        self.notBefore = notBefore
        self.isRestored = isRestored
        self.ownedByOthers = ownedByOthers
    }
}

/// Something on the remote side that belongs to a run from the moment its making is recorded.
package struct RemoteObject: Sendable, Hashable {
    package var kind: String
    package var identifier: String

    package init(kind: String, identifier: String) {
        self.kind = kind
        self.identifier = identifier
    }
}

/// What is known after a call was sent.
package enum Performance<Answer: Sendable>: Sendable {
    /// It was carried out.
    case answered(Answer, made: [RemoteObject] = [])
    /// It was definitely not carried out, and would not be if sent again.
    case refused(Failure)
    /// What it asks for does not exist yet. Spends no attempt. Once that is given up there may be more to say.
    case notReady(String, retryAfter: Duration? = nil, givenUp: String? = nil)
    /// No answer that decides anything.
    case hindered(Hindrance)
}

/// What a look-up shows.
package enum Finding<Answer: Sendable>: Sendable {
    /// The remote side carried the call out.
    case found(Answer, made: [RemoteObject] = [])
    /// The remote side did not carry it out.
    case absent
    /// Absence cannot be proved (no list, or not the whole list): a person is asked.
    case unproved(String)
    /// No answer that decides anything.
    case hindered(Hindrance)
}

/// Why a call or a look-up has no answer that decides anything.
package enum Hindrance: Sendable, Equatable {
    /// Not one byte was sent; it may be tried again later.
    case notSent(String)
    /// The remote side asks for patience and did nothing. Spends no attempt.
    case rateLimited(retryAfter: Duration?)
    /// The remote side does not accept us at all: the lane is paused, and its runs wait. Spends no attempt.
    case blocked(Failure)
    /// The remote side does not have the operation as we know it: a person has to mend that.
    case mismatch(String)
    /// It may or may not have been carried out.
    case unknown(String)
}
