package import Foundation
import LivedigitalAPI
import Recurrence

extension AutowebinarPlan {
    /// What a run of a job is to bring about.
    ///
    /// - Parameters:
    ///   - webinar: what the job says of the autowebinar.
    ///   - startsAt: nil for the permanent form.
    ///   - webURL: where invitations lead.
    package init(_ job: Job, _ webinar: AutowebinarJob, startsAt: Date?, webURL: String, now: Date) {
        var random = SystemRandomNumberGenerator()
        self.init(
            title: webinar.title, connection: job.connection, place: .names(space: webinar.space, room: webinar.room),
            record: RecordSelector(webinar.record), startsAt: startsAt, timezone: job.schedule?.timezone ?? TimeZone.current.identifier,
            marker: RunMarker(using: &random), createdAt: now, lateWindow: job.missed.window.value,
            analytics: AutowebinarPlan.Analytics(webinar.analytics), webURL: webURL, freezesRecord: webinar.record.freezes,
            cleanupAfter: webinar.cleanup?.value, share: webinar.sharesPlayback ? .event : nil)
    }
}

extension AutowebinarAmendment {
    /// What a changed job makes of a run that has begun.
    init(_ job: Job, _ webinar: AutowebinarJob) {
        self.init(
            title: webinar.title, record: RecordSelector(webinar.record), freezesRecord: webinar.record.freezes,
            analytics: AutowebinarPlan.Analytics(webinar.analytics),
            lateWindow: job.missed.window.value, cleanup: webinar.cleanup?.value)
    }
}

extension AutowebinarPlan.Analytics {
    fileprivate init(_ plan: AnalyticsPlan) {
        self.init(
            after: plan.after.value, giveUpAfter: plan.giveUpAfter.value,
            formats: plan.formats.map { format in
                switch format {
                case .xlsx: .xlsx
                }
            })
    }
}

extension RecordChoice {
    /// Whether what was chosen first stays.
    fileprivate var freezes: Bool {
        if case .latest(_, _, let freezes) = self { freezes } else { false }
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

extension PermanentCollectionPlan {
    /// What is collected of a permanent autowebinar; nil where it is not published.
    ///
    /// - Parameter former: the run before it, whose intervals it goes on with. Those that passed since are one. Its last report says nothing of another
    ///   event.
    init?(_ flow: AutowebinarFlow, _ analytics: AnalyticsPlan, after former: PermanentCollectionFlow?, now: Date) {
        guard flow.isOpen, let spaceId = flow.spaceId, let playbackId = flow.facts.playbackId, let eventId = flow.facts.eventId else { return nil }
        let event = PermanentEvent(spaceId: spaceId, playbackId: playbackId, eventId: eventId)
        let from = former.map { min(now, max($0.intervalEnd, now.later(by: .zero - analytics.every.value))) } ?? now
        self.init(
            connection: flow.plan.connection, title: flow.plan.title, roomId: flow.roomId, timezone: flow.plan.timezone,
            event: event, from: from, coveredUntil: former?.coveredUntil ?? from,
            every: analytics.every.value,
            giveUpAfter: analytics.giveUpAfter.value, digest: former?.plan.event == event ? former?.digest : nil)
    }
}

extension AutowebinarFlow {
    /// Whether it is a permanent autowebinar that was published.
    var isOpen: Bool { plan.startsAt == nil && facts.published && state == .completed }
}
