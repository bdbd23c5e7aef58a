package import Foundation
import Recurrence

extension ServiceFlow {
    /// The flow that carries one occurrence of a job out.
    ///
    /// - Parameters:
    ///   - startsAt: nil for the permanent form.
    ///   - webURL: where invitations lead.
    ///   - event: what began the run of a job of actions; nil where a date or a person did.
    ///   - beginsAtOnce: actions do not wait for a date that lies ahead.
    package init(_ job: Job, startsAt: Date?, webURL: String, event: Event? = nil, beginsAtOnce: Bool = false, now: Date) {
        switch job.content {
        case .autowebinar(let webinar):
            self = .autowebinar(AutowebinarFlow(plan: AutowebinarPlan(job, webinar, startsAt: startsAt, webURL: webURL, now: now)))
        case .actions(let actions):
            self = .actions(
                ActionsFlow(
                    plan: ActionsPlan(job, actions, startsAt: startsAt ?? now, event: event, webURL: webURL, now: now), beginsAtOnce: beginsAtOnce,
                    now: now))
        case .analytics(let analytics):
            self = .collection(CollectionFlow(plan: CollectionPlan(job, analytics, at: startsAt ?? now), now: now))
        }
    }

    /// The flow that carries out one action that was asked for by itself. An autowebinar is a run of its own.
    ///
    /// - Parameter webURL: where invitations lead.
    package init(_ arguments: ActionArguments, connection: String, webURL: String, now: Date) {
        if arguments.action == ActionDefinition.createAutowebinar.name {
            var random = SystemRandomNumberGenerator()
            let plan = AutowebinarPlan(arguments, marker: RunMarker(using: &random), connection: connection, webURL: webURL, now: now)
            self = .autowebinar(AutowebinarFlow(plan: plan))
        } else {
            self = .actions(ActionsFlow(plan: ActionsPlan(arguments, connection: connection, webURL: webURL, now: now), now: now))
        }
    }
}

extension CollectionPlan {
    /// What a run of a job is to gather at one of its dates.
    init(_ job: Job, _ analytics: AnalyticsJob, at date: Date) {
        let span = analytics.period.span(at: date)
        self.init(
            connection: job.connection, space: analytics.space, room: analytics.room, from: span.from, to: span.to, startsAt: date,
            timezone: job.schedule?.timezone, after: analytics.after.value, giveUpAfter: analytics.giveUpAfter.value, formats: analytics.formats)
    }
}

extension Job {
    /// What a run that has begun is told when its job changes from another to this one; nil where nothing of it concerns the run.
    ///
    /// - Throws: where it cannot be written down.
    func amendment(from old: Job) throws -> Data? {
        switch (old.content, content) {
        case (.autowebinar(let before), .autowebinar(let after)):
            let amendment = AutowebinarAmendment(self, after)
            return amendment == AutowebinarAmendment(old, before) ? nil : try amendment.encoded()
        // Actions and collections begin when they are made.
        default: return nil
        }
    }

    /// Whether its runs show and do the same thing at the same place as those of another, so that one of an instant that both have can stay.
    func sharesRuns(with other: Job) -> Bool { schedule?.timezone == other.schedule?.timezone && sharesPlace(with: other) }

    /// The same, whatever the dates are.
    func sharesPlace(with other: Job) -> Bool {
        guard connection == other.connection else { return false }
        switch (content, other.content) {
        case (.autowebinar(let one), .autowebinar(let other)): return one.space == other.space && one.room == other.room
        case (.actions, .actions): return true
        case (.analytics(let one), .analytics(let other)): return one == other
        default: return false
        }
    }
}
