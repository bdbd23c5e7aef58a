package import Foundation
import LivedigitalAPI

/// A subscriber: an address that is told of events. Its secret is not part of it; see ``HookTable/sealedSecrets(_:hook:now:)``.
package struct Hook: Sendable, Equatable {
    /// Whether it is told of anything.
    package enum Status: String, Codable, Sendable {
        case active
        /// It answered that it is gone, or a person switched it off; subscribing again makes it active.
        case disabled
    }

    /// What is sent to it.
    package enum Form: String, Codable, Sendable {
        /// The flat payload, signed as Standard Webhooks.
        case standard
        /// livedigital's own envelope, for a receiver that was subscribed to a space before us. Only livedigital's events are sent.
        case livedigital
    }

    /// `hook_` and 26 letters and digits.
    package var id: String
    /// The account whose events it is told of.
    package var connection: String
    package var url: String
    /// In the order of ``EventType``, each once; never empty.
    package var events: [EventType]
    /// Only events of this space; nil takes all.
    package var spaceId: String?
    /// Only events of this room; nil takes all.
    package var roomId: String?
    /// Only events of this job; nil takes all.
    package var jobName: String?
    package var form: Form
    package var status: Status
    /// Why it is disabled, for people; nil while it is active.
    package var disabledReason: String?
    package var createdAt: Date

    /// Whether it wants to be told of an event.
    package func wants(_ event: Event) -> Bool {
        guard status == .active, connection == event.connection, events.contains(event.type) else { return false }
        func admits(_ filter: String?, _ value: String?) -> Bool { filter == nil || filter == value }
        return admits(spaceId, event.subject.spaceId) && admits(roomId, event.subject.roomId) && admits(jobName, event.subject.jobName)
    }
}

extension Hook: Encodable {
    private enum CodingKeys: String, CodingKey { case id, url, events, spaceId, roomId, jobName, form, status, disabledReason, createdAt }

    /// The members of the JSON object are always there, null when empty. The secret is none of them.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(url, forKey: .url)
        try container.encode(events, forKey: .events)
        try container.encode(spaceId, forKey: .spaceId)
        try container.encode(roomId, forKey: .roomId)
        try container.encode(jobName, forKey: .jobName)
        try container.encode(form, forKey: .form)
        try container.encode(status, forKey: .status)
        try container.encode(disabledReason, forKey: .disabledReason)
        try container.encode(WireDate.format(createdAt), forKey: .createdAt)
    }
}
