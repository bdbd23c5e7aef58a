package import DurableFlow
package import Foundation
import LivedigitalAPI

/// One autowebinar from the draft to the stored analytics, as a value that performs nothing.
///
/// The order is `createPlayback`, `selectRecord`, `attachRecord`, `createPlaybackEvent`, `publish`, `composeInvitation`,
/// `awaitSessionEnd`, `collectAnalytics`. What was published more than an hour before its start is checked then. A run that is refused, too late or cancelled before its session removes what it made.
package struct AutowebinarFlow: StoredFlow, Equatable {
    /// The kind under which the journal keeps these flows.
    package static let kind = "autowebinar"
    /// The kind of those that make a shared playback: they are no showings.
    package static let sharedKind = "sharedPlayback"
    /// The version of this definition.
    package static let version = 1

    /// What the run is to bring about. Encoding it anew was more than half of what encoding a step cost.
    @EncodedOnce package internal(set) var plan: AutowebinarPlan
    /// Where it stands.
    package internal(set) var state: State
    /// What it has found out and made.
    package internal(set) var facts = Facts()

    /// A run at its beginning; one whose start has passed by the time it is made ends skipped at once.
    package init(plan: AutowebinarPlan) {
        self.plan = plan
        if let startsAt = plan.startsAt, startsAt < plan.createdAt {
            state = .skipped(reason: "late: the start, \(WireDate.format(startsAt)), had passed before the run began")
        } else {
            switch plan.place {
            case .ids(let spaceId, let roomId):
                facts.spaceId = spaceId
                facts.roomId = roomId
                state = .createPlayback
            case .names: state = .findRoom
            }
            if plan.share == .event { state = .awaitPlayback }
        }
    }

    package var kind: String { plan.share == .playback ? Self.sharedKind : Self.kind }
    package var lane: String { plan.connection }

    package static func restore(kind: String, version: Int, from data: Data) throws -> AutowebinarFlow {
        try decode(kind: kind == sharedKind ? self.kind : kind, version: version, from: data)
    }

    package func stored(by encoder: JSONEncoder) throws -> Data {
        let stream = JSONStream()
        try write(to: stream)
        return Data(stream.bytes)
    }

    package mutating func becomeRestored() { facts.isRestored = true }

    /// The ids of the space and the room; nil until they are found.
    package var spaceId: String? { facts.spaceId }
    package var roomId: String? { facts.roomId }

    /// When the session is over; nil for the permanent form and until the record is known.
    package var endsAt: Date? {
        guard let startsAt = plan.startsAt, let length = facts.recordLength else { return nil }
        return startsAt.later(by: length)
    }
}

extension AutowebinarFlow: JSONWritable {
    package func write(to stream: JSONStream) throws {
        try stream.object {
            try stream.member("plan") { try _plan.write(to: stream) }
            try stream.member("state") { try state.write(to: stream) }
            try stream.member("facts") { try facts.write(to: stream) }
        }
    }
}
