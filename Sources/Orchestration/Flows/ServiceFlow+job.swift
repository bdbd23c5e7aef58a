package import Foundation
import Recurrence

extension ServiceFlow {
    /// The flow that carries one occurrence of a job out.
    ///
    /// - Parameters:
    ///   - startsAt: nil for the permanent form.
    ///   - webURL: where invitations lead.
    package init(_ job: Job, startsAt: Date?, webURL: String, now: Date) {
        switch job.content {
        case .autowebinar(let webinar):
            self = .autowebinar(AutowebinarFlow(plan: AutowebinarPlan(job, webinar, startsAt: startsAt, webURL: webURL, now: now)))
        }
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
        }
    }

    /// Whether its runs show and do the same thing at the same place as those of another, so that one of an instant that both have can stay.
    func sharesRuns(with other: Job) -> Bool {
        guard connection == other.connection, schedule?.timezone == other.schedule?.timezone else { return false }
        switch (content, other.content) {
        case (.autowebinar(let one), .autowebinar(let other)): return one.space == other.space && one.room == other.room
        }
    }
}
