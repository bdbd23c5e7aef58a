package import DurableFlow

extension AutowebinarFlow {
    /// What a run has found out and made. A removed object is no longer in it.
    package struct Facts: Codable, Sendable, Equatable {
        package internal(set) var spaceId: String?
        package internal(set) var roomId: String?
        package internal(set) var playbackId: String?
        package internal(set) var recordId: String?
        private var recordMilliseconds: StoredMilliseconds?
        package internal(set) var eventId: String?
        package internal(set) var inviteUrl: String?
        package internal(set) var published = false
        package internal(set) var reports: [StoredReport] = []
        /// A create of this run was once unknown, so there may be more than one of what it made.
        var isUncertain = false
        /// Playbacks that this run removed: a list that lags may still show them.
        var removedPlaybackIds: [String] = []

        /// The title that the event has, where it was made before the title was amended; nil where it has that of the plan.
        var eventTitle: String?
        private var goneEvents: [String]?
        private var revisions: Int?
        private var restored: Bool?

        /// Events of this run that were taken away by hand, or that it replaced: a list that lags may still show them.
        var goneEventIds: [String] {
            get { goneEvents ?? [] }
            set { goneEvents = newValue.isEmpty ? nil : newValue }
        }

        /// How often what participants were told has changed: a published event was removed, made again, renamed
        /// or moved.
        package internal(set) var revision: Int {
            get { revisions ?? 0 }
            set { revisions = newValue }
        }

        /// The run comes from a backup, or took over what an unknown run made: there may be more of it on livedigital than is known here, and
        /// published. So it removes nothing of its own accord.
        package internal(set) var isRestored: Bool {
            get { restored ?? false }
            set { restored = newValue ? true : nil }
        }

        /// The title that the published playback still has, where it was amended; nil where it has that of the plan.
        var formerTitle: String?
        private var renameRefused: Bool?
        /// The playback of which the event of this run is one, as it was seen last; nil where the run makes its own.
        var shared: SharedPlayback?
        /// Who uses the shared playback that this run makes, as it was seen last.
        var use: PlaybackUse?
        /// The beginning of the last session before which the shared playback was looked at, in milliseconds since 1970.
        var checkedFor: Int64?
        /// When the run learned from its shared playback that what participants were told has changed, in milliseconds since 1970: no step says so.
        var followedAt: Int64?
        /// Why the shared playback could not be published, as long as it still has the event that it had then.
        var refusal: Failure?
        private var check: FinalCheck?
        private var staleRecord: Bool?

        /// The change of the former title was refused: it stays, unless the look before the session can change it.
        var isRenameRefused: Bool {
            get { renameRefused ?? false }
            set { renameRefused = newValue ? true : nil }
        }

        /// How far the check before the start has come.
        var finalCheck: FinalCheck {
            get { check ?? .ahead }
            set { check = newValue }
        }

        /// The record is to be chosen again.
        var isRecordStale: Bool {
            get { staleRecord ?? false }
            set { staleRecord = newValue ? true : nil }
        }

        /// The length of the record.
        package internal(set) var recordLength: Duration? {
            get { recordMilliseconds?.duration }
            set { recordMilliseconds = newValue.map(StoredMilliseconds.init) }
        }
    }
}

extension AutowebinarFlow.Facts: JSONWritable {
    package func write(to stream: JSONStream) throws {
        try stream.object {
            stream.member("spaceId", spaceId)
            stream.member("roomId", roomId)
            stream.member("playbackId", playbackId)
            stream.member("recordId", recordId)
            stream.member("recordMilliseconds", recordMilliseconds?.count)
            stream.member("eventId", eventId)
            stream.member("inviteUrl", inviteUrl)
            stream.member("published", published)
            try stream.member("reports", elements: reports)
            stream.member("isUncertain", isUncertain)
            try stream.member("removedPlaybackIds", elements: removedPlaybackIds)
            stream.member("eventTitle", eventTitle)
            try stream.member("goneEvents", elements: goneEvents)
            stream.member("revisions", revisions.map(Int64.init))
            stream.member("restored", restored)
            stream.member("formerTitle", formerTitle)
            stream.member("renameRefused", renameRefused)
            try stream.member("shared", encoding: shared)
            try stream.member("use", encoding: use)
            stream.member("checkedFor", checkedFor)
            stream.member("followedAt", followedAt)
            try stream.member("refusal", encoding: refusal)
            try stream.member("check", encoding: check)
            stream.member("staleRecord", staleRecord)
        }
    }
}
