package import DurableFlow
package import Foundation
package import LivedigitalAPI

/// What one run of the autowebinar flow is to bring about. Only an ``AutowebinarAmendment`` changes it while the run lasts.
///
/// Instants and durations are kept to the millisecond.
package struct AutowebinarPlan: Codable, Sendable, Hashable {
    /// When and how the analytics of the session are collected.
    package struct Analytics: Codable, Sendable, Hashable {
        package typealias Format = ReportFormat

        private let afterEnd: StoredMilliseconds
        private let patience: StoredMilliseconds
        /// One report of each; none collects nothing.
        package let formats: [Format]

        /// How long after the end of the session the reports are asked for.
        package var after: Duration { afterEnd.duration }
        /// How long after the end of the session a report that is not there yet is given up.
        package var giveUpAfter: Duration { patience.duration }

        package init(after: Duration = .seconds(900), giveUpAfter: Duration = .seconds(86_400), formats: [Format] = [.xlsx]) {
            afterEnd = StoredMilliseconds(after)
            patience = StoredMilliseconds(giveUpAfter)
            self.formats = formats
        }
    }

    /// A room in its space.
    package enum Place: Codable, Sendable, Hashable {
        case ids(spaceId: String, roomId: String)
        /// Each an id or an exact name; the run looks them up first.
        case names(space: String, room: String)
    }

    /// What a run makes where one playback is shared by all events of a job.
    package enum Share: String, Codable, Sendable {
        /// The playback: one run for all.
        case playback
        /// One event of it: a run for each occurrence.
        case event
    }

    /// What the participants see, as the name of the playback and of the event.
    package private(set) var title: String
    /// The livedigital account; the run's lane.
    package let connection: String
    /// The room whose recording is shown.
    package let place: Place
    package private(set) var record: RecordSelector
    /// An IANA name such as `Europe/Moscow`.
    package let timezone: String
    package let marker: RunMarker
    package internal(set) var analytics: Analytics
    /// The address of the participants' web application, without a last slash.
    package let webURL: String
    private let start: StoredMilliseconds?
    private var window: StoredMilliseconds
    private let made: StoredMilliseconds
    private var freezes: Bool?
    private var cleanup: StoredMilliseconds?
    /// Which part of an autowebinar with a shared playback the run makes; nil where it makes a playback and an event of its own.
    package let share: Share?

    /// When the session begins; nil makes the permanent form, which starts anew for everybody who opens the link.
    package var startsAt: Date? { start?.date }
    /// By how much the start may be missed by a run that was made before it.
    package var lateWindow: Duration { window.duration }
    /// The latest record is not chosen again before the start.
    package var freezesRecord: Bool { freezes ?? false }
    /// How long after the end of the session, and with its reports stored, the playback is removed; nil keeps it.
    package internal(set) var cleanupAfter: Duration? {
        get { cleanup?.duration }
        set { cleanup = newValue.map(StoredMilliseconds.init) }
    }
    /// When the run was made.
    package var createdAt: Date { made.date }

    /// - Parameters:
    ///   - place: where the recording is.
    ///   - startsAt: nil for the permanent form.
    ///   - createdAt: the present instant.
    ///   - webURL: with or without a last slash.
    package init(
        title: String, connection: String, place: Place, record: RecordSelector, startsAt: Date?, timezone: String,
        marker: RunMarker, createdAt: Date, lateWindow: Duration = .seconds(900), analytics: Analytics = Analytics(),
        webURL: String = "https://edu.livedigital.space", freezesRecord: Bool = false, cleanupAfter: Duration? = nil, share: Share? = nil
    ) {
        self.title = title
        self.connection = connection
        self.place = place
        self.record = record
        self.timezone = timezone
        self.marker = marker
        self.analytics = analytics
        self.webURL = webURL.withoutLastSlashes
        start = startsAt.map(StoredMilliseconds.init)
        window = StoredMilliseconds(lateWindow)
        made = StoredMilliseconds(createdAt)
        // Absent where it is the rule, as in what was stored before there was a choice.
        freezes = freezesRecord ? true : nil
        cleanup = cleanupAfter.map(StoredMilliseconds.init)
        self.share = share
    }

    /// Shows that record from now on, whatever the job chose.
    mutating func show(recordId: String) {
        record = .id(recordId)
        freezes = nil
    }

    /// The same plan for another run, with a marker of its own.
    func again(createdAt: Date) -> AutowebinarPlan { another(startsAt: startsAt, share: share, createdAt: createdAt) }

    /// The plan of the run that makes the playback of which this one makes an event.
    func ofSharedPlayback(createdAt: Date) -> AutowebinarPlan { another(startsAt: nil, share: .playback, createdAt: createdAt) }

    private func another(startsAt: Date?, share: Share?, createdAt: Date) -> AutowebinarPlan {
        var random = SystemRandomNumberGenerator()
        return AutowebinarPlan(
            title: title, connection: connection, place: place, record: record, startsAt: startsAt, timezone: timezone,
            marker: RunMarker(using: &random), createdAt: createdAt, lateWindow: lateWindow, analytics: analytics, webURL: webURL,
            freezesRecord: freezesRecord, cleanupAfter: cleanupAfter, share: share)
    }

    /// What changes where the playback is to be called, and to show, something else.
    package func amendment(title: String, recordId: String?) -> AutowebinarAmendment {
        AutowebinarAmendment(
            title: title, record: recordId.map(RecordSelector.id) ?? record, freezesRecord: recordId == nil && freezesRecord, analytics: analytics,
            lateWindow: lateWindow, cleanup: cleanupAfter)
    }

    /// Takes over all that an amendment says.
    mutating func amend(_ amendment: AutowebinarAmendment) {
        title = amendment.title
        record = amendment.record
        freezes = amendment.freezesRecord ? true : nil
        analytics = amendment.analytics
        window = StoredMilliseconds(amendment.lateWindow)
        cleanupAfter = amendment.cleanup
    }
}

extension AutowebinarPlan {
    /// A plan for a room whose ids are known.
    package init(
        title: String, connection: String, spaceId: String, roomId: String, record: RecordSelector, startsAt: Date?, timezone: String,
        marker: RunMarker, createdAt: Date, lateWindow: Duration = .seconds(900), analytics: Analytics = Analytics(),
        webURL: String = "https://edu.livedigital.space", freezesRecord: Bool = false, cleanupAfter: Duration? = nil
    ) {
        self.init(
            title: title, connection: connection, place: .ids(spaceId: spaceId, roomId: roomId), record: record, startsAt: startsAt,
            timezone: timezone, marker: marker, createdAt: createdAt, lateWindow: lateWindow, analytics: analytics, webURL: webURL,
            freezesRecord: freezesRecord, cleanupAfter: cleanupAfter)
    }

    /// The last instant at which a step up to publication is still sent; nil for the permanent form.
    package var publishBy: Date? { startsAt?.later(by: lateWindow) }

    /// When what was published is looked at once more, and the latest record chosen again: an hour before the start; nil for the permanent form.
    package var checkAt: Date? { startsAt?.later(by: .zero - Self.checkAhead) }

    static let checkAhead = Duration.seconds(3600)

    /// Whether the record is chosen again at that time.
    var choosesRecordAgain: Bool { if case .latest = record { !freezesRecord } else { false } }

    /// The name under which the playback is found until it is published: the title, cut to 60 characters, and the marker.
    package var draftName: String { "\(title.prefix(60)) \(marker.bracketed)" }

    /// The link that participants open.
    func inviteURL(eventId: String) -> String {
        // An id is opaque.
        "\(webURL)/event/\(eventId.percentEncoded)"
    }
}

/// Every run stores its plan once by this.
extension AutowebinarPlan: JSONWritable {
    package func write(to stream: JSONStream) throws {
        try stream.object {
            stream.member("title", title)
            stream.member("connection", connection)
            stream.member("place") { place.write(to: stream) }
            try stream.member("record", encoding: record)
            stream.member("timezone", timezone)
            stream.member("marker", marker.text)
            try stream.member("analytics") { try analytics.write(to: stream) }
            stream.member("webURL", webURL)
            stream.member("start", start?.count)
            stream.member("window", window.count)
            stream.member("made", made.count)
            stream.member("freezes", freezes)
            stream.member("cleanup", cleanup?.count)
            stream.member("share", share?.rawValue)
        }
    }
}

extension AutowebinarPlan.Place {
    fileprivate func write(to stream: JSONStream) {
        stream.object {
            switch self {
            case .ids(let spaceId, let roomId):
                stream.member("ids") {
                    stream.object {
                        stream.member("spaceId", spaceId); stream.member("roomId", roomId)
                    }
                }
            case .names(let space, let room):
                stream.member("names") {
                    stream.object {
                        stream.member("space", space); stream.member("room", room)
                    }
                }
            }
        }
    }
}

extension AutowebinarPlan.Analytics {
    fileprivate func write(to stream: JSONStream) throws {
        try stream.object {
            stream.member("afterEnd", afterEnd.count)
            stream.member("patience", patience.count)
            try stream.member("formats", elements: formats)
        }
    }
}
