import Crypto
import Foundation

/// What a subscriber asks for. Two that ask for the same are one hook.
package struct HookSubscription: Sendable, Equatable {
    package var connection: String
    /// Where to; see ``HookAddress/check(_:allowsPrivate:)``.
    package var url: String
    /// Not empty.
    package var events: [EventType]
    package var spaceId: String?
    package var roomId: String?
    package var jobName: String?
    package var form: Hook.Form

    package init(
        connection: String, url: String, events: [EventType], spaceId: String? = nil, roomId: String? = nil, jobName: String? = nil,
        form: Hook.Form = .standard
    ) {
        self.connection = connection
        self.url = url
        self.events = EventType.allCases.filter(events.contains)
        self.spaceId = spaceId
        self.roomId = roomId
        self.jobName = jobName
        self.form = form
    }

    /// Stands for what is asked for: address, events and filter.
    var identity: String {
        let parts = [url, events.map(\.rawValue).joined(separator: " "), spaceId ?? "", roomId ?? "", jobName ?? "", form.rawValue]
        return Identifier.text(SHA256.hash(data: Data(parts.joined(separator: "\0").utf8)))
    }
}
