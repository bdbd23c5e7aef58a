package import Foundation
package import Recurrence

/// What one job file describes: something that is done at the dates of a schedule. Equal texts, defaults and the order of dates aside, make equal
/// jobs.
package struct Job: Hashable, Sendable {
    /// What a job file describes.
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case autowebinar, actions, analytics
    }

    /// What is done, by kind.
    package enum Content: Hashable, Sendable {
        case autowebinar(AutowebinarJob)
        case actions(ActionsJob)
        case analytics(AnalyticsJob)
    }

    /// The most dates that one job may list.
    package static let maximumDates = 10_000

    /// `^[a-z0-9][a-z0-9-]{0,62}$`, unique in its database.
    package var name: String
    /// The livedigital account.
    package var connection = "default"
    /// Nil when the job has no dates of its own and is started by hand.
    package var schedule: Schedule?
    package var missed = Missed()
    /// After so many failed runs in a row the job is paused; 0 never pauses it.
    package var pauseAfter = 3
    package var content: Content

    package init(name: String, connection: String = "default", schedule: Schedule? = nil, content: Content) {
        self.name = name
        self.connection = connection
        self.schedule = schedule
        self.content = content
    }

    package var kind: Kind {
        switch content {
        case .autowebinar: .autowebinar
        case .actions: .actions
        case .analytics: .analytics
        }
    }

    /// Nil where the job is of another kind.
    package var autowebinar: AutowebinarJob? { if case .autowebinar(let job) = content { job } else { nil } }

    /// Nil where the job is of another kind.
    package var analytics: AnalyticsJob? { if case .analytics(let job) = content { job } else { nil } }

    /// What people call it: the title of an autowebinar, else the name as its connection knows it.
    package var title: String { autowebinar?.title ?? JobName.shown(name) }

    /// How long before its instant an occurrence becomes a run.
    package var leadTime: Duration { autowebinar?.horizon.value ?? .zero }

    /// What becomes of an occurrence that is missed.
    package struct Missed: Hashable, Sendable, Codable {
        /// Which of the occurrences that were missed while nothing ran are made up for; an autowebinar cannot be.
        package enum Policy: String, Codable, CaseIterable, Sendable {
            case none, latest, all
        }

        package var policy = Policy.latest
        /// By how much a run of an autowebinar that had begun may miss its start and still be finished; by how much any other occurrence may be
        /// missed and still be made up for.
        package var window = JobDuration.minutes(15)
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

extension Job: Codable {
    private enum CodingKeys: String, CodingKey { case kind, name, connection, schedule, missed, pauseAfter }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        connection = try container.decode(String.self, forKey: .connection)
        schedule = try container.decodeIfPresent(Schedule.self, forKey: .schedule)
        missed = try container.decode(Missed.self, forKey: .missed)
        pauseAfter = try container.decode(Int.self, forKey: .pauseAfter)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .autowebinar: content = .autowebinar(try AutowebinarJob(from: decoder))
        case .actions: content = .actions(try ActionsJob(from: decoder))
        case .analytics: content = .analytics(try AnalyticsJob(from: decoder))
        }
    }

    /// The members of the content stand beside those that every job has.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(name, forKey: .name)
        try container.encode(connection, forKey: .connection)
        try container.encodeIfPresent(schedule, forKey: .schedule)
        try container.encode(missed, forKey: .missed)
        try container.encode(pauseAfter, forKey: .pauseAfter)
        switch content {
        case .autowebinar(let job): try job.encode(to: encoder)
        case .actions(let job): try job.encode(to: encoder)
        case .analytics(let job): try job.encode(to: encoder)
        }
    }
}
