import DurableFlow
package import Foundation
package import GRDB
package import Recurrence

/// What past dates of a job lack, and how it is made up for: reports of sessions and collections are asked for again, runs of actions are tried again,
/// and dates of collections and actions that were missed get their run. What was not shown cannot be shown later.
package struct Backfill: Codable, Sendable, Equatable {
    /// Which dates are meant.
    package enum Selection: String, Codable, CaseIterable, Sendable {
        /// No report is stored, or its file is gone or was changed, or nothing was done.
        case missing
        /// The collection was given up, or the run failed.
        case failed
        /// All of them; what is done stays as it is.
        case all
    }

    /// One past date.
    package struct Item: Sendable, Equatable {
        /// The run, or the one that it will get.
        package var run: String
        package var startsAt: Date
        package var reports: Int
        /// Whether it can be made up for.
        package var isRetried: Bool
        /// What became of it so far, in words.
        package var note: String
        /// Whether it was missed, and has no run.
        var isMissed = false
        /// Whether its run ended without all that it was for.
        var isFailed = false
    }

    package var job: String
    /// Only what the job did in this connection; nil for all. It may have been in another one before.
    package var connection: String?
    package var from: Date
    package var to: Date
    package var selection: Selection
    /// The stored reports whose files are gone or were changed, by their runs, as far as they were checked.
    var damaged: [String: [StoredReport]] = [:]

    package init(job: String, connection: String? = nil, from: Date, to: Date, selection: Selection) {
        (self.job, self.connection, self.from, self.to, self.selection) = (job, connection, from, to, selection)
    }

    /// The runs among which the dates are, newest first.
    func runs(_ db: Database) throws -> [RunRecord] {
        try RunRecord.fetch(db, prefix: RunKey.prefix(of: job), limit: 100_000).filter { connection == nil || $0.lane == connection }
    }

    /// The dates that are over, ascending; of an autowebinar those that were published. Reads only.
    package func items(_ db: Database, zones: ZoneDatabase, now: Date) throws -> [Item] {
        let runs = try runs(db).reversed().compactMap { item($0, now: now) }
        return try (runs + missed(db, zones: zones, now: now)).sorted { ($0.startsAt, $0.run) < ($1.startsAt, $1.run) }
    }

    private func item(_ record: RunRecord, now: Date) -> Item? {
        guard let done = (try? ServiceFlow(record)).flatMap({ Done($0, record.state, now: now) }), done.startsAt >= from, done.startsAt < to
        else { return nil }
        let isFailed = record.state == .failed
        let isDamaged = damaged[record.key] != nil
        let isMeant =
            switch selection {
            case .missing: done.isMissing || isDamaged
            case .failed: isFailed
            case .all: true
            }
        guard isMeant else { return nil }
        let note =
            if isDamaged, !done.isMissing {
                "stored, but its file is gone or was changed" + (done.canCollectAgain ? "" : "; it cannot be collected again")
            } else if !done.isMissing { done.isCollected ? "stored" : "done" } else if isFailed {
                record.note ?? "failed"
            } else if !record.state.isFinal {
                "on its way"
            } else if done.isCollected { "\(record.state) before it was there; the report is not collected any more" } else { "\(record.state)" }
        return Item(
            run: record.key, startsAt: done.startsAt, reports: done.reports,
            isRetried: done.isMissing && isFailed || isDamaged && done.canCollectAgain, note: note,
            isFailed: done.isMissing && isFailed)
    }

    /// The dates without a run that can get one, those among them that nobody has decided yet.
    private func missed(_ db: Database, zones: ZoneDatabase, now: Date) throws -> [Item] {
        guard selection != .failed, let stored = try JobTable.fetch(db, job), stored.job.autowebinar == nil,
            // The job may have moved on between the question and the order.
            connection == nil || stored.job.connection == connection
        else { return [] }
        let decided = try OccurrenceTable.fetch(db, job: job, from: from, to: to)
        let known = Set(decided.map(\.nominal))
        let passed = stored.passed(10_000, now: now, zones: zones).filter { $0.nominal >= from && $0.nominal < to && !known.contains($0.nominal) }
        return (decided + passed).filter { $0.isMissed || $0.outcome == .undecided }.map {
            Item(
                run: RunKey.make(job: job, startsAt: $0.nominal), startsAt: $0.nominal, reports: 0, isRetried: true, note: $0.reason ?? "missed",
                isMissed: true)
        }
    }

    /// How far a run came with a session that is over, with the calls of its period or with its steps.
    private struct Done {
        var startsAt: Date
        var reports = 0
        var isMissing: Bool
        var isCollected = true
        /// Whether what is stored can be had anew.
        var canCollectAgain: Bool

        /// Nil where there is nothing to make up for.
        init?(_ flow: ServiceFlow, _ state: RunState, now: Date) {
            var again = flow
            canCollectAgain = again.collectAgain([], at: now)
            switch flow {
            case .autowebinar(let flow):
                guard flow.facts.published, let startsAt = flow.plan.startsAt, let endsAt = flow.endsAt, endsAt <= now else { return nil }
                (self.startsAt, reports) = (startsAt, flow.facts.reports.count)
                isMissing = flow.missingFormat != nil
            case .collection(let flow):
                (startsAt, reports) = (flow.plan.startsAt, flow.progress.stored)
                isMissing = flow.state != .completed
            case .actions(let flow):
                guard let startsAt = flow.plan.startsAt, startsAt <= now else { return nil }
                (self.startsAt, isMissing, isCollected) = (startsAt, state != .completed, false)
            case .permanentCollection, .removal, .delivery, .webhook, .shared: return nil
            }
        }
    }

    /// Makes up for what can be, inside the caller's transaction.
    ///
    /// - Parameter webURL: where invitations lead.
    /// - Returns: how much, in a sentence.
    func carryOut(
        _ db: Database, _ journal: ServiceJournal, webURL: String, zones: ZoneDatabase, actor: String, now: Date
    ) throws -> String {
        let meant = try items(db, zones: zones, now: now).filter(\.isRetried)
        var retried = 0
        for item in meant {
            if item.isMissed {
                try begin(item, db, journal, webURL: webURL, actor: actor, now: now)
            } else if try collectAgain(item.run, db, journal, actor: actor, now: now) {
                retried += 1
            } else if item.isFailed {
                try JobTable.retry(db, journal, key: item.run, actor: actor, now: now)
                retried += 1
            }
        }
        let begun = meant.count(where: \.isMissed)
        let isOfActions = try JobTable.fetch(db, job)?.job.kind == .actions
        let one = isOfActions ? "run" : "collection"
        let sentences = [
            begun == 0 ? nil : "\(begun.counted("missed date is", "missed dates are")) made up for",
            begun > 0 && retried == 0 ? nil : "\(retried.counted("\(one) goes", "\(one)s go")) on",
        ]
        return sentences.compactMap(\.self).joined(separator: ", ")
    }

    /// Gives a missed date the run that it would have had.
    private func begin(_ item: Item, _ db: Database, _ journal: ServiceJournal, webURL: String, actor: String, now: Date) throws {
        guard let job = try JobTable.fetch(db, job)?.openedJob,
            try journal.submit(db, key: item.run, flow: ServiceFlow(job, startsAt: item.startsAt, webURL: webURL, now: now), now: now)
        else { return }
        let occurrence = StoredOccurrence(
            job: self.job, nominal: item.startsAt, startsAt: item.startsAt, outcome: .run, run: item.run, reason: nil, decidedAt: now)
        try OccurrenceTable.put(db, occurrence)
        try journal.audit(db, nil, actor, "job backfill \(item.run)", now: now)
    }
}
