import DurableFlow
package import Foundation
package import GRDB
import LivedigitalAPI
import Recurrence

/// The decided occurrences. Every function runs inside the caller's transaction.
package enum OccurrenceTable {
    /// What was decided of an occurrence, or nil.
    static func fetch(_ db: Database, job: String, nominal: Date) throws -> StoredOccurrence? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM occurrence WHERE job = ? AND nominal_ms = ?")
        return try Row.fetchOne(statement, arguments: [job, nominal.wholeMilliseconds]).map(StoredOccurrence.init)
    }

    /// The decided occurrences of a job that begin in a span of time, ascending.
    package static func fetch(_ db: Database, job: String, from: Date = .distantPast, to: Date = .distantFuture) throws -> [StoredOccurrence] {
        let statement = try db.cachedStatement(sql: "SELECT * FROM occurrence WHERE job = ? AND starts_ms >= ? AND starts_ms < ? ORDER BY starts_ms")
        let bound = { (date: Date) in Int64(max(-9e15, min(9e15, date.timeIntervalSince1970 * 1000))) }
        return try Row.fetchAll(statement, arguments: [job, bound(from), bound(to)]).map(StoredOccurrence.init)
    }

    /// The occurrences of a job that are ahead, and the last of the others, which have passed or are cancelled: ascending, as they turned out. One
    /// whose run was cancelled or came too late counts as such, and one that begins before the session before it ends says so where its job does not
    /// allow that.
    ///
    /// - Parameter limit: how many that are not ahead; nil for all.
    /// - Returns: them, and whether there are others before.
    static func fetchOutcomes(
        _ db: Database, job: String, past limit: Int?, zones: ZoneDatabase, now: Date
    ) throws -> (shown: [StoredOccurrence], hasOlder: Bool) {
        let stored = try JobTable.fetch(db, job)
        // One more tells whether there are others.
        let reach = limit.map { $0 + 1 } ?? .max
        let passed = try (stored?.passed(reach, now: now, zones: zones) ?? []).filter { date in
            // What was decided stays, as with the planner.
            try fetch(db, job: job, nominal: date.nominal).map { $0.outcome == .cancelled || $0.isLeftOut } ?? true
        }
        let settled = Set(passed.map(\.nominal))
        func decided(isAhead: Bool, _ limit: Int) throws -> [StoredOccurrence] {
            try fetchDecided(
                db, job: job, isAhead: isAhead, limit: limit, mayOverlap: stored?.job.autowebinar.map { $0.overlap == .allow } ?? true, now: now
            ).filter { !settled.contains($0.nominal) }
        }
        func sorted(_ occurrences: [StoredOccurrence]) -> [StoredOccurrence] { occurrences.sorted { $0.startsAt < $1.startsAt } }
        let others = sorted(try decided(isAhead: false, reach) + passed)
        let shown = others.suffix(limit ?? .max)
        return (sorted(shown + (try decided(isAhead: true, .max))), shown.count < others.count)
    }

    /// The last decided occurrences of a job that are ahead and not cancelled, or the others, ascending.
    private static func fetchDecided(
        _ db: Database, job: String, isAhead: Bool, limit: Int, mayOverlap: Bool, now: Date
    ) throws -> [StoredOccurrence] {
        let rows = try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT occurrence.*, flow.state AS run_state, flow.note AS run_note FROM occurrence LEFT JOIN flow ON flow.key = occurrence.run
                    WHERE job = ? AND (starts_ms >= ? AND outcome <> 'cancelled' AND flow.state IS NOT ?) = ? ORDER BY starts_ms DESC LIMIT ?
                    """), arguments: [job, now.wholeMilliseconds, RunState.cancelled.rawValue, isAhead, limit])
        return try rows.reversed().map { row in
            var occurrence = StoredOccurrence(row)
            switch (row["run_state"] as Int?).flatMap(RunState.init) {
            case .cancelled where occurrence.outcome == .run: (occurrence.outcome, occurrence.reason) = (.cancelled, "its run was cancelled")
            case .skipped where occurrence.outcome == .run: (occurrence.outcome, occurrence.reason) = (.skipped, row["run_note"])
            case .failed where occurrence.outcome == .run:
                let note: String? = row["run_note"]
                occurrence.reason = "its run failed" + (note.map { ": \($0)" } ?? "")
            default:
                // It was decided by what was known then of lengths, dates and other sessions.
                guard !mayOverlap, occurrence.outcome == .run,
                    let end = try SessionBefore.find(db, job: job, occurrence.nominal).end(after: occurrence.startsAt)
                else { break }
                let overlap = "overlap: the session before it ends at \(WireDate.format(end))"
                occurrence.reason = [occurrence.reason, overlap].compactMap(\.self).joined(separator: "; ")
            }
            return occurrence
        }
    }

    /// The dates of a job from an instant on that see no session though its schedule names them: their run was cancelled or failed, or they were
    /// skipped.
    ///
    /// - Parameter isChanged: whether the job is being changed: those that were skipped, or whose run was skipped or failed, are then decided anew.
    ///   Those that the schedule left out always are.
    static func leftOut(_ db: Database, job: String, from: Date, isChanged: Bool = false) throws -> Set<Date> {
        let statement = try db.cachedStatement(
            sql: """
                SELECT nominal_ms FROM occurrence LEFT JOIN flow ON flow.key = occurrence.run
                WHERE job = :job AND nominal_ms >= :from
                  AND (outcome = 'skipped' AND NOT :isChanged AND coalesce(reason, '') NOT LIKE :leftOut
                    OR outcome = 'run' AND (flow.cancel > 0 OR flow.state = :cancelled OR flow.state IN (:skipped, :failed) AND NOT :isChanged))
                """)
        return Set(
            try Int64.fetchAll(
                statement,
                arguments: [
                    "job": job, "from": from.wholeMilliseconds, "isChanged": isChanged, "leftOut": "\(StoredOccurrence.leftOut)%",
                    "cancelled": RunState.cancelled.rawValue, "skipped": RunState.skipped.rawValue, "failed": RunState.failed.rawValue,
                ]
            ).map(Date.init(wholeMilliseconds:)))
    }

    /// What was decided of the dates whose sessions lie at or after an instant.
    ///
    /// - Parameter isChanged: as for ``leftOut(_:job:from:isChanged:)``.
    static func decided(_ db: Database, job: String, from: Date, isChanged: Bool = false) throws -> DecidedDates {
        let statement = try db.cachedStatement(
            sql: """
                SELECT nominal_ms, starts_ms FROM occurrence JOIN flow ON flow.key = occurrence.run
                WHERE job = ? AND starts_ms >= ? AND starts_ms <> nominal_ms AND outcome = 'run' AND flow.cancel = 0 AND flow.state NOT IN (?, ?)
                """)
        let ended = [RunState.cancelled.rawValue, RunState.skipped.rawValue]
        let queued = try Row.fetchAll(statement, arguments: [job, from.wholeMilliseconds, ended[0], ended[1]]).map {
            (Date(wholeMilliseconds: $0[0]), Date(wholeMilliseconds: $0[1]))
        }
        return DecidedDates(
            leftOut: try leftOut(db, job: job, from: from, isChanged: isChanged),
            queued: Dictionary(queued, uniquingKeysWith: { $1 }), closing: try closing(db, job: job))
    }

    private static func closing(_ db: Database, job: String) throws -> DecidedDates.Closing? {
        guard let run = try RunRecord.permanent(db, job: job), !run.isOpenForEver,
            // One that failed behind its publication is on show.
            run.state != .failed || (try? ServiceFlow(run).autowebinar)?.facts.published != true,
            // The planner makes another.
            let stored = try JobTable.fetch(db, job), stored.nextPlanning == nil, stored.job.schedule?.series == .always
        else { return nil }
        return run.state == .failed
            ? DecidedDates.Closing(reason: "not open: its run failed", remedy: "try it again with: autowebinar run retry \(run.key)")
            : DecidedDates.Closing(reason: "taken down", remedy: "it opens anew when its job is paused and resumed, or changed")
    }

    /// Dates from an instant on that were skipped are decided anew.
    static func forgetSkipped(_ db: Database, job: String, from: Date) throws {
        try db.execute(
            sql: "DELETE FROM occurrence WHERE job = ? AND nominal_ms >= ? AND outcome = 'skipped'", arguments: [job, from.wholeMilliseconds])
    }

    /// The last occurrence of a job with a run that begins before an instant, or nil.
    static func last(_ db: Database, job: String, before: Date) throws -> StoredOccurrence? {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM occurrence WHERE job = ? AND outcome = 'run' AND nominal_ms < ? ORDER BY nominal_ms DESC LIMIT 1")
        return try Row.fetchOne(statement, arguments: [job, before.wholeMilliseconds]).map(StoredOccurrence.init)
    }

    /// The occurrences of a job with a run that begin between two instants, ascending.
    static func planned(_ db: Database, job: String, after: Date, before: Date) throws -> [StoredOccurrence] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM occurrence WHERE job = ? AND outcome = 'run' AND nominal_ms > ? AND nominal_ms < ? ORDER BY nominal_ms")
        return try Row.fetchAll(statement, arguments: [job, after.wholeMilliseconds, before.wholeMilliseconds]).map(StoredOccurrence.init)
    }

    /// Some occurrences of a job that have or had a run: first those up to an instant, then those behind it, each from the instant on.
    static func nearest(_ db: Database, job: String, _ instant: Date) throws -> [StoredOccurrence] {
        try ["<= ? ORDER BY nominal_ms DESC", "> ? ORDER BY nominal_ms"].flatMap { side in
            let statement = try db.cachedStatement(
                sql: "SELECT * FROM occurrence WHERE job = ? AND run IS NOT NULL AND nominal_ms \(side) LIMIT 5")
            return try Row.fetchAll(statement, arguments: [job, instant.wholeMilliseconds]).map(StoredOccurrence.init)
        }
    }

    /// Writes a decision, new or changed.
    ///
    /// - Parameter alertAt: when the occurrence is reported unless it is published by then.
    static func put(_ db: Database, _ occurrence: StoredOccurrence, alertAt: Date? = nil) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO occurrence(job, nominal_ms, starts_ms, outcome, run, reason, decided_ms, alert_ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(job, nominal_ms) DO UPDATE SET starts_ms = excluded.starts_ms, outcome = excluded.outcome, run = excluded.run,
                  reason = excluded.reason, decided_ms = excluded.decided_ms, alert_ms = excluded.alert_ms
                """
        ).execute(arguments: [
            occurrence.job, occurrence.nominal.wholeMilliseconds, occurrence.startsAt.wholeMilliseconds, occurrence.outcome.rawValue, occurrence.run,
            occurrence.reason, occurrence.decidedAt.wholeMilliseconds, alertAt?.wholeMilliseconds,
        ])
    }

    /// Records that a date does not take place, as its job says; what was decided of it before stays.
    static func leaveOut(_ db: Database, job: String, _ date: ZonedInstant, reason: String, now: Date) throws {
        try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO occurrence(job, nominal_ms, starts_ms, outcome, reason, decided_ms) VALUES(?, ?, ?, 'skipped', ?, ?)"
        ).execute(arguments: [
            job, date.recordedInstant.wholeMilliseconds, date.instant.wholeMilliseconds, StoredOccurrence.leftOut + reason, now.wholeMilliseconds,
        ])
    }

    /// The occurrence of a run does not belong to its job any more.
    static func cancel(_ db: Database, run: String, reason: String, now: Date) throws {
        try db.execute(
            sql: "UPDATE occurrence SET outcome = 'cancelled', reason = ?, decided_ms = ?, alert_ms = NULL WHERE run = ?",
            arguments: [reason, now.wholeMilliseconds, run])
    }

    /// Lets the upcoming dates of a job be decided anew whose showings failed or were skipped before they were published: what it was for was mended.
    static func reopenUnpublished(_ db: Database, job: String, now: Date) throws {
        for occurrence in try fetch(db, job: job, from: now) where occurrence.outcome == .run && !occurrence.isTriggered {
            guard let run = occurrence.run, let record = try RunRecord.fetch(db, key: run), record.state == .skipped || record.hasFailedUnpublished
            else { continue }
            let what = record.state == .skipped ? "was skipped" : "failed"
            try cancel(db, run: run, reason: "its run \(what), and the job was changed or resumed since", now: now)
        }
    }

    /// Another run has taken the place of the one of an occurrence, whatever became of that. What was triggered stays so.
    static func replace(_ db: Database, run: String, by other: String, now: Date) throws {
        try db.execute(
            sql: "UPDATE occurrence SET outcome = 'run', run = ?, reason = iif(reason = ?, reason, NULL), decided_ms = ? WHERE run = ?",
            arguments: [other, StoredOccurrence.triggered, now.wholeMilliseconds, run])
    }

    /// Occurrences whose moment of reporting has come, the earliest first.
    static func alertsDue(_ db: Database, now: Date, limit: Int) throws -> [StoredOccurrence] {
        let statement = try db.cachedStatement(sql: "SELECT * FROM occurrence WHERE alert_ms IS NOT NULL AND alert_ms <= ? ORDER BY alert_ms LIMIT ?")
        return try Row.fetchAll(statement, arguments: [now.wholeMilliseconds, limit]).map(StoredOccurrence.init)
    }

    /// The next moment of reporting; nil where there is none.
    static func earliestAlert(_ db: Database) throws -> Date? {
        try Int64.fetchOne(try db.cachedStatement(sql: "SELECT min(alert_ms) FROM occurrence WHERE alert_ms IS NOT NULL"))
            .map(Date.init(wholeMilliseconds:))
    }

    /// Forgets some of the occurrences that began before an instant and whose run is forgotten, in the order in which they were decided.
    ///
    /// - Returns: where to go on; nil at the end.
    static func removeOld(_ db: Database, after position: Int64, limit: Int, before instant: Date) throws -> Int64? {
        let window = try Row.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT max(number), min(starts_ms) FROM (SELECT rowid AS number, starts_ms FROM occurrence WHERE rowid > ? ORDER BY rowid LIMIT ?)
                    """),
            arguments: [position, limit])
        guard let last = window?[0] as Int64?, let first = window?[1] as Int64?, first < instant.wholeMilliseconds else { return nil }
        try db.cachedStatement(
            sql: """
                DELETE FROM occurrence WHERE rowid > ? AND rowid <= ? AND starts_ms < ? AND alert_ms IS NULL
                  AND NOT EXISTS (SELECT 1 FROM flow WHERE flow.key = occurrence.run)
                """
        ).execute(arguments: [position, last, instant.wholeMilliseconds])
        return last
    }

    /// The alert is dealt with; the reason is kept where the occurrence was late.
    static func settleAlert(_ db: Database, _ occurrence: StoredOccurrence, reason: String?) throws {
        try db.cachedStatement(sql: "UPDATE occurrence SET alert_ms = NULL, reason = coalesce(?, reason) WHERE job = ? AND nominal_ms = ?")
            .execute(arguments: [reason, occurrence.job, occurrence.nominal.wholeMilliseconds])
    }
}

extension StoredOccurrence {
    fileprivate init(_ row: Row) {
        job = row["job"]
        nominal = Date(wholeMilliseconds: row["nominal_ms"])
        startsAt = Date(wholeMilliseconds: row["starts_ms"])
        outcome = Outcome(rawValue: row["outcome"]) ?? .skipped
        run = row["run"]
        reason = row["reason"]
        decidedAt = Date(wholeMilliseconds: row["decided_ms"])
    }
}
