import DurableFlow
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

    /// What the run is to bring about.
    package internal(set) var plan: AutowebinarPlan {
        didSet { planText = Self.text(of: plan) }
    }
    /// Where it stands.
    package internal(set) var state: State
    /// What it has found out and made.
    package internal(set) var facts = Facts()
    /// The plan as JSON: it hardly ever changes, and encoding it anew was more than half of what encoding a step cost.
    private var planText: Data?

    private enum CodingKeys: String, CodingKey { case plan, state, facts }

    /// A run at its beginning; one whose start has passed by the time it is made ends skipped at once.
    package init(plan: AutowebinarPlan) {
        self.plan = plan
        planText = Self.text(of: plan)
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
        var flow = try decode(kind: kind == sharedKind ? self.kind : kind, version: version, from: data)
        flow.planText = text(of: flow.plan)
        return flow
    }

    package func stored(by encoder: JSONEncoder) throws -> Data {
        guard let planText else { return try encoder.encode(self) }
        let progress = try encoder.encode(Progress(state: state, facts: facts))
        var text: [UInt8] = []
        text.reserveCapacity(planText.count + progress.count + 16)
        text += "{\"plan\":".utf8
        text += planText
        // Both are JSON objects with at least one member, so the comma in the place of the one bracket joins them.
        text.append(UInt8(ascii: ","))
        text += progress.dropFirst()
        return Data(text)
    }

    package mutating func becomeRestored() { facts.isRestored = true }

    package static func == (left: AutowebinarFlow, right: AutowebinarFlow) -> Bool {
        left.plan == right.plan && left.state == right.state && left.facts == right.facts
    }

    /// What changes in the course of a run.
    private struct Progress: Encodable {
        let state: State
        let facts: Facts
    }

    private static func text(of plan: AutowebinarPlan) -> Data? {
        try? planEncoder.encode(plan)
    }

    private static let planEncoder = StreamingJSONEncoder()

    /// The ids of the space and the room; nil until they are found.
    package var spaceId: String? { facts.spaceId }
    package var roomId: String? { facts.roomId }

    /// When the session is over; nil for the permanent form and until the record is known.
    package var endsAt: Date? {
        guard let startsAt = plan.startsAt, let length = facts.recordLength else { return nil }
        return startsAt.later(by: length)
    }
}
