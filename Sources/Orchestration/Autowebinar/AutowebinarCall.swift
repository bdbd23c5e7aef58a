package import DurableFlow

/// What the autowebinar flow asks livedigital for. Kept with the intent, so it holds no secret.
package enum AutowebinarCall: Codable, Sendable, Hashable {
    /// Find the ids of a space and a room of it, each given by id or exact name.
    case findRoom(space: String, room: String)
    /// Make a draft under a name that holds the marker. Drafts in `ignoring` were removed by this run and may still be listed.
    /// `twin` is what it looks like once published, for runs that may have gone on unseen.
    case createPlayback(spaceId: String, name: String, marker: String, ignoring: [String], twin: Twin)
    case selectRecord(spaceId: String, roomId: String, selector: RecordSelector)
    /// Set the full state; where the answer does not show that it is so, it is read again.
    case updatePlayback(spaceId: String, playbackId: String, name: String, recordId: String, isPublished: Bool)
    case readPlayback(spaceId: String, playbackId: String)
    /// `startsAt` in milliseconds since 1970; nil for the permanent form. Events in `ignoring` are gone and may still be listed.
    case createPlaybackEvent(spaceId: String, playbackId: String, name: String, startsAt: Int64?, timezone: String, ignoring: [String] = [])
    /// Find what this run made besides the playback and the event that it goes on with.
    /// `eventId` is nil where the run makes no event.
    case listSurplus(spaceId: String, marker: String, playbackId: String, eventId: String?, startsAt: Int64?)
    case deletePlaybackEvent(spaceId: String, playbackId: String, eventId: String)
    case deletePlayback(spaceId: String, playbackId: String)
    /// Fetch a report of the event and store it.
    case collectReport(spaceId: String, playbackId: String, eventId: String, format: AutowebinarPlan.Analytics.Format)
    /// Watch the playback that the run's event is one of, by the run that makes it; nil begins one where there is none. What is known already is no
    /// answer. Looked for in the database, never sent.
    case followPlayback(run: String?, known: SharedPlayback?)
    /// Watch who uses the playback that the run makes, beyond what is known already. Looked for in the database, never sent.
    case followUse(known: PlaybackUse?)
    /// Watch the run that collects the analytics of the permanent form, until it has ended. Looked for in the database, never sent.
    case followCollection
}

/// A published playback as livedigital shows it: by its name and the instant of one of its events.
package struct Twin: Codable, Sendable, Hashable {
    package let title: String
    /// In milliseconds since 1970; nil for the permanent form.
    package let startsAt: Int64?
    private let anyEvent: Bool?

    /// It is shared: whatever events it has.
    package var isShared: Bool { anyEvent ?? false }

    package init(title: String, startsAt: Int64?, isShared: Bool = false) {
        self.title = title
        self.startsAt = startsAt
        anyEvent = isShared ? true : nil
    }
}

extension AutowebinarCall {
    /// It changes nothing and decides nothing about what was sent before.
    var isRead: Bool {
        switch self {
        case .findRoom, .selectRecord, .readPlayback, .listSurplus: true
        default: false
        }
    }
}

extension AutowebinarCall: JSONWritable {
    /// The calls of the planned steps are most of what is stored; the others go through their containers.
    package func write(to stream: JSONStream) throws {
        switch self {
        case .createPlayback(let spaceId, let name, let marker, let ignoring, let twin):
            try stream.call("createPlayback", in: spaceId) {
                stream.member("name", name)
                stream.member("marker", marker)
                try stream.member("ignoring", elements: ignoring)
                try stream.member("twin", encoding: twin)
            }
        case .selectRecord(let spaceId, let roomId, let selector):
            try stream.call("selectRecord", in: spaceId) {
                stream.member("roomId", roomId)
                try stream.member("selector", encoding: selector)
            }
        case .updatePlayback(let spaceId, let playbackId, let name, let recordId, let isPublished):
            stream.call("updatePlayback", in: spaceId) {
                stream.member("playbackId", playbackId)
                stream.member("name", name)
                stream.member("recordId", recordId)
                stream.member("isPublished", isPublished)
            }
        case .createPlaybackEvent(let spaceId, let playbackId, let name, let startsAt, let timezone, let ignoring):
            try stream.call("createPlaybackEvent", in: spaceId) {
                stream.member("playbackId", playbackId)
                stream.member("name", name)
                stream.member("startsAt", startsAt)
                stream.member("timezone", timezone)
                try stream.member("ignoring", elements: ignoring)
            }
        default: try stream.encode(self)
        }
    }
}

extension JSONStream {
    /// A case whose first value is the id of the space.
    fileprivate func call(_ name: StaticString, in spaceId: String, _ rest: () throws -> Void) rethrows {
        try object {
            try member(name) {
                try object {
                    member("spaceId", spaceId)
                    try rest()
                }
            }
        }
    }
}
