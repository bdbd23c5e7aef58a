import Foundation
import GRDB
import GRDBSQLite

/// A value bound to a statement.
enum Binding {
    case integer(Int64)
    case text(String)
    case blob(Data)
    case null

    static func integer(_ value: Int) -> Binding { .integer(Int64(value)) }
    static func integer(_ value: Int64?) -> Binding { value.map { .integer($0) } ?? .null }
    static func text(_ value: String?) -> Binding { value.map { .text($0) } ?? .null }
}

extension Database {
    /// The first row of a cached statement, or nil where there is none.
    func first<Value>(_ sql: String, _ bindings: [Binding], _ read: (Columns) throws -> Value) throws -> Value? {
        try cachedStatement(sql: sql).first(bindings, read)
    }
}

/// Statements go to SQLite by its own interface: GRDB's boxes and checks each value, which took a step longer than the statement itself.
/// Transaction observers do not hear of them; there are none.
extension Statement {
    /// Runs a statement that gives no rows.
    ///
    /// - Throws: `DatabaseError`; the statement can be run again all the same.
    func run(_ bindings: [Binding]) throws {
        try bind(bindings)
        defer { sqlite3_reset(sqliteStatement) }
        let code = sqlite3_step(sqliteStatement)
        guard code == SQLITE_DONE else { throw failure(code) }
    }

    /// The first row, or nil where there is none.
    func first<Value>(_ bindings: [Binding], _ read: (Columns) throws -> Value) throws -> Value? {
        try bind(bindings)
        defer { sqlite3_reset(sqliteStatement) }
        switch sqlite3_step(sqliteStatement) {
        case SQLITE_ROW: return try read(Columns(statement: sqliteStatement))
        case SQLITE_DONE: return nil
        case let code: throw failure(code)
        }
    }

    private func bind(_ bindings: [Binding]) throws {
        guard sqlite3_bind_parameter_count(sqliteStatement) == bindings.count else { throw failure(SQLITE_MISUSE) }
        for (index, value) in bindings.enumerated() {
            let code = value.bind(to: sqliteStatement, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw failure(code) }
        }
    }

    private func failure(_ code: Int32) -> DatabaseError {
        let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(sqliteStatement)))
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
    }
}

/// The present row of a statement; valid until the statement goes on.
struct Columns {
    fileprivate let statement: SQLiteStatement

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    /// Nil where it is null.
    func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : integer(column)
    }

    /// Nil where it is null.
    func text(_ column: Int32) -> String? {
        guard let bytes = sqlite3_column_text(statement, column) else { return nil }
        return String(decoding: UnsafeBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, column))), as: UTF8.self)
    }

    /// Nil where it is null.
    func blob(_ column: Int32) -> Data? {
        guard sqlite3_column_type(statement, column) != SQLITE_NULL else { return nil }
        guard let bytes = sqlite3_column_blob(statement, column) else { return Data() }
        return Data(bytes: bytes, count: Int(sqlite3_column_bytes(statement, column)))
    }
}

extension Binding {
    fileprivate func bind(to statement: SQLiteStatement, at index: Int32) -> Int32 {
        // SQLite copies the bytes before the call returns.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch self {
        case .integer(let value): return sqlite3_bind_int64(statement, index, value)
        case .null: return sqlite3_bind_null(statement, index)
        case .text(var text):
            return text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) { sqlite3_bind_text(statement, index, $0.baseAddress, Int32($0.count), transient) }
            }
        case .blob(let data):
            // An empty buffer has no address, which SQLite would take for null.
            if data.isEmpty { return sqlite3_bind_zeroblob(statement, index, 0) }
            return data.withUnsafeBytes { sqlite3_bind_blob(statement, index, $0.baseAddress, Int32($0.count), transient) }
        }
    }
}
