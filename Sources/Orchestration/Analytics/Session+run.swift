import DurableFlow
import Foundation
import LivedigitalAPI

extension Session {
    /// The showing that a run brought about; nil where it brings about none that has a date.
    ///
    /// A run is a session from its publication on. One that was cancelled or skipped before anybody could come has taken its publication back; one
    /// that was cancelled in its session has not. The permanent form has no date.
    init?(runKey: String, flow: AutowebinarFlow) {
        guard flow.facts.published, let startsAt = flow.plan.startsAt, let endsAt = flow.endsAt else { return nil }
        let analytics = flow.plan.analytics
        let stored = flow.facts.reports
        let givenUp = flow.reasonToGiveUpReports
        let reports = analytics.formats.enumerated().map { index, format in
            let report = stored.indices.contains(index) ? stored[index] : nil
            return Report(
                format: format.rawValue, dueAt: endsAt.later(by: analytics.after),
                file: report.map { Report.File(path: $0.path, bytes: $0.bytes, sha256: $0.sha256) }, givenUp: report == nil ? givenUp : nil)
        }
        self.init(
            id: runKey, kind: .autowebinar, job: RunKey.job(of: runKey), connection: flow.plan.connection, spaceId: flow.spaceId,
            roomId: flow.roomId, title: flow.shownTitle, startsAt: startsAt,
            timezone: flow.plan.timezone, endsAt: endsAt, reports: reports)
    }
}

extension AutowebinarFlow {
    /// Why this run collects no further report; nil while it does, or has them all.
    fileprivate var reasonToGiveUpReports: String? {
        switch state {
        case .failed(_, let reason, _): reason.message
        case .cancelled: "the run was cancelled before the report was there"
        case .skipped(let reason): reason
        default: nil
        }
    }
}
