package import Foundation

/// The event of a permanent autowebinar.
package struct PermanentEvent: Codable, Sendable, Hashable {
    package let spaceId: String
    package let playbackId: String
    package let eventId: String

    package init(spaceId: String, playbackId: String, eventId: String) {
        self.spaceId = spaceId
        self.playbackId = playbackId
        self.eventId = eventId
    }
}

/// A session of such an event that is over. Instants in milliseconds since 1970.
package struct EventSession: Codable, Sendable, Hashable {
    package let id: String
    package let startedAt: Int64
    package let finishedAt: Int64

    package init(id: String, startedAt: Int64, finishedAt: Int64) {
        self.id = id
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

/// What one run gathers of a permanent autowebinar. Instants and durations are kept to the millisecond.
package struct PermanentCollectionPlan: Codable, Sendable, Hashable {
    /// The livedigital account; the run's lane.
    package let connection: String
    package let title: String
    package let roomId: String?
    /// The time zone of its job.
    package let timezone: String?
    package let event: PermanentEvent
    /// The digest of the last report that was stored before; nil where there is none.
    package let digest: String?
    private let start: StoredMilliseconds
    private let covered: StoredMilliseconds
    private let interval: StoredMilliseconds
    private let patience: StoredMilliseconds

    /// When the first interval begins.
    package var from: Date { start.date }
    /// Up to when everything was collected before; not later than ``from``.
    package var coveredUntil: Date { covered.date }
    package var every: Duration { interval.duration }
    /// How long behind its end a session whose report is not there is asked for.
    package var giveUpAfter: Duration { patience.duration }

    package init(
        connection: String, title: String, roomId: String?, timezone: String? = nil, event: PermanentEvent, from: Date,
        coveredUntil: Date, every: Duration, giveUpAfter: Duration, digest: String?
    ) {
        self.connection = connection
        self.title = title
        self.roomId = roomId
        self.timezone = timezone
        self.event = event
        self.digest = digest
        start = StoredMilliseconds(from)
        covered = StoredMilliseconds(coveredUntil)
        interval = StoredMilliseconds(every)
        patience = StoredMilliseconds(giveUpAfter)
    }
}
