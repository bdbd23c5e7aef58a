package import Foundation
package import Recurrence

/// A job of the kind `autowebinar`: which recording is shown where and when. Equal texts, defaults and the order of dates aside, make equal jobs.
package struct Job: Hashable, Sendable, Codable {
    /// What a job file describes.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case autowebinar
    }

    /// The most dates that one job may list.
    package static let maximumDates = 10_000

    package var kind = Kind.autowebinar
    /// `^[a-z0-9][a-z0-9-]{0,62}$`, unique within its connection.
    package var name: String
    /// What the participants see; 1 to 200 characters.
    package var title: String
    /// The livedigital account.
    package var connection = "default"
    /// The id or exact name of the space.
    package var space: String
    /// The id or exact name of the room whose recording is shown.
    package var room: String
    package var record: RecordChoice
    /// Nil when the job has no dates of its own and is started by hand.
    package var schedule: Schedule?
    /// How far ahead events are made and published.
    package var horizon = JobDuration.days(14)
    package var missed = Missed()
    package var overlap = Overlap.allow
    /// One that is not published so long before its start is reported.
    package var alertBefore = JobDuration.hours(2)
    /// After how long behind the session's end the playback is deleted, once the reports are stored; nil keeps it.
    package var cleanup: JobDuration?
    /// After so many failed runs in a row the job is paused; 0 never pauses it.
    package var pauseAfter = 3
    package var analytics = AnalyticsPlan()

    /// What becomes of an occurrence that is missed.
    package struct Missed: Hashable, Sendable, Codable {
        /// Which of the occurrences that were missed while nothing ran are made up for; an autowebinar cannot be.
        package enum Policy: String, Codable, CaseIterable, Sendable {
            case none, latest, all
        }

        package var policy = Policy.latest
        /// By how much a run that had begun may miss its start and still be finished.
        package var window = JobDuration.minutes(15)
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

/// A duration that is stored as people write it (`30m`), so that stored jobs stay readable.
package struct JobDuration: Hashable, Sendable, Codable, Comparable {
    package var value: Duration

    package init(_ value: Duration) { self.value = value }

    static func minutes(_ count: Int64) -> JobDuration { JobDuration(.seconds(count * 60)) }

    static func days(_ count: Int64) -> JobDuration { JobDuration(.seconds(count * 86_400)) }

    static func hours(_ count: Int64) -> JobDuration { JobDuration(.seconds(count * 3600)) }

    package static func < (left: JobDuration, right: JobDuration) -> Bool { left.value < right.value }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = DurationText.parse(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a duration")
        }
        self.value = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(DurationText.format(value))
    }
}

extension Job {
    /// The canonical stored form: JSON with sorted members, the same bytes for equal jobs. Stored forms outlive a version of the program, so a
    /// member that comes later must be optional.
    package func snapshot() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// Reads a stored form. Throws a `DecodingError` when it is not one.
    package init(snapshot: Data) throws {
        self = try JSONDecoder().decode(Job.self, from: snapshot)
    }
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
