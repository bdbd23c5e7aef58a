import DurableFlow
package import Foundation
package import GRDB

/// Which past sessions of a job lack their report, and takes their collection up again. What was shown cannot be shown again.
package struct Backfill: Codable, Sendable, Equatable {
    /// Which sessions are meant.
    package enum Selection: String, Codable, CaseIterable, Sendable {
        /// No report is stored.
        case missing
        /// The collection was given up or failed.
        case failed
        /// All of them; those with a report stay as they are.
        case all
    }

    /// One past session.
    package struct Item: Sendable, Equatable {
        package var run: String
        package var startsAt: Date
        package var reports: Int
        /// Whether its collection can be taken up again.
        package var isRetried: Bool
        /// What became of it so far, in words.
        package var note: String
    }

    package var job: String
    package var from: Date
    package var to: Date
    package var selection: Selection

    package init(job: String, from: Date, to: Date, selection: Selection) {
        (self.job, self.from, self.to, self.selection) = (job, from, to, selection)
    }

    /// The sessions that were published and are over, ascending. Reads only.
    package func items(_ db: Database, now: Date) throws -> [Item] {
        try RunRecord.fetch(db, prefix: RunKey.prefix(of: job), limit: 100_000).reversed().compactMap { record in
            guard let collected = (try? ServiceFlow(record)).flatMap({ Collected($0, now: now) }), collected.startsAt >= from, collected.startsAt < to
            else { return nil }
            let isFailed = record.state == .failed
            let isMeant =
                switch selection {
                case .missing: collected.isMissing
                case .failed: isFailed
                case .all: true
                }
            guard isMeant else { return nil }
            let note =
                if !collected.isMissing { "stored" } else if isFailed { record.note ?? "failed" } else {
                    record.state.isFinal ? "\(record.state) before it was there; the report is not collected any more" : "on its way"
                }
            return Item(
                run: record.key, startsAt: collected.startsAt, reports: collected.reports, isRetried: collected.isMissing && isFailed, note: note)
        }
    }

    /// What a run has collected of a session that is over, or of the calls of its period.
    private struct Collected {
        var startsAt: Date
        var reports: Int
        var isMissing: Bool

        /// Nil where there is nothing to collect.
        init?(_ flow: ServiceFlow, now: Date) {
            switch flow {
            case .autowebinar(let flow):
                guard flow.facts.published, let startsAt = flow.plan.startsAt, let endsAt = flow.endsAt, endsAt <= now else { return nil }
                (self.startsAt, reports) = (startsAt, flow.facts.reports.count)
                isMissing = flow.missingFormat != nil
            case .collection(let flow):
                (startsAt, reports) = (flow.plan.startsAt, flow.progress.stored)
                isMissing = flow.state != .completed
            case .permanentCollection, .removal, .delivery, .webhook, .actions, .shared: return nil
            }
        }
    }

    /// Takes the collections up again, inside the caller's transaction.
    ///
    /// - Returns: how many, in a sentence.
    func carryOut(_ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws -> String {
        let meant = try items(db, now: now).filter(\.isRetried)
        for item in meant { try journal.retry(db, key: item.run, actor: actor, now: now) }
        return "\(meant.count) \(meant.count == 1 ? "collection goes" : "collections go") on"
    }
}
