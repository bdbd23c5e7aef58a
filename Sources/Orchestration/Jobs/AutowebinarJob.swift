/// What a job of the kind `autowebinar` does at each of its dates: which recording is shown where, and what becomes of the showing.
package struct AutowebinarJob: Hashable, Sendable, Codable {
    /// What the participants see; 1 to 200 characters.
    package var title: String
    /// The id or exact name of the space.
    package var space: String
    /// The id or exact name of the room whose recording is shown.
    package var room: String
    package var record: RecordChoice
    /// How far ahead events are made and published.
    package var horizon = JobDuration.days(14)
    package var overlap = Overlap.allow
    /// One that is not published so long before its start is reported.
    package var alertBefore = JobDuration.hours(2)
    /// After how long behind the session's end the playback is deleted, once the reports are stored; nil keeps it.
    package var cleanup: JobDuration?
    package var analytics = AnalyticsPlan()
    private var playback: PlaybackForm?
    /// The event that supplies the record and opens the series; nil where the job waits for none.
    package var on: EventTrigger?

    package init(title: String, space: String, room: String, record: RecordChoice) {
        self.title = title
        self.space = space
        self.room = room
        self.record = record
    }

    /// One playback has the events of all occurrences, instead of one each.
    package var sharesPlayback: Bool {
        get { playback == .shared }
        // Absent where it is the rule, as in what was stored before there was a choice.
        set { playback = newValue ? .shared : nil }
    }

    /// How many playbacks the occurrences have.
    package enum PlaybackForm: String, Codable, CaseIterable {
        case perOccurrence, shared
    }

    /// What becomes of a session that would begin before the one before it has ended.
    package enum Overlap: String, Codable, CaseIterable, Sendable {
        /// It is left out.
        case skip
        /// It begins when the other ends.
        case queue
        /// Both are held.
        case allow
    }
}

/// Which recording a job shows.
package enum RecordChoice: Hashable, Sendable {
    case id(String)
    /// By its exact name.
    case name(String)
    /// The latest one that is at least so long and has the text in its name; both may be left out. It is chosen again an hour before the start,
    /// unless it `freezes`.
    case latest(minimumDuration: JobDuration?, nameContains: String?, freezes: Bool = false)
}

/// When and how the analytics of a session are collected.
package struct AnalyticsPlan: Hashable, Sendable, Codable {
    /// The form of a report.
    package enum Format: String, Codable, CaseIterable, Sendable {
        case xlsx
    }

    /// How long after the end of the session the first attempt is made.
    package var after: JobDuration = .minutes(15)
    /// How long after the end of the session the last attempt is made; longer than `after`.
    package var giveUpAfter: JobDuration = .hours(24)
    /// Not empty, each once.
    package var formats: [Format] = [.xlsx]
    /// How often the reports of a permanent autowebinar are collected.
    package var every: JobDuration = .hours(1)
}

extension RecordChoice: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, name, latest
    }

    private struct Latest: Codable {
        var minDuration: JobDuration?
        var nameContains: String?
        var freeze: Bool?
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let id = try container.decodeIfPresent(String.self, forKey: .id) {
            self = .id(id)
        } else if let name = try container.decodeIfPresent(String.self, forKey: .name) {
            self = .name(name)
        } else {
            let latest = try container.decode(Latest.self, forKey: .latest)
            self = .latest(minimumDuration: latest.minDuration, nameContains: latest.nameContains, freezes: latest.freeze ?? false)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .id(let id): try container.encode(id, forKey: .id)
        case .name(let name): try container.encode(name, forKey: .name)
        case .latest(let minimumDuration, let nameContains, let freezes):
            try container.encode(
                Latest(minDuration: minimumDuration, nameContains: nameContains, freeze: freezes ? true : nil), forKey: .latest)
        }
    }
}
