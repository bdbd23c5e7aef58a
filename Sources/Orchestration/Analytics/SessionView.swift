package import Foundation
import LivedigitalAPI
package import Recurrence

/// A session as programs and people see it at an instant, everywhere the same.
package struct SessionView: Encodable, Sendable {
    package let session: Session
    package let state: Session.State
    /// When it starts by the clocks of its time zone, such as `2026-12-01T19:00`; nil where it has none.
    package let local: String?
    package var reports: [Report]

    /// A report with its state.
    package struct Report: Encodable, Sendable {
        package let report: Session.Report
        package let state: Session.Report.State
        /// Told in the place of the path; nil tells the path.
        package var address: ReportAddress?
        /// Why it failed; nil else.
        package var reason: String?
        /// The reason for people, told beside the address.
        package var detail: String?

        init(_ report: Session.Report, at now: Date) {
            self.report = report
            state = report.state(at: now)
            reason = state == .failed ? report.problem ?? report.givenUp : nil
        }

        private enum CodingKeys: String, CodingKey {
            case format, state, dueAt, path, url, bytes, sha256, participants, importedAt, reason, detail
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(report.format, forKey: .format)
            try container.encode(state, forKey: .state)
            try container.encode(WireDate.format(report.dueAt), forKey: .dueAt)
            if let address {
                try container.encode(address.url, forKey: .url)
                try container.encode(detail, forKey: .detail)
            } else {
                try container.encode(report.file?.path, forKey: .path)
            }
            try container.encode(report.file?.bytes, forKey: .bytes)
            try container.encode(report.file?.sha256, forKey: .sha256)
            try container.encode(report.participants, forKey: .participants)
            try container.encode(report.importedAt.map(WireDate.format), forKey: .importedAt)
            try container.encode(reason, forKey: .reason)
        }
    }

    package init(_ session: Session, at now: Date, zones: ZoneDatabase) {
        self.session = session
        state = session.state(at: now)
        // A zone that has vanished from this machine since has no clock.
        local = session.timezone.flatMap { try? zones.zone($0).wallTime(at: session.startsAt).description }
        reports = session.reports.map { Report($0, at: now) }
    }

    private enum CodingKeys: String, CodingKey {
        case id, kind, job, connection, spaceId, roomId, title, startsAt, local, timezone, endsAt, state, reports
    }

    /// The members of the JSON object are always there, null when empty.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(session.id, forKey: .id)
        try container.encode(session.kind, forKey: .kind)
        try container.encode(session.job, forKey: .job)
        try container.encode(session.connection, forKey: .connection)
        try container.encode(session.spaceId, forKey: .spaceId)
        try container.encode(session.roomId, forKey: .roomId)
        try container.encode(session.title, forKey: .title)
        try container.encode(WireDate.format(session.startsAt), forKey: .startsAt)
        try container.encode(local, forKey: .local)
        try container.encode(session.timezone, forKey: .timezone)
        try container.encode(session.endsAt.map(WireDate.format), forKey: .endsAt)
        try container.encode(state, forKey: .state)
        try container.encode(reports, forKey: .reports)
    }
}
