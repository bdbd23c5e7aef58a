package import Foundation

/// A showing of a playback: at one instant, or permanent, which opens anew for everybody who follows the link.
package struct PlaybackEvent: Sendable, Equatable {
    /// livedigital's id.
    package var id: String
    /// The playback that it shows.
    package var playbackId: String?
    /// The name that people gave it.
    package var name: String?
    /// When it begins; nil for a permanent event. An answer whose start is there but unreadable is refused as a whole, since a permanent
    /// event is told from a dated one by this alone.
    package var startDate: Date?
    /// When it ends, where livedigital says so.
    package var endDate: Date?
    /// An IANA name.
    package var timezone: String?
    /// When livedigital made it.
    package var createdAt: Date?

    package init(
        id: String, playbackId: String? = nil, name: String? = nil, startDate: Date? = nil, endDate: Date? = nil, timezone: String? = nil,
        createdAt: Date? = nil
    ) {
        self.id = id
        self.playbackId = playbackId
        self.name = name
        self.startDate = startDate
        self.endDate = endDate
        self.timezone = timezone
        self.createdAt = createdAt
    }
}

extension PlaybackEvent: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) throws {
        self.init(
            id: try object.id(names.id), playbackId: object.string("playbackId"), name: object.string("name"),
            startDate: try object.instant("startDate"), endDate: object.date("endDate"), timezone: object.string("timezone"),
            createdAt: object.date("createdAt"))
    }
}
