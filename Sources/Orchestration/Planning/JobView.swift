package import Foundation
import LivedigitalAPI
package import Recurrence

/// A stored job as people and programs see it, everywhere the same. The members of the JSON object are always there, null when empty.
package struct JobView: Encodable, Sendable {
    package var name: String
    package var kind: String
    package var title: String
    package var connection: String
    package var state: String
    package var pausedReason: String?
    package var failures: Int
    package var file: String?
    package var next: [OccurrenceView]
    /// Why there is no next date where that is known; not among the members.
    package let closing: String?
    /// The event that it waits for, before which no date takes place; nil where it waits for none; not among the members.
    package let awaited: String?

    /// - Parameters:
    ///   - count: how many occurrences to work out.
    ///   - decided: what was decided of them.
    init(_ stored: StoredJob, count: Int, decided: DecidedDates, zones: ZoneDatabase, now: Date) {
        (name, kind, title, connection) = (stored.job.name, stored.job.kind.rawValue, stored.job.title, stored.job.connection)
        (state, pausedReason, failures, file) = (stored.state.rawValue, stored.pausedReason, stored.failures, stored.file)
        closing = decided.closing?.reason
        awaited = stored.openedJob == nil ? stored.job.trigger?.event.rawValue : nil
        next = OccurrenceView.next(count, of: stored.job, decided: decided, zones: zones, now: now)
    }

    private enum CodingKeys: String, CodingKey { case name, kind, title, connection, state, pausedReason, failures, file, next }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(kind, forKey: .kind)
        try container.encode(title, forKey: .title)
        try container.encode(connection, forKey: .connection)
        try container.encode(state, forKey: .state)
        try container.encode(pausedReason, forKey: .pausedReason)
        try container.encode(failures, forKey: .failures)
        try container.encode(file, forKey: .file)
        try container.encode(next, forKey: .next)
    }
}

/// One date of a job as people and programs see it.
package struct OccurrenceView: Encodable, Sendable {
    /// Nil for the permanent form.
    package var startsAt: String?
    package var local: String?
    package var timezone: String
    package var mark: String?

    package init(_ occurrence: Occurrence) {
        (startsAt, local) = (occurrence.startsAt.map(WireDate.format), occurrence.local)
        (timezone, mark) = (occurrence.timezone, occurrence.mark)
    }

    /// The next dates of a job; none where it has no schedule or none is left.
    ///
    /// - Parameter decided: what was decided of them.
    package static func next(_ count: Int, of job: Job, decided: DecidedDates, zones: ZoneDatabase, now: Date) -> [OccurrenceView] {
        ((try? job.next(count, from: now, decided: decided, zones: zones)) ?? []).map(OccurrenceView.init)
    }

    private enum CodingKeys: String, CodingKey { case startsAt, local, timezone, mark }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(startsAt, forKey: .startsAt)
        try container.encode(local, forKey: .local)
        try container.encode(timezone, forKey: .timezone)
        try container.encode(mark, forKey: .mark)
    }
}
