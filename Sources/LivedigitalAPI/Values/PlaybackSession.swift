package import Foundation

/// One run of a playback event, with its own viewers and its own report.
package struct PlaybackSession: Sendable, Equatable {
    /// livedigital's id.
    package var id: String
    /// The playback that it shows.
    package var playbackId: String?
    /// The event that it is a run of.
    package var eventId: String?
    /// When it began; nil when livedigital does not say.
    package var startedAt: Date?
    /// When it ended; nil while it is under way.
    package var finishedAt: Date?

    package init(id: String, playbackId: String? = nil, eventId: String? = nil, startedAt: Date? = nil, finishedAt: Date? = nil) {
        self.id = id
        self.playbackId = playbackId
        self.eventId = eventId
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

extension PlaybackSession: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) throws {
        self.init(
            id: try object.id(names.id), playbackId: object.string("playbackId"),
            eventId: object.string("eventId") ?? object.string("playbackEventId"),
            startedAt: object.date("startedAt"), finishedAt: object.date("finishedAt"))
    }
}
