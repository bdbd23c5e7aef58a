import DurableFlow
import Foundation
import GRDB

/// Events that open the series of autowebinars and begin the runs of actions.
extension JobTable {
    /// Adds what jobs that wait for events need.
    static func registerOpenings(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("jobs-openings-1") { db in
            try db.execute(
                sql: """
                    ALTER TABLE job ADD COLUMN waits_for TEXT;                -- the type of event
                    ALTER TABLE job ADD COLUMN opening TEXT;                  -- SeriesOpening, as JSON; null before the event
                    CREATE INDEX job_waiting ON job(connection, waits_for) WHERE waits_for IS NOT NULL;
                    """)
        }
    }

    /// Adds what events leave for the planner.
    static func registerEvents(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("jobs-events-1") { db in
            try db.execute(
                sql: """
                    -- The events whose run the planner has to make yet.
                    CREATE TABLE job_event(
                      job TEXT NOT NULL REFERENCES job(name) ON DELETE CASCADE,
                      event INTEGER NOT NULL REFERENCES event(number),
                      PRIMARY KEY(job, event)) STRICT, WITHOUT ROWID;
                    CREATE INDEX job_event_event ON job_event(event);
                    """)
        }
    }

    /// Tells every job that waits for an event: of an autowebinar the series opens, or where it has no schedule a showing is planned; of actions a run
    /// is planned. Called once for each event.
    static func begin(_ db: Database, _ journal: ServiceJournal, by known: StoredEvent, now: Date) throws {
        let event = known.event
        guard !event.isTest else { return }
        for stored in try waiting(db, for: event) {
            guard let trigger = stored.job.trigger, event.timestamp > stored.appliedAt.later(by: .seconds(-300)) else { continue }
            switch stored.job.content {
            case .autowebinar(let webinar):
                guard trigger.isMet(by: event, defaultingTo: (webinar.space, webinar.room)), let opening = SeriesOpening(event) else { continue }
                let opened = try open(db, journal, stored, opening, by: event, now: now)
                // Without a schedule each recording has a showing of its own.
                if opened.job.schedule == nil { try plan(db, journal, opened, for: known, now: now) }
            case .actions: if trigger.isMet(by: event) { try plan(db, journal, stored, for: known, now: now) }
            case .analytics: break
            }
        }
    }

    /// Has the planner make a run because of an event. A paused job takes no notice.
    private static func plan(_ db: Database, _ journal: ServiceJournal, _ stored: StoredJob, for known: StoredEvent, now: Date) throws {
        guard stored.state == .active else {
            return try journal.audit(db, nil, "event", "job \(stored.job.name) is paused: nothing is done for \(known.event.id)", now: now)
        }
        try db.execute(sql: "INSERT INTO job_event(job, event) VALUES(?, ?)", arguments: [stored.job.name, known.number])
        var stored = stored
        stored.nextPlanning = StoredJob.atOnce
        try put(db, stored)
    }

    /// The events that a job has to make runs of, the first of them.
    static func plannedEvents(_ db: Database, job: String, limit: Int) throws -> [StoredEvent] {
        try Row.fetchAll(
            db, sql: "SELECT event.* FROM job_event JOIN event ON event.number = job_event.event WHERE job = ? ORDER BY event LIMIT ?",
            arguments: [job, limit]
        ).map(StoredEvent.init)
    }

    /// The run of an event is made.
    static func settle(_ db: Database, job: String, event: StoredEvent) throws {
        try db.execute(sql: "DELETE FROM job_event WHERE job = ? AND event = ?", arguments: [job, event.number])
    }

    /// Opens an autowebinar with a recording; upcoming dates of a series that was open take the new recording over.
    ///
    /// - Returns: the job as it is then.
    private static func open(
        _ db: Database, _ journal: ServiceJournal, _ stored: StoredJob, _ opening: SeriesOpening, by event: Event, now: Date
    ) throws -> StoredJob {
        var stored = stored
        let wasOpen = stored.opening != nil
        stored.opening = opening
        stored.nextPlanning = StoredJob.atOnce
        // Dates that passed before are none of the series; those of one that was open are still to be decided.
        if !wasOpen { stored.cursor = max(stored.cursor, now) }
        try put(db, stored)
        try journal.audit(db, nil, "event", "job \(stored.job.name) opened by \(event.id), record \(opening.recordId)", now: now)
        guard wasOpen, stored.job.schedule != nil, let job = stored.openedJob, let shown = job.autowebinar else { return stored }
        let amendment = try AutowebinarAmendment(job, shown).encoded()
        try SharedPlaybacks.amend(db, journal, job, actor: "event", now: now)
        for occurrence in try OccurrenceTable.fetch(db, job: job.name, from: now) {
            guard let run = occurrence.run, let record = try RunRecord.fetch(db, key: run), !record.state.isFinal else { continue }
            try journal.amend(db, key: run, amendment: amendment, actor: "event", now: now)
        }
        return stored
    }

    /// Whether any job of a connection waits for that type of event.
    static func isAwaited(_ db: Database, _ type: EventType, connection: String) throws -> Bool {
        try Bool.fetchOne(
            try db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM job WHERE connection = ? AND waits_for = ?)"),
            arguments: [connection, type.rawValue]) == true
    }

    private static func waiting(_ db: Database, for event: Event) throws -> [StoredJob] {
        let names = try String.fetchAll(
            try db.cachedStatement(sql: "SELECT name FROM job WHERE connection = ? AND waits_for = ?"),
            arguments: [event.connection, event.type.rawValue])
        return try names.compactMap { try fetch(db, $0) }
    }
}

extension JobTable {
    /// The active jobs that wait for an event of livedigital.
    static func fetchWaiting(_ db: Database) throws -> [StoredJob] {
        let names = try String.fetchAll(try db.cachedStatement(sql: "SELECT name FROM job WHERE waits_for IS NOT NULL AND state = 'active'"))
        return try names.compactMap { try fetch(db, $0) }
    }
}
