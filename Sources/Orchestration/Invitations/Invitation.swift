package import Foundation
import LivedigitalAPI
package import Recurrence

/// What participants of one occurrence are told: when it is, and by which link they come in.
///
/// All runs of an occurrence (`….2` and so on) in one connection are one invitation with one ``identifier``. It shows the latest of them that was ever
/// published.
package struct Invitation: Sendable, Equatable {
    /// Whether there is anything to come to.
    package enum Status: String, Encodable, Sendable {
        case confirmed
        /// It was published once, and its event is gone.
        case cancelled
    }

    package var job: String
    /// The connection in which it was published.
    package var connection: String
    /// The key of the run that it shows.
    package var run: String
    /// The same for all runs of the occurrence in the connection.
    package var identifier: String
    package var title: String
    /// Nil for the permanent form.
    package var startsAt: Date?
    package var endsAt: Date?
    /// An IANA name: the zone that the job thinks in.
    package var timezone: String
    package var status: Status
    /// Rises with every change that participants must learn of.
    package var sequence: Int
    /// The link; nil once it leads nowhere.
    package var url: String?
    /// When a step last changed what is told here.
    package var changedAt: Date

    /// Whether participants can still come, or could have come had it not been cancelled.
    package func isUpcoming(at now: Date) -> Bool {
        guard let startsAt else { return true }
        return max(startsAt, endsAt ?? startsAt) > now
    }

    /// The invitation as an event of a calendar; nil for the permanent form, which has no start.
    package var calendarEvent: CalendarEvent? {
        guard let startsAt else { return nil }
        return CalendarEvent(
            identifier: identifier, sequence: sequence, status: status == .confirmed ? .confirmed : .cancelled, changedAt: changedAt,
            startsAt: startsAt, endsAt: endsAt, title: title, details: url, address: url)
    }
}

extension Invitation: Encodable {
    private enum CodingKeys: String, CodingKey { case job, run, uid, title, startsAt, endsAt, timezone, status, sequence, url }

    /// The members of the JSON object are always there, null when empty.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(job, forKey: .job)
        try container.encode(run, forKey: .run)
        try container.encode(identifier, forKey: .uid)
        try container.encode(title, forKey: .title)
        try container.encode(startsAt.map(WireDate.format), forKey: .startsAt)
        try container.encode(endsAt.map(WireDate.format), forKey: .endsAt)
        try container.encode(timezone, forKey: .timezone)
        try container.encode(status, forKey: .status)
        try container.encode(sequence, forKey: .sequence)
        try container.encode(url, forKey: .url)
    }
}
