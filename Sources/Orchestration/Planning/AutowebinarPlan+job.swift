package import Foundation
import Recurrence

extension AutowebinarPlan {
    /// What a run of a job is to bring about.
    ///
    /// - Parameters:
    ///   - startsAt: nil for the permanent form.
    ///   - webURL: where invitations lead.
    package init(_ job: Job, startsAt: Date?, webURL: String, now: Date) {
        var random = SystemRandomNumberGenerator()
        self.init(
            title: job.title, connection: job.connection, place: .names(space: job.space, room: job.room), record: RecordSelector(job.record),
            startsAt: startsAt, timezone: job.schedule?.timezone ?? TimeZone.current.identifier, marker: RunMarker(using: &random), createdAt: now,
            lateWindow: job.missed.window.value,
            analytics: .init(
                after: job.analytics.after.value, giveUpAfter: job.analytics.giveUpAfter.value,
                formats: job.analytics.formats.map { format in
                    switch format {
                    case .xlsx: .xlsx
                    }
                }),
            webURL: webURL)
    }
}

extension RecordSelector {
    init(_ choice: RecordChoice) {
        self =
            switch choice {
            case .id(let id): .id(id)
            case .name(let name): .name(name)
            case .latest(let minimum, let name, _): .latest(minDuration: minimum?.value, nameContains: name)
            }
    }
}
