import Foundation

/// Something that is not as the service left it.
package struct DriftFinding: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// The playback of an upcoming run is gone, and its event with it.
        case playbackVanished
        /// The event of an upcoming run is gone.
        case eventVanished
        /// The playback has another title or record than its run published.
        case playbackEdited
        /// It is not published any more.
        case playbackUnpublished
        /// The event is called otherwise.
        case eventRenamed
        /// The event begins at another instant.
        case eventMoved
        /// A draft with a mark of ours that no run works on.
        case draftOrphaned
        /// A second event at the instant of a run, on its own playback.
        case eventOrphaned
        /// A playback that was published by hand is what a run without one was to make.
        case publishedByHand
        /// A stored job is not as its file says.
        case jobEdited
        /// The file of a stored job is gone.
        case jobFileGone
        /// The file of a stored job has mistakes, so that it cannot be compared.
        case jobFileUnreadable
        /// livedigital did not show enough to tell.
        case unproved
    }

    /// What can be done about it.
    package enum Remedy: String, Codable, Sendable, CaseIterable {
        /// What is there is right: the run, or the stored job, takes it over.
        case adopt
        /// What was published, or is described, is right: it is made so again.
        case recreate
        /// What no run owns goes.
        case deleteOrphans
    }

    /// A playback with one of its events, as far as it matters.
    package struct Shown: Codable, Sendable, Equatable {
        package var name: String?
        package var recordId: String?
        package var isPublished: Bool?
        /// The name of the event.
        package var eventName: String?
        /// RFC 3339, UTC.
        package var startsAt: String?

        package init(name: String? = nil, recordId: String? = nil, isPublished: Bool? = nil, eventName: String? = nil, startsAt: String? = nil) {
            (self.name, self.recordId, self.isPublished, self.eventName, self.startsAt) = (name, recordId, isPublished, eventName, startsAt)
        }
    }

    package var kind: Kind
    package var connection: String?
    package var job: String?
    package var run: String?
    package var spaceId: String?
    package var playbackId: String?
    package var eventId: String?
    /// The file of a job, as the path was given.
    package var file: String?
    package var expected: Shown?
    package var found: Shown?
    /// What was seen, in words, and what to do where no remedy helps.
    package var detail: String
    /// Those that do something about it.
    package var remedies: [Remedy]
    /// What was done about it; nil where nothing was.
    package var mended: String?
    /// From when on a draft that may be somebody else's can be deleted. RFC 3339, UTC; nil for anything else.
    package var deletableFrom: String?

    package init(
        _ kind: Kind, connection: String? = nil, job: String? = nil, run: String? = nil, spaceId: String? = nil, playbackId: String? = nil,
        eventId: String? = nil, file: String? = nil, expected: Shown? = nil, found: Shown? = nil, detail: String, remedies: [Remedy] = []
    ) {
        (self.kind, self.connection, self.job, self.run, self.spaceId) = (kind, connection, job, run, spaceId)
        (self.playbackId, self.eventId, self.file, self.expected, self.found) = (playbackId, eventId, file, expected, found)
        (self.detail, self.remedies) = (detail, remedies)
    }

    /// The members are always there, null when empty.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(connection, forKey: .connection)
        try container.encode(job, forKey: .job)
        try container.encode(run, forKey: .run)
        try container.encode(spaceId, forKey: .spaceId)
        try container.encode(playbackId, forKey: .playbackId)
        try container.encode(eventId, forKey: .eventId)
        try container.encode(file, forKey: .file)
        try container.encode(expected, forKey: .expected)
        try container.encode(found, forKey: .found)
        try container.encode(detail, forKey: .detail)
        try container.encode(remedies, forKey: .remedies)
        try container.encode(mended, forKey: .mended)
        try container.encode(deletableFrom, forKey: .deletableFrom)
    }
}
