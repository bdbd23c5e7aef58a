import DurableFlow
import Foundation
import GRDB
import Recurrence

extension ServiceJournal {
    /// Ends a run, and with that of a permanent autowebinar those that collect its analytics, which look once more before it is taken down. One that
    /// waits for its connection and has nothing to undo ends here and now: the connection may never come. Asking twice changes nothing.
    ///
    /// - Throws: ``OperatorError`` where there is no such run, or it has ended and has nothing to undo.
    func end(_ db: Database, key: String, actor: String, now: Date) throws {
        if try !withdraw(db, key: key, actor: actor, now: now) { try cancel(db, key: key, actor: actor, now: now) }
        for part in try RunRecord.fetch(db, prefix: RunKey.parts(of: key), limit: 100) where !part.state.isFinal && !part.isCancelRequested {
            if try !withdraw(db, key: part.key, actor: actor, now: now) { try amend(db, key: part.key, amendment: Data(), actor: actor, now: now) }
        }
    }

    /// Ends the run of an autowebinar that a cancelled run of actions began and waited for. What is published stays, as all that an action has
    /// finished, and so does what another request began under the same `externalId`.
    ///
    /// - Parameter key: of the cancelled run.
    func endUnpublished(_ db: Database, of flow: ServiceFlow, key: String, now: Date) throws {
        guard let actions = flow.actions, let child = actions.facts.abandoned.map(RunKey.occurrence) else { return }
        // A kill may have hidden that a retry began another one.
        for record in try RunRecord.fetch(db, prefix: child, limit: 100)
        where RunKey.occurrence(of: record.key) == child && !record.state.isFinal && !record.isCancelRequested {
            guard let begun = try? ServiceFlow(record).autowebinar, !begun.facts.published,
                actions.plan.steps.contains(where: { $0.marker == begun.plan.marker })
            else { continue }
            try end(db, key: record.key, actor: key, now: now)
        }
    }

    /// Ends the run that collects the analytics of a permanent job whose autowebinar stays; another goes on from there as the job says then. That of
    /// one that is being taken down goes on: it looks once more.
    func endPermanentCollection(_ db: Database, of job: String, actor: String, now: Date) throws {
        guard case .always = try JobTable.fetch(db, job)?.job.schedule?.series else { return }
        for record in try RunRecord.fetch(db, prefix: RunKey.prefix(of: job), limit: 100) where !record.state.isFinal {
            let whole = RunKey.whole(record.key)
            guard whole != record.key, try RunRecord.fetchState(db, key: whole)?.isCancelRequested != true else { continue }
            try end(db, key: record.key, actor: actor, now: now)
        }
    }
}
