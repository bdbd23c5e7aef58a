package import Foundation
import LivedigitalAPI

/// One event on its way to one hook.
package struct Delivery: Sendable, Equatable {
    /// How far it has come.
    package enum State: Int, Sendable, Encodable, CaseIterable {
        /// It waits for the one before it, of the same hook and room.
        case queued = 0
        /// It is being sent, or waits to be tried again.
        case underWay = 1
        case delivered = 2
        /// Given up; it can be replayed.
        case dead = 3

        /// As programs and people see it.
        package var name: String {
            switch self {
            case .queued: "queued"
            case .underWay: "under-way"
            case .delivered: "delivered"
            case .dead: "dead"
            }
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(name)
        }
    }

    /// The id of the event, which is also the `webhook-id` of every attempt.
    package var id: String
    package var hookId: String
    package var type: EventType
    package var state: State
    /// How many times it was sent since it was queued or replayed.
    package var attempts: Int
    /// The status of the last answer; nil where there was none.
    package var status: Int?
    /// Why the last attempt failed, for people; nil where none did.
    package var reason: String?
    package var queuedAt: Date
    /// When it is sent next; nil where it is not, or waits for another.
    package var nextAttemptAt: Date?
    /// When it was delivered or given up; nil before.
    package var endedAt: Date?
}

extension Delivery: Encodable {
    private enum CodingKeys: String, CodingKey { case id, hookId, type, state, attempts, status, reason, queuedAt, nextAttemptAt, endedAt }

    /// The members of the JSON object are always there, null when empty.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(hookId, forKey: .hookId)
        try container.encode(type, forKey: .type)
        try container.encode(state, forKey: .state)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(status, forKey: .status)
        try container.encode(reason, forKey: .reason)
        try container.encode(WireDate.format(queuedAt), forKey: .queuedAt)
        try container.encode(nextAttemptAt.map(WireDate.format), forKey: .nextAttemptAt)
        try container.encode(endedAt.map(WireDate.format), forKey: .endedAt)
    }
}
