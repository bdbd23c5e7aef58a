/// What a call of the autowebinar flow brings back.
package enum AutowebinarAnswer: Sendable, Equatable {
    case room(spaceId: String, roomId: String)
    case playback(id: String)
    case record(ChosenRecord)
    /// The playback is in the state that was asked for.
    case updated
    /// The playback as livedigital shows it; nil is what it does not say.
    case playbackShown(name: String?, recordId: String?, isPublished: Bool?)
    case event(id: String)
    /// What is to be removed before publication, in order.
    case surplus([Removal])
    /// It is gone, now or before.
    case deleted
    case report(StoredReport)
    /// What became of the playback that the run's event is one of.
    case followed(SharedPlayback)
    /// What became of those that use the playback that the run makes.
    case used(PlaybackUse)
}

/// The recording that a run shows.
package struct ChosenRecord: Codable, Sendable, Hashable {
    package let id: String
    private let milliseconds: StoredMilliseconds

    /// From its start to its finish, to the millisecond.
    package var length: Duration { milliseconds.duration }

    package init(id: String, length: Duration) {
        self.id = id
        milliseconds = StoredMilliseconds(length)
    }
}

/// A playback, or an event of one, that a run removes.
package struct Removal: Codable, Sendable, Hashable {
    package let playbackId: String
    /// Nil removes the playback itself.
    package let eventId: String?

    package init(playbackId: String, eventId: String? = nil) {
        self.playbackId = playbackId
        self.eventId = eventId
    }
}

/// A report that lies whole and synced in the data folder.
package struct StoredReport: Codable, Sendable, Hashable {
    package let format: AutowebinarPlan.Analytics.Format
    /// The absolute path of the file.
    package let path: String
    /// Its size.
    package let bytes: Int
    /// Its digest, 64 lower-case hexadecimal digits.
    package let sha256: String

    package init(format: AutowebinarPlan.Analytics.Format, path: String, bytes: Int, sha256: String) {
        self.format = format
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
    }
}
