import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct SessionRenewalTests {
    /// A database as a release made it.
    private func migrated(upTo migration: String? = nil) throws -> (DatabaseQueue, DatabaseMigrator) {
        var migrator = DatabaseMigrator()
        Workspace.registerMigrations(in: &migrator)
        let database = try DatabaseQueue()
        if let migration { try migrator.migrate(database, upTo: migration) } else { try migrator.migrate(database) }
        return (database, migrator)
    }

    @Test func sessionsOfAReleaseBeforeStayWithTheirReportsAndWhatWasTold() throws {
        let (database, migrator) = try migrated(upTo: "session-events-1")
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO session(number, id, kind, job, connection, title, starts_ms, ends_ms, timezone, told)
                    VALUES(7, 'c', 'call', 'calls', 'default', 'Room', 1000, 2000, 'Europe/Moscow', 2);
                    INSERT INTO session_report(session, format, due_ms, sha256, told) VALUES(7, 'json', 3000, 'ab', 1);
                    INSERT INTO participant(session, number, cells) VALUES(7, 1, '["Anna"]');
                    """)
        }
        try migrator.migrate(database)
        try database.write { db in
            let session = try #require(try SessionTable.fetch(db, id: "c"))
            #expect(session.job == "calls" && session.timezone == "Europe/Moscow" && session.reports.map(\.format) == ["json"])
            #expect(try Int.fetchOne(db, sql: "SELECT told FROM session") == 2)
            #expect(try String.fetchOne(db, sql: "SELECT cells FROM participant WHERE session = 7") == #"["Anna"]"#)
            var other = session
            other.connection = "second"
            try SessionTable.put(db, other)
            try db.execute(sql: "DELETE FROM session WHERE connection = 'default'")
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM participant") == 0, "what hangs on a session goes with it")
            #expect(try SessionTable.fetch(db, SessionSelection()).map(\.connection) == ["second"])
        }
    }

    @Test func aReportWhoseTextWasTooLongForAReleaseBeforeIsReadAgain() throws {
        let (database, migrator) = try migrated()
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO session(number, id, kind, job, connection, title, starts_ms)
                    VALUES(1, 'a', 'call', 'calls', 'default', 'Room', 1), (2, 'b', 'call', 'calls', 'default', 'Room', 2);
                    INSERT INTO session_report(session, format, due_ms, path, sha256, tried_sha256, error)
                    VALUES(1, 'xlsx', 1, '/1.xlsx', 'ab', 'ab', 'a text in row 2 is longer than 32767 bytes'),
                      (2, 'xlsx', 1, '/2.xlsx', 'cd', 'cd', 'it has more than 100000 participants');
                    DELETE FROM grdb_migrations WHERE identifier = 'analytics-durations';
                    """)
        }
        try migrator.migrate(database)
        #expect(try database.read { try ReportImport.fetchUntried($0, limit: 9) }.map(\.file.path) == ["/1.xlsx"])
    }

    @Test func theFileOfAReportIsUnknownWhereItIsNotTheOneThatWasStored() throws {
        let (database, _) = try migrated()
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO session(number, id, kind, job, connection, title, starts_ms) VALUES(1, 'a', 'call', 'calls', 'default', 'Room', 1);
                    INSERT INTO session_report(session, format, due_ms, path, sha256) VALUES(1, 'json', 1, '/1.json', 'ab');
                    """)
            func isUnknown(_ path: String, _ digest: String, _ call: String) throws -> Bool {
                try SessionTable.isUnknown(db, StoredReport(format: .json, path: path, bytes: 1, sha256: digest), of: call)
            }
            #expect(try isUnknown("/1.json", "cd", "a"))
            #expect(try !isUnknown("/1.json", "ab", "a") && !isUnknown("/2.json", "cd", "a") && !isUnknown("/1.json", "cd", "b"))
        }
    }

    @Test func theIndexOfAReleaseBeforeIsMadeAnewAndNotNeededUntilThen() throws {
        let (database, migrator) = try migrated()
        try database.write { db in
            try db.execute(
                sql: """
                    DROP INDEX flow_session;
                    CREATE INDEX flow_session ON flow(updated_ms, state, step) WHERE kind = 'autowebinar' AND state IN (5, 6, 7, 9);
                    DELETE FROM grdb_migrations WHERE identifier = 'analytics-index';
                    INSERT INTO flow(key, kind, version, lane, state, ctx, created_ms, updated_ms)
                    VALUES('a@1', 'autowebinar', 1, 'default', 5, x'', 1, 1), ('b@1', 'autowebinar', 1, 'default', 8, x'', 1, 1);
                    """)
        }
        #expect(try database.read(SessionSource.countChanged) == 1)
        try migrator.migrate(database)
        #expect(try database.read { try SessionSource.fetchChanged($0, since: 0, limit: 9) }.map(\.key) == ["a@1"])
    }

    /// SQLite would make it anew in each statement, and throw it away.
    @Test(arguments: [
        "UPDATE flow SET state = 2, step_name = 'publish', updated_ms = 2, due_ms = 3, ctx = x'' WHERE id = 1 AND fence = 1",
        "INSERT INTO step(flow, n, attempt, name, state, kind, started_ms) VALUES(1, 1, 1, 'publish', 0, 0, 1)",
        "UPDATE step SET state = 1, done_ms = 2 WHERE flow = 1 AND n = 1 AND attempt = 1",
    ])
    func noTableIsMadeForWritingAStep(_ statement: String) throws {
        let (database, _) = try migrated()
        let operations = try database.write { try Row.fetchAll($0, sql: "EXPLAIN \(statement)").map { $0["opcode"] as String } }
        #expect(operations.contains("Insert") || operations.contains("IdxInsert"))
        #expect(!operations.contains("OpenEphemeral"))
    }
}
