import DurableFlow
package import Foundation
package import GRDB
import LivedigitalAPI

/// Forgets what is over for long, a piece at a time: one lap goes through everything once.
///
/// Each piece is one transaction of at most some hundred rows. Nothing of it is kept: after a crash, a lap begins anew.
package struct RetentionSweep: Sendable {
    /// What is gone through, in this order: what refers to others comes before them.
    private enum Part: Int, CaseIterable, Sendable {
        case messages, runs, events, occurrences, notes
    }

    private var part: Part? = .messages
    private var position: Int64 = 0

    /// Rows that one piece looks at.
    private static let batch = 500

    package init() {}

    /// Whether the lap is over.
    package var isOver: Bool { part == nil }

    /// Goes one piece on, inside the caller's transaction; where it does not commit, the piece is gone through again with the next lap.
    package mutating func advance(_ db: Database, _ journal: ServiceJournal, now: Date) throws {
        guard let part else { return }
        let next: Int64? =
            switch part {
            case .messages: try removeMessages(db, now: now)
            case .runs: try forgetRuns(db, journal, now: now)
            case .events: try removeEvents(db, now: now)
            case .occurrences:
                try OccurrenceTable.removeOld(db, after: position, limit: Self.batch, before: now.later(by: .zero - RetentionAges.occurrences))
            case .notes:
                try journal.forgetNotes(
                    db, auditBefore: now.later(by: .zero - RetentionAges.runs), answersBefore: now.later(by: .zero - RetentionAges.answers),
                    limit: Self.batch) ? 0 : nil
            }
        if let next {
            position = next
        } else {
            (self.part, position) = (Part(rawValue: part.rawValue + 1), 0)
        }
    }

    private func removeMessages(_ db: Database, now: Date) throws -> Int64? {
        try IngestTable.removeSettled(db, before: now.later(by: .zero - RetentionAges.messages), limit: Self.batch) ? 0 : nil
    }

    private func removeEvents(_ db: Database, now: Date) throws -> Int64? {
        let youngest = now.later(by: .zero - min(RetentionAges.deliveries, RetentionAges.events))
        guard let last = try EventTable.last(db, after: position, limit: Self.batch, recordedBefore: youngest) else { return nil }
        try DeliveryTable.removeEnded(db, events: position...last, before: now.later(by: .zero - RetentionAges.deliveries))
        try EventTable.removeUnneeded(db, position...last, recordedBefore: now.later(by: .zero - RetentionAges.events))
        return last
    }

    private func forgetRuns(_ db: Database, _ journal: ServiceJournal, now: Date) throws -> Int64? {
        let youngest = now.later(by: .zero - min(RetentionAges.webhookRuns, RetentionAges.runs))
        guard let (runs, last) = try journal.ended(db, after: position, limit: Self.batch, madeBefore: youngest) else { return nil }
        for run in runs where try !isNeeded(run, db, now: now) {
            try SessionSource.forget(db, run: run.position)
            try journal.forget(db, key: run.key)
        }
        return last
    }

    /// Whether a run that has ended must stay.
    private func isNeeded(_ run: EndedRun, _ db: Database, now: Date) throws -> Bool {
        let age = run.kind == WebhookFlow.kind ? RetentionAges.webhookRuns : RetentionAges.runs
        if run.updatedAt.later(by: age) > now { return true }
        // What this service made it may delete without being forced, and what somebody calls by a key of their own is not made again.
        if !run.made.isDisjoint(with: [ActionsPerformer.Made.space, ActionsPerformer.Made.room]) { return true }
        if RunKey.isExternal(run.key, madeAt: run.createdAt) { return true }
        // What a later version wrote is left as it is.
        guard let flow = try? ServiceFlow.restore(kind: run.kind, version: run.version, from: run.context) else { return true }
        switch flow {
        case .autowebinar(let flow):
            // The permanent form has no date: it is on show for as long as its job is there, and would be made again.
            guard let startsAt = flow.plan.startsAt else { return true }
            // The next run of the same date, and what its invitation tells, count on from it.
            if startsAt.later(by: age) > now { return true }
            return try SharedRun.isLastHeld(db, key: run.key, flow, now: now)
        // The next one goes on from where the last one ended.
        case .permanentCollection: return try RunRecord.fetch(db, prefix: RunKey.parts(of: RunKey.whole(run.key)), limit: 1).first?.key == run.key
        case .actions, .collection, .removal, .delivery, .webhook, .shared: return false
        }
    }
}
