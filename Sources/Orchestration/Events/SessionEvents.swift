import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI

/// The events of sessions: that one has begun, has ended, or has its reports. They follow from the tables of sessions and the time.
///
/// Each session carries how much of it was told, so a look reads only what is new, and a crash tells nothing twice.
enum SessionEvents {
    private static let batch = 200
    /// What is found out longer after it happened is no news.
    private static let reach = Duration.seconds(86_400)

    /// Adds what the sessions need to remember. Those that exist are no news.
    static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("session-events-1") { db in
            try db.execute(
                sql: """
                    ALTER TABLE session ADD COLUMN told INTEGER NOT NULL DEFAULT 0;          -- 1: that it began, 2: that it ended
                    UPDATE session SET told = 2;
                    CREATE INDEX session_begin ON session(starts_ms) WHERE told = 0;
                    CREATE INDEX session_end ON session(ends_ms) WHERE told = 1 AND ends_ms IS NOT NULL;
                    ALTER TABLE session_report ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
                    UPDATE session_report SET told = 1 WHERE sha256 IS NOT NULL;
                    CREATE INDEX session_report_new ON session_report(session) WHERE told = 0 AND sha256 IS NOT NULL;
                    """)
        }
    }

    /// When a session begins or ends next; nil where none does.
    static func next(_ db: Database) throws -> Date? {
        try [
            "SELECT min(starts_ms) FROM session WHERE told = 0", "SELECT min(ends_ms) FROM session WHERE told = 1 AND ends_ms IS NOT NULL",
        ].compactMap { try Int64.fetchOne(try db.cachedStatement(sql: $0)) }.min().map(WireDate.date(milliseconds:))
    }

    /// Whether there is something to tell, by a look into three indexes.
    static func isDue(_ db: Database, now: Date) throws -> Bool {
        if let next = try next(db), next <= now { return true }
        return try Int.fetchOne(try db.cachedStatement(sql: "SELECT 1 FROM session_report WHERE told = 0 AND sha256 IS NOT NULL LIMIT 1")) != nil
    }

    /// Tells what is new, one batch of it, in the caller's transaction.
    static func advance(_ db: Database, _ journal: ServiceJournal, now: Date) throws {
        let at = WireDate.milliseconds(of: now)
        try tell(db, journal, .sessionStarted, "told = 0 AND starts_ms <= ?", set: 1, at: { $0.startsAt }, until: at, now: now)
        try tell(db, journal, .sessionFinished, "told = 1 AND ends_ms IS NOT NULL AND ends_ms <= ?", set: 2, at: { $0.endsAt }, until: at, now: now)
        let reported = try Int64.fetchAll(
            db, sql: "SELECT DISTINCT session FROM session_report WHERE told = 0 AND sha256 IS NOT NULL LIMIT \(batch)")
        for number in reported {
            guard let session = try SessionTable.fetch(db, number: number) else { continue }
            // An xlsx report counts once its rows can be read.
            for report in session.reports where report.file != nil && report.state(at: now) != .late && report.state(at: now) != .pending {
                try db.execute(
                    sql: "UPDATE session_report SET told = 1 WHERE session = ? AND format = ?", arguments: [number, report.format])
            }
            let isReady = !session.reports.isEmpty && session.reports.allSatisfy { $0.state(at: now) == .ready }
            if isReady { try journal.announce(event(.analyticsReady, session, at: now, db), db, now: now) }
        }
    }

    private static func tell(
        _ db: Database, _ journal: ServiceJournal, _ type: EventType, _ condition: String, set told: Int, at instant: (Session) -> Date?,
        until: Int64, now: Date
    ) throws {
        let numbers = try Int64.fetchAll(
            try db.cachedStatement(sql: "SELECT number FROM session WHERE \(condition) LIMIT \(batch)"), arguments: [until])
        for number in numbers {
            try db.cachedStatement(sql: "UPDATE session SET told = ? WHERE number = ?").execute(arguments: [told, number])
            guard let session = try SessionTable.fetch(db, number: number), let at = instant(session), at >= now.later(by: .zero - reach) else {
                continue
            }
            try journal.announce(event(type, session, at: at, db), db, now: now)
        }
    }

    private static func event(_ type: EventType, _ session: Session, at: Date, _ db: Database) throws -> Event {
        var subject = Event.Subject()
        if session.kind == .autowebinar, let record = try RunRecord.fetch(db, key: session.id) {
            subject = Event.Subject(run: session.id, flow: try? ServiceFlow(record))
        }
        if session.kind == .call { subject.callId = session.id }
        subject.sessionId = session.id
        (subject.spaceId, subject.roomId) = (session.spaceId, session.roomId)
        if !["", RunKey.commandName].contains(session.job) { subject.jobName = JobName.shown(session.job) }
        return Event(type, key: session.id, at: at, connection: session.connection, subject: subject)
    }
}
