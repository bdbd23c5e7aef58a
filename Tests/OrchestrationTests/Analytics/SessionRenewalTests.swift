import Foundation
import GRDB
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(1))) struct SessionRenewalTests {
    @Test func sessionsOfAReleaseBeforeStayWithTheirReportsAndWhatWasTold() throws {
        var migrator = DatabaseMigrator()
        Workspace.registerMigrations(in: &migrator)
        let database = try DatabaseQueue()
        try migrator.migrate(database, upTo: "session-events-1")
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
}
