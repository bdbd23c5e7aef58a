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

/// The statements that every step runs go to SQLite by its own interface: GRDB's boxes and checks each value, which took a step longer than
/// the statement itself. Transaction observers do not hear of them; there are none.
extension Database {
    /// Runs a cached statement that gives no rows.
    ///
    /// - Throws: `DatabaseError`; the statement can be run again all the same.
    func run(_ sql: String, _ bindings: [Binding]) throws {
        let statement = try bound(sql, bindings)
        defer { sqlite3_reset(statement) }
        let code = sqlite3_step(statement)
        guard code == SQLITE_DONE else { throw failure(code, sql) }
    }

    /// The first row of a cached statement, or nil where there is none.
    func first<Value>(_ sql: String, _ bindings: [Binding], _ read: (Columns) throws -> Value) throws -> Value? {
        let statement = try bound(sql, bindings)
        defer { sqlite3_reset(statement) }
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return try read(Columns(statement: statement))
        case SQLITE_DONE: return nil
        case let code: throw failure(code, sql)
        }
    }

    private func bound(_ sql: String, _ bindings: [Binding]) throws -> SQLiteStatement {
        let statement = try cachedStatement(sql: sql).sqliteStatement
        guard sqlite3_bind_parameter_count(statement) == bindings.count else { throw failure(SQLITE_MISUSE, sql) }
        for (index, value) in bindings.enumerated() {
            let code = value.bind(to: statement, at: Int32(index + 1))
            guard code == SQLITE_OK else { throw failure(code, sql) }
        }
        return statement
    }

    private func failure(_ code: Int32, _ sql: String) -> DatabaseError {
        let message = sqliteConnection.flatMap { String(cString: sqlite3_errmsg($0)) }
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
