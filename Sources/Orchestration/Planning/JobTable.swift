import Foundation
package import GRDB

/// The stored jobs. Every function runs inside the caller's transaction.
package enum JobTable {
    /// Creates the tables.
    package static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("jobs-1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE job(
                      name TEXT PRIMARY KEY,
                      connection TEXT NOT NULL,
                      document BLOB NOT NULL,                 -- the job, as canonical JSON
                      file TEXT,
                      state TEXT NOT NULL,                    -- active, paused
                      paused_reason TEXT,
                      paused_by TEXT,
                      paused_ms INTEGER,
                      failures INTEGER NOT NULL DEFAULT 0,    -- failed runs in a row
                      cursor_ms INTEGER NOT NULL,             -- occurrences before it are decided
                      next_ms INTEGER,                        -- when the next occurrence comes within the horizon
                      applied_ms INTEGER NOT NULL) STRICT;
                    CREATE INDEX job_next ON job(next_ms) WHERE state = 'active' AND next_ms IS NOT NULL;
                    -- One row for every occurrence that was decided: exactly one, whatever was killed when.
                    CREATE TABLE occurrence(
                      job TEXT NOT NULL,
                      nominal_ms INTEGER NOT NULL,
                      starts_ms INTEGER NOT NULL,
                      outcome TEXT NOT NULL,                  -- run, skipped, cancelled
                      run TEXT,
                      reason TEXT,
                      decided_ms INTEGER NOT NULL,
                      alert_ms INTEGER,                       -- when it is reported unless it is published; null once decided
                      PRIMARY KEY(job, nominal_ms)) STRICT;
                    CREATE INDEX occurrence_run ON occurrence(run) WHERE run IS NOT NULL;
                    CREATE INDEX occurrence_alert ON occurrence(alert_ms) WHERE alert_ms IS NOT NULL;
                    -- The latest instant at which something was planned: before it the clock is wrong.
                    CREATE TABLE planned_until(id INTEGER PRIMARY KEY CHECK(id = 1), at_ms INTEGER NOT NULL) STRICT;
                    INSERT INTO planned_until VALUES(1, 0);
                    """)
        }
        migrator.registerMigration("jobs-permanent-analytics") { db in
            // Permanent autowebinars that were published before are looked at once more; for any other job there is nothing to decide.
            try db.execute(sql: "UPDATE job SET next_ms = applied_ms WHERE next_ms IS NULL")
        }
        migrator.registerMigration("jobs-over-http") { db in
            // Jobs that were put over HTTP were said to come from a file of that name.
            try db.execute(sql: "UPDATE job SET file = NULL WHERE file = 'api'")
        }
        migrator.registerMigration("jobs-former-dates") { db in
            try db.execute(sql: "ALTER TABLE job ADD COLUMN former TEXT")  // UndecidedDates, a JSON array; null where there are none
        }
        migrator.registerMigration("jobs-applied-ahead") { db in
            try db.execute(sql: "CREATE INDEX job_applied ON job(applied_ms)")
        }
        migrator.registerMigration("jobs-failures") { db in
            try db.execute(
                sql: """
                    -- The runs whose failures count as failures in a row, those before this table apart.
                    CREATE TABLE job_failure(
                      job TEXT NOT NULL REFERENCES job(name) ON DELETE CASCADE,
                      run TEXT NOT NULL,
                      PRIMARY KEY(job, run)) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("jobs-folder") { db in
            try db.execute(sql: "ALTER TABLE job ADD COLUMN folder TEXT")  // from which the path of the file leads
        }
    }

    /// All jobs by name.
    package static func fetchAll(_ db: Database) throws -> [StoredJob] {
        try Row.fetchAll(db, sql: "SELECT * FROM job ORDER BY name").map(StoredJob.init)
    }

    /// The stored form of every job, by name: what compares and counts jobs need not read them.
    static func fetchSnapshots(_ db: Database) throws -> [(name: String, file: String?, folder: String?, snapshot: Data)] {
        // All columns, since the tables of an earlier version lack some.
        try Row.fetchAll(db, sql: "SELECT * FROM job ORDER BY name").map { ($0["name"], $0["file"], $0["folder"], $0["document"]) }
    }

    /// The jobs that are paused, by name.
    static func fetchPaused(_ db: Database) throws -> [StoredJob] {
        try Row.fetchAll(db, sql: "SELECT * FROM job WHERE state = 'paused' ORDER BY name").map(StoredJob.init)
    }

    /// How many jobs are stored.
    package static func count(_ db: Database) throws -> Int { try Int.fetchOne(db, sql: "SELECT count(*) FROM job") ?? 0 }

    /// The job of that name, or nil.
    package static func fetch(_ db: Database, _ name: String) throws -> StoredJob? {
        try Row.fetchOne(try db.cachedStatement(sql: "SELECT * FROM job WHERE name = ?"), arguments: [name]).map(StoredJob.init)
    }

    /// Makes the jobs that were applied while the clock was ahead as if they were applied now, and due. The clock has to be right.
    static func takeBack(_ db: Database, now: Date) throws {
        let statement = try db.cachedStatement(sql: "SELECT * FROM job WHERE applied_ms > ?")
        for var stored in try Row.fetchAll(statement, arguments: [now.wholeMilliseconds]).map(StoredJob.init) {
            stored.takeBack(to: now)
            (stored.appliedAt, stored.nextPlanning) = (now, StoredJob.atOnce)
            try putProgress(db, stored)
        }
    }

    /// Makes the last planning as if it was made now, where the clock was ahead then. What it decided stays; what it did not is due where it lies
    /// ahead only by that clock. The clock has to be right.
    static func takeBackPlanning(_ db: Database, now: Date) throws {
        for var stored in try fetchAll(db) where stored.cursor > now || stored.nextPlanning.map({ $0 > now }) == true {
            stored.takeBack(to: now)
            stored.nextPlanning = StoredJob.atOnce
            try putProgress(db, stored)
        }
        try db.execute(sql: "UPDATE planned_until SET at_ms = ?", arguments: [now.wholeMilliseconds])
    }

    /// Active jobs whose next occurrence has come within the horizon, the longest waiting first.
    static func due(_ db: Database, now: Date, limit: Int) throws -> [StoredJob] {
        let statement = try db.cachedStatement(
            sql: "SELECT * FROM job WHERE state = 'active' AND next_ms IS NOT NULL AND next_ms <= ? ORDER BY next_ms LIMIT ?")
        return try Row.fetchAll(statement, arguments: [now.wholeMilliseconds, limit]).map(StoredJob.init)
    }

    /// When the earliest active job is to be planned again; nil where none is.
    static func earliestPlanning(_ db: Database) throws -> Date? {
        try Int64.fetchOne(try db.cachedStatement(sql: "SELECT min(next_ms) FROM job WHERE state = 'active' AND next_ms IS NOT NULL"))
            .map(Date.init(wholeMilliseconds:))
    }

    /// Writes a job, new or changed.
    static func put(_ db: Database, _ stored: StoredJob) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO job(name, connection, document, file, state, paused_reason, paused_by, paused_ms, failures, cursor_ms, next_ms, applied_ms,
                  waits_for, opening, former, folder) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT(name) DO UPDATE SET connection = excluded.connection, document = excluded.document, file = excluded.file,
                  state = excluded.state, paused_reason = excluded.paused_reason, paused_by = excluded.paused_by, paused_ms = excluded.paused_ms,
                  failures = excluded.failures, cursor_ms = excluded.cursor_ms, next_ms = excluded.next_ms, applied_ms = excluded.applied_ms,
                  waits_for = excluded.waits_for, opening = excluded.opening, former = excluded.former, folder = excluded.folder
                """
        ).execute(arguments: [
            stored.job.name, stored.job.connection, try stored.job.snapshot(), stored.file, stored.state.rawValue, stored.pausedReason,
            stored.pausedBy, stored.pausedAt?.wholeMilliseconds, stored.failures, stored.cursor.wholeMilliseconds,
            stored.nextPlanning?.wholeMilliseconds, stored.appliedAt.wholeMilliseconds, stored.job.trigger?.event.rawValue,
            try stored.openingText, try stored.formerText, stored.folder,
        ])
    }

    /// Writes what became of a job; the job itself is as it was, and encoding it would take longer than all the rest.
    static func putProgress(_ db: Database, _ stored: StoredJob) throws {
        try db.cachedStatement(
            sql: """
                UPDATE job SET state = ?, paused_reason = ?, paused_by = ?, paused_ms = ?, failures = ?, cursor_ms = ?, next_ms = ?, applied_ms = ?,
                  opening = ?, former = ? WHERE name = ?
                """
        ).execute(arguments: [
            stored.state.rawValue, stored.pausedReason, stored.pausedBy, stored.pausedAt?.wholeMilliseconds, stored.failures,
            stored.cursor.wholeMilliseconds, stored.nextPlanning?.wholeMilliseconds, stored.appliedAt.wholeMilliseconds, try stored.openingText,
            try stored.formerText, stored.job.name,
        ])
    }

    /// Notes where the file of a job is now; the job itself is as it was.
    static func putFile(_ db: Database, _ name: String, _ file: String?, in folder: String?) throws {
        try db.execute(sql: "UPDATE job SET file = ?, folder = ? WHERE name = ?", arguments: [file, folder, name])
    }

    /// Removes a job; its occurrences and runs stay.
    static func remove(_ db: Database, _ name: String) throws {
        try db.execute(sql: "DELETE FROM job WHERE name = ?", arguments: [name])
    }
}

extension StoredJob {
    fileprivate var openingText: String? {
        get throws { try opening.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) } }
    }

    fileprivate var formerText: String? {
        get throws { former.isEmpty ? nil : String(decoding: try JSONEncoder().encode(former), as: UTF8.self) }
    }

    fileprivate init(_ row: Row) throws {
        job = try Job(snapshot: row["document"])
        file = row["file"]
        folder = row["folder"]
        state = State(rawValue: row["state"]) ?? .paused
        pausedReason = row["paused_reason"]
        pausedBy = row["paused_by"]
        pausedAt = (row["paused_ms"] as Int64?).map(Date.init(wholeMilliseconds:))
        failures = row["failures"]
        cursor = Date(wholeMilliseconds: row["cursor_ms"])
        nextPlanning = (row["next_ms"] as Int64?).map(Date.init(wholeMilliseconds:))
        appliedAt = Date(wholeMilliseconds: row["applied_ms"])
        opening = try (row["opening"] as String?).map { try JSONDecoder().decode(SeriesOpening.self, from: Data($0.utf8)) }
        former = try (row["former"] as String?).map { try JSONDecoder().decode([UndecidedDates].self, from: Data($0.utf8)) } ?? []
    }
}

extension Date {
    /// Milliseconds since 1970, rounded down.
    package var wholeMilliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded(.down)) }

    /// The whole millisecond that it lies in: what is stored is what is shown, rounded or not.
    var cutToMilliseconds: Date { Date(wholeMilliseconds: wholeMilliseconds) }

    package init(wholeMilliseconds: Int64) { self.init(timeIntervalSince1970: TimeInterval(wholeMilliseconds) / 1000) }
}
