import GRDB
import GRDBSQLite

/// The statements that every step runs, found by where their text lies: GRDB's cache of them, which owns them, reads the whole text each time.
///
/// `@unchecked Sendable`: only the mutation that has the writing connection asks, and there is one at a time.
final class Statements: @unchecked Sendable {
    private struct Known {
        /// Nil once its connection has let it go.
        weak var statement: Statement?
    }

    @exclusivity(unchecked) private var known: [UnsafePointer<UInt8>: Known] = [:]

    /// Runs a statement that gives no rows; see ``GRDB/Statement/run(_:)``.
    func run(_ db: Database, _ sql: StaticString, _ bindings: [Binding]) throws { try statement(db, sql).run(bindings) }

    /// The first row, or nil where there is none.
    func first<Value>(_ db: Database, _ sql: StaticString, _ bindings: [Binding], _ read: (Columns) throws -> Value) throws -> Value? {
        try statement(db, sql).first(bindings, read)
    }

    private func statement(_ db: Database, _ sql: StaticString) throws -> Statement {
        if let statement = known[sql.utf8Start]?.statement, sqlite3_db_handle(statement.sqliteStatement) == db.sqliteConnection { return statement }
        let statement = try db.cachedStatement(sql: "\(sql)")
        known[sql.utf8Start] = Known(statement: statement)
        return statement
    }
}
