import Foundation
import GRDBSQLite

/// The floor's journal in SQLite: runs, and for each step its intent and its outcome.
final class FloorJournal {
    /// How many transactions were committed.
    private(set) var commits = 0

    private let database: SQLiteHandle
    private let begin, commit, rollback, insertRun, insertIntent, updateStep, updateRun: SQLiteStatement

    /// Makes the database in write-ahead mode.
    init(folder: WorkFolder, synchronous: StorageOptions.Synchronous) throws {
        database = try SQLiteHandle(path: folder.url.appending(path: "floor.sqlite").path(percentEncoded: false))
        try database.execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = \(synchronous.rawValue);
            CREATE TABLE run(id INTEGER PRIMARY KEY, marker TEXT NOT NULL UNIQUE, step INTEGER NOT NULL, finished INTEGER NOT NULL) STRICT;
            CREATE TABLE step(
                run INTEGER NOT NULL REFERENCES run(id), number INTEGER NOT NULL, request TEXT NOT NULL, body TEXT NOT NULL,
                status INTEGER, answer BLOB, PRIMARY KEY(run, number)) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX step_open ON step(run) WHERE status IS NULL;
            """)
        begin = try database.prepare("BEGIN IMMEDIATE")
        commit = try database.prepare("COMMIT")
        rollback = try database.prepare("ROLLBACK")
        insertRun = try database.prepare("INSERT INTO run(id, marker, step, finished) VALUES (?, ?, 0, 0)")
        insertIntent = try database.prepare("INSERT INTO step(run, number, request, body) VALUES (?, ?, ?, ?)")
        updateStep = try database.prepare("UPDATE step SET status = ?, answer = ? WHERE run = ? AND number = ?")
        updateRun = try database.prepare("UPDATE run SET step = ?, finished = ? WHERE id = ?")
    }

    /// Commits all that the closure writes in one transaction with one sync; rolls back when it throws.
    func commit(_ changes: () throws -> Void) throws {
        try begin.run([])
        do {
            try changes()
            try commit.run([])
            commits += 1
        } catch {
            try? rollback.run([])
            throw error
        }
    }

    /// Enters a new run.
    func begin(_ run: FloorRun) throws {
        try insertRun.run([.integer(run.number), .text(run.marker)])
    }

    /// Enters the intent of the run's present step.
    func intend(_ run: FloorRun) throws {
        let call = run.call
        try insertIntent.run([.integer(run.number), .integer(run.step), .text("\(call.method.rawValue) \(call.url)"), .text(call.body)])
    }

    /// Enters the outcome of the run's present step.
    func conclude(_ run: FloorRun, status: Int, body: [UInt8]) throws {
        try updateStep.run([.integer(status), .blob(body), .integer(run.number), .integer(run.step)])
    }

    /// Enters which step the run has come to.
    func advance(_ run: FloorRun) throws {
        try updateRun.run([.integer(run.step), .integer(run.isFinished ? 1 : 0), .integer(run.number)])
    }
}
