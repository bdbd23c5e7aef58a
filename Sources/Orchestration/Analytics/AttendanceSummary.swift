package import Foundation
import LivedigitalAPI

/// Who came, session by session and job by job. A figure is nil where no report tells it, never 0 for want of a column.
package struct AttendanceSummary: Sendable, Equatable, Encodable {
    /// The figures of one session, or of the sessions of a job together.
    package struct Figures: Sendable, Equatable {
        /// Rows of the reports: each is one participant.
        package var attended: Int?
        /// Of the participants whose time is known, in seconds.
        package var averageSeconds: Double?
        package var medianSeconds: Double?
        package var messages: Int?
        /// Participants who were at an earlier session of the same job.
        package var repeatVisitors: Int?
        /// Participants with an externalUserId or an e-mail; the others cannot be known again.
        package var identified: Int?

        /// The share of all participants who came again, from 0 to 1.
        package var repeatShare: Double? {
            guard let repeatVisitors, let attended, attended > 0 else { return nil }
            return Double(repeatVisitors) / Double(attended)
        }
    }

    /// One session.
    package struct OfSession: Sendable, Equatable {
        package var id: String
        package var job: String
        package var startsAt: Date
        package var figures: Figures
    }

    /// One job, over the sessions of the period.
    package struct OfJob: Sendable, Equatable {
        package var job: String
        package var sessions: Int
        /// How many of them have a report.
        package var reported: Int
        package var figures: Figures
        /// By how much attendance grew: the mean of the newer half of the reported sessions against that of the older half, 0.25 for a quarter
        /// more. Of an odd number the middle one belongs to neither. Nil for less than two sessions, and where nobody came to the older ones.
        package var trend: Double?

        /// Attended per reported session.
        package var averageAttended: Double? {
            figures.attended.flatMap { reported > 0 ? Double($0) / Double(reported) : nil }
        }
    }

    /// By their start.
    package var sessions: [OfSession]
    /// By name.
    package var jobs: [OfJob]

    /// Nothing to count.
    package static let none = AttendanceSummary(sessions: [], jobs: [])
}

extension AttendanceSummary.Figures {
    fileprivate enum Key: String, CodingKey {
        case attended, averageSeconds, medianSeconds, messages, repeatVisitors, identified, repeatShare
    }

    /// The members are always there, null when not known.
    fileprivate func encode(into encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(attended, forKey: .attended)
        try container.encode(averageSeconds, forKey: .averageSeconds)
        try container.encode(medianSeconds, forKey: .medianSeconds)
        try container.encode(messages, forKey: .messages)
        try container.encode(repeatVisitors, forKey: .repeatVisitors)
        try container.encode(identified, forKey: .identified)
        try container.encode(repeatShare, forKey: .repeatShare)
    }
}

extension AttendanceSummary.OfSession: Encodable {
    private enum Key: String, CodingKey { case sessionId, job, startsAt }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(id, forKey: .sessionId)
        try container.encode(job, forKey: .job)
        try container.encode(WireDate.format(startsAt), forKey: .startsAt)
        try figures.encode(into: encoder)
    }
}

extension AttendanceSummary.OfJob: Encodable {
    private enum Key: String, CodingKey { case job, sessions, reported, averageAttended, trend }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(job, forKey: .job)
        try container.encode(sessions, forKey: .sessions)
        try container.encode(reported, forKey: .reported)
        try container.encode(averageAttended, forKey: .averageAttended)
        try container.encode(trend, forKey: .trend)
        try figures.encode(into: encoder)
    }
}
