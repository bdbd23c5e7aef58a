import DurableFlow
import Foundation
import GRDB

/// Events that open the series of jobs.
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

    /// Opens the series of every job that waits for an event; upcoming runs of one that was open take the new recording over.
    static func begin(_ db: Database, _ journal: ServiceJournal, by event: Event, now: Date) throws {
        guard !event.isTest, let recordId = event.subject.recordId, let spaceId = event.subject.spaceId, let roomId = event.subject.roomId else {
            return
        }
        for var stored in try waiting(db, for: event) {
            guard let trigger = stored.job.trigger, let webinar = stored.job.autowebinar, event.timestamp > stored.appliedAt.later(by: .seconds(-300))
            else {
                continue
            }
            let (space, room) = (trigger.space ?? webinar.space, trigger.room ?? webinar.room)
            guard [spaceId, event.subject.spaceName].contains(space), [roomId, event.subject.roomName].contains(room) else { continue }
            var opening = SeriesOpening(recordId: recordId, spaceId: spaceId, roomId: roomId)
            if stored.job.schedule == nil {
                // A whole minute is easier to read, and to announce.
                let minutes = (now.later(by: trigger.after.value).timeIntervalSince1970 / 60).rounded(.up)
                opening.startsAt = Int64(minutes) * 60_000
            }
            let former = stored.opening
            stored.opening = opening
            stored.nextPlanning = now
            stored.cursor = max(stored.cursor, now)
            try put(db, stored)
            try journal.audit(db, nil, "event", "job \(stored.job.name) opened by \(event.id), record \(recordId)", now: now)
            guard former != nil, let job = stored.job.opened(by: opening), let shown = job.autowebinar else { continue }
            let amendment = try AutowebinarAmendment(job, shown).encoded()
            for occurrence in try OccurrenceTable.fetch(db, job: job.name, from: now) {
                guard let run = occurrence.run, let record = try RunRecord.fetch(db, key: run), !record.state.isFinal else { continue }
                try journal.amend(db, key: run, amendment: amendment, actor: "event", now: now)
            }
        }
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
