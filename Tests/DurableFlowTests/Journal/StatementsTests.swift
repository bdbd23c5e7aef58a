import Foundation
import GRDB
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(5)))
struct StatementsTests {
    private let statements = Statements()

    private func database() throws -> DatabaseQueue {
        let database = try DatabaseQueue()
        try database.write { try $0.execute(sql: "CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT") }
        return database
    }

    private func note(_ db: Database, _ id: Int, _ text: String?) throws {
        try statements.run(db, "INSERT INTO note(id, text) VALUES(?, ?)", [.integer(id), .text(text)])
    }

    private func text(_ db: Database, _ id: Int) throws -> String? {
        try statements.first(db, "SELECT text FROM note WHERE id = ?", [.integer(id)]) { $0.text(0) } ?? nil
    }

    @Test func aStatementRunsAgainWithOtherValues() throws {
        try database().write { db in
            for id in 1...3 { try note(db, id, "note \(id)") }
            #expect(try (1...4).map { try text(db, $0) } == ["note 1", "note 2", "note 3", nil])
        }
    }

    @Test func aStatementRunsAgainAfterAnError() throws {
        try database().write { db in
            let error = #expect(throws: DatabaseError.self) { try note(db, 1, nil) }
            #expect(error?.resultCode == .SQLITE_CONSTRAINT)
            #expect(error?.message?.contains("note.text") == true)
            #expect(throws: DatabaseError.self) { try statements.run(db, "INSERT INTO note(id, text) VALUES(?, ?)", [.integer(1)]) }
            try note(db, 1, "one")
            #expect(throws: CancellationError.self) {
                try statements.first(db, "SELECT text FROM note", []) { _ -> Int in throw CancellationError() }
            }
            #expect(try text(db, 1) == "one")
        }
    }

    @Test func aStatementRunsAgainAfterAChangeOfTheTables() throws {
        try database().write { db in
            try note(db, 1, "one")
            #expect(try text(db, 1) == "one")
            try db.execute(sql: "ALTER TABLE note RENAME TO old; CREATE TABLE note(text TEXT, more TEXT, id INTEGER PRIMARY KEY)")
            #expect(try text(db, 1) == nil)
            try note(db, 1, "new")
            #expect(try text(db, 1) == "new")
        }
    }

    @Test func eachConnectionHasItsOwn() throws {
        let (first, second) = (try database(), try database())
        try first.write { try note($0, 1, "first") }
        try second.write { try note($0, 1, "second") }
        #expect(try first.read { try text($0, 1) } == "first")
        #expect(try second.read { try text($0, 1) } == "second")
    }

    @Test func aConnectionCanBeClosedAndAnotherOpenedInItsPlace() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("notes.sqlite")
        for round in 1...3 {
            let database = try DatabaseQueue(path: path)
            try database.write { db in
                try db.execute(sql: "CREATE TABLE IF NOT EXISTS note(id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")
                try note(db, round, "note \(round)")
                #expect(try text(db, 1) == "note 1")
            }
            // Refused where a statement of it is left.
            try database.close()
        }
    }
}
