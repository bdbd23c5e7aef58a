package import Foundation
package import GRDB

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

    /// The last occurrence of a job with a run that begins before an instant, or nil.
    static func last(_ db: Database, job: String, before: Date) throws -> StoredOccurrence? {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM occurrence WHERE job = ? AND outcome = 'run' AND nominal_ms < ? ORDER BY nominal_ms DESC LIMIT 1")
        return try Row.fetchOne(statement, arguments: [job, before.wholeMilliseconds]).map(StoredOccurrence.init)
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

    /// The occurrence of a run does not belong to its job any more.
    static func cancel(_ db: Database, run: String, reason: String, now: Date) throws {
        try db.execute(
            sql: "UPDATE occurrence SET outcome = 'cancelled', reason = ?, decided_ms = ?, alert_ms = NULL WHERE run = ?",
            arguments: [reason, now.wholeMilliseconds, run])
    }

    /// Another run has taken the place of the one of an occurrence, whatever became of that.
    static func replace(_ db: Database, run: String, by other: String, now: Date) throws {
        try db.execute(
            sql: "UPDATE occurrence SET outcome = 'run', run = ?, reason = NULL, decided_ms = ? WHERE run = ?",
            arguments: [other, now.wholeMilliseconds, run])
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
