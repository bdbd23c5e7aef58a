import Foundation
package import GRDB
import LivedigitalAPI

/// The SQL that makes and changes the tables of sessions; all of them are derived from runs and report files.
package enum SessionTable {
    package static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("analytics-1") { db in
            try db.execute(
                sql: """
                    -- One row a showing or call.
                    CREATE TABLE session(
                      number INTEGER PRIMARY KEY,
                      id TEXT NOT NULL UNIQUE,                    -- of an autowebinar the key of its run
                      kind TEXT NOT NULL CHECK(kind IN ('autowebinar', 'call')),
                      job TEXT NOT NULL,
                      connection TEXT NOT NULL,
                      space_id TEXT,
                      room_id TEXT,
                      title TEXT NOT NULL,
                      starts_ms INTEGER NOT NULL,
                      ends_ms INTEGER) STRICT;
                    CREATE INDEX session_start ON session(starts_ms, id);
                    CREATE INDEX session_job ON session(job, starts_ms, id);
                    -- One row a report that is expected or there. It is read when `sha256` differs from `tried_sha256`.
                    CREATE TABLE session_report(
                      session INTEGER NOT NULL REFERENCES session(number) ON DELETE CASCADE,
                      format TEXT NOT NULL,
                      due_ms INTEGER NOT NULL,                    -- from when on it is late
                      path TEXT,
                      bytes INTEGER,
                      sha256 TEXT,
                      given_up TEXT,                              -- why it is not collected any more
                      tried_sha256 TEXT,                          -- of the file that was read last
                      tried_file TEXT,                            -- what the file looked like when it could not be read
                      error TEXT,                                 -- why it could not be read
                      header TEXT,                                -- JSON array, the columns in their order
                      participants INTEGER,
                      imported_ms INTEGER,
                      PRIMARY KEY(session, format)) STRICT;
                    CREATE INDEX session_report_waiting ON session_report(session)
                      WHERE format = 'xlsx' AND sha256 IS NOT NULL AND sha256 IS NOT tried_sha256;
                    CREATE INDEX session_report_failed ON session_report(session) WHERE error IS NOT NULL;
                    -- One row a row of a report.
                    CREATE TABLE participant(
                      session INTEGER NOT NULL REFERENCES session(number) ON DELETE CASCADE,
                      number INTEGER NOT NULL,                    -- from 1, in the order of the report
                      cells TEXT NOT NULL,                        -- JSON array, in the order of the header
                      PRIMARY KEY(session, number)) STRICT, WITHOUT ROWID;
                    -- The state in which a run was looked at last.
                    CREATE TABLE session_source(
                      run INTEGER PRIMARY KEY,
                      updated_ms INTEGER NOT NULL,
                      state INTEGER NOT NULL,
                      step INTEGER NOT NULL) STRICT;
                    -- The runs that can be sessions, by their last change: a look for new ones must not read every run.
                    CREATE INDEX flow_session ON flow(updated_ms, state, step) WHERE \(SessionSource.showings);
                    """)
        }
        migrator.registerMigration("analytics-2") { db in
            // Collections of calls hold sessions, too.
            try db.execute(
                sql: """
                    DROP INDEX flow_session;
                    CREATE INDEX flow_session ON flow(updated_ms, state, step) WHERE \(SessionSource.condition);
                    """)
        }
        migrator.registerMigration("analytics-3") { db in
            // Every run is looked at again: the time zones are in them.
            try db.execute(sql: "ALTER TABLE session ADD COLUMN timezone TEXT; DELETE FROM session_source")
        }
        migrator.registerMigration("analytics-index") { db in
            // The same condition in the words that cost less.
            try db.execute(
                sql: """
                    DROP INDEX flow_session;
                    CREATE INDEX flow_session ON flow(updated_ms, state, step) WHERE \(SessionSource.condition);
                    """)
        }
        migrator.registerMigration("analytics-durations") { db in
            // From now on rows hold durations, which versions before cannot read. Texts that were too long for them are not for this one.
            try db.execute(sql: "UPDATE session_report SET tried_sha256 = NULL WHERE error LIKE 'a text in row % is longer than % bytes'")
        }
    }

    /// Lets the same call be a session of several connections, each with its own. Behind all that adds columns.
    package static func registerRenewal(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("analytics-4") { db in
            let columns = "number, id, kind, job, connection, space_id, room_id, title, starts_ms, ends_ms, timezone, told"
            try db.execute(
                sql: """
                    CREATE TABLE renewed(
                      number INTEGER PRIMARY KEY,
                      id TEXT NOT NULL,                           -- of an autowebinar the key of its run, of a call livedigital's id
                      kind TEXT NOT NULL CHECK(kind IN ('autowebinar', 'call')),
                      job TEXT NOT NULL,
                      connection TEXT NOT NULL,
                      space_id TEXT,
                      room_id TEXT,
                      title TEXT NOT NULL,
                      starts_ms INTEGER NOT NULL,
                      ends_ms INTEGER,
                      timezone TEXT,
                      told INTEGER NOT NULL DEFAULT 0,            -- 1: that it began, 2: that it ended
                      UNIQUE(id, connection)) STRICT;
                    INSERT INTO renewed(\(columns)) SELECT \(columns) FROM session;
                    DROP TABLE session;
                    ALTER TABLE renewed RENAME TO session;
                    CREATE INDEX session_start ON session(starts_ms, id);
                    CREATE INDEX session_job ON session(job, starts_ms, id);
                    CREATE INDEX session_begin ON session(starts_ms) WHERE told = 0;
                    CREATE INDEX session_end ON session(ends_ms) WHERE told = 1 AND ends_ms IS NOT NULL;
                    """)
        }
    }

    /// Whether the tables are there.
    package static func exists(_ db: Database) throws -> Bool { try db.tableExists("session_source") }

    /// Adds the session with its expected reports, or brings it up to date. What was imported from a report whose bytes are the same stays.
    ///
    /// Several collections of a connection may find the same call: it belongs to the job that found it first, and its end and a report that one of them
    /// has seen stay. Another connection that sees the call has a session of its own.
    package static func put(_ db: Database, _ session: Session) throws {
        let number = try Int64.fetchOne(
            try db.cachedStatement(
                sql: """
                    INSERT INTO session(id, kind, job, connection, space_id, room_id, title, starts_ms, timezone, ends_ms)
                    VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT(id, connection) DO UPDATE SET kind = excluded.kind,
                      job = CASE session.kind WHEN 'call' THEN session.job ELSE excluded.job END, space_id = excluded.space_id, room_id = excluded.room_id, title = excluded.title, starts_ms = excluded.starts_ms,
                      timezone = CASE session.kind WHEN 'call' THEN coalesce(session.timezone, excluded.timezone) ELSE excluded.timezone END,
                      ends_ms = CASE session.kind WHEN 'call' THEN coalesce(excluded.ends_ms, session.ends_ms) ELSE excluded.ends_ms END
                    RETURNING number
                    """),
            arguments: [
                session.id, session.kind.rawValue, session.job, session.connection, session.spaceId, session.roomId, session.title,
                WireDate.milliseconds(of: session.startsAt), session.timezone,
                session.endsAt.map { WireDate.milliseconds(of: $0) },
            ])
        for report in session.reports {
            try db.cachedStatement(
                sql: """
                    INSERT INTO session_report(session, format, due_ms, path, bytes, sha256, given_up) VALUES(?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT(session, format) DO UPDATE SET due_ms = excluded.due_ms, path = excluded.path, bytes = excluded.bytes,
                      sha256 = excluded.sha256, given_up = excluded.given_up
                    WHERE excluded.sha256 IS NOT NULL OR session_report.sha256 IS NULL
                    """
            ).execute(arguments: [
                number, report.format, WireDate.milliseconds(of: report.dueAt), report.file?.path, report.file?.bytes, report.file?.sha256,
                report.givenUp,
            ])
        }
        guard session.kind == .autowebinar else { return }
        let formats = session.reports.map(\.format)
        try db.execute(
            sql: """
                DELETE FROM session_report
                WHERE session = ? AND format NOT IN (\(repeatElement("?", count: formats.count).joined(separator: ", ")))
                """,
            arguments: [number] + StatementArguments(formats))
    }

    /// Whether a session has a report of that path and digest.
    static func isStored(_ db: Database, path: String, sha256: String) throws -> Bool {
        let statement = try db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM session_report WHERE path = ? AND sha256 = ?)")
        return try Bool.fetchOne(statement, arguments: [path, sha256]) ?? false
    }

    /// Whether a file is not what is known to be stored in its place of a session; false where nothing is known.
    static func isUnknown(_ db: Database, _ file: StoredReport, of id: String) throws -> Bool {
        let digests = try String.fetchAll(
            try db.cachedStatement(
                sql:
                    "SELECT sha256 FROM session_report JOIN session ON session.number = session WHERE session.id = ? AND path = ? AND sha256 IS NOT NULL"
            ),
            arguments: [id, file.path])
        return !digests.isEmpty && !digests.contains(file.sha256)
    }

    /// Removes a session that did not come about, with all that hangs on it; none of that id changes nothing.
    package static func remove(_ db: Database, id: String) throws {
        try db.cachedStatement(sql: "DELETE FROM session WHERE id = ?").execute(arguments: [id])
    }
}
