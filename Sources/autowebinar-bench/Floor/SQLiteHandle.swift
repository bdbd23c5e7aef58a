import GRDBSQLite

/// One connection to a SQLite database by the C interface, closed when it goes.
final class SQLiteHandle {
    fileprivate let pointer: OpaquePointer

    init(path: String) throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw BenchFailure(code: .database, message: "cannot open \(path): \(String(cString: sqlite3_errstr(code)))")
        }
        pointer = opened
    }

    // The database lives on until the last statement is finalised.
    deinit { sqlite3_close_v2(pointer) }

    /// Runs statements that take and give nothing.
    func execute(_ sql: String) throws {
        guard sqlite3_exec(pointer, sql, nil, nil, nil) == SQLITE_OK else { throw failure(sql) }
    }

    /// Prepares one statement for many runs.
    func prepare(_ sql: String) throws -> SQLiteStatement {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(pointer, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK, let statement else {
            throw failure(sql)
        }
        return SQLiteStatement(pointer: statement, database: self)
    }

    /// The first column of the first row of a query on a database that another process writes; nil where there is no row.
    static func text(_ sql: String, in path: String) throws -> String? {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
        defer { sqlite3_close_v2(opened) }
        guard code == SQLITE_OK, let opened else {
            throw BenchFailure(code: .database, message: "cannot open \(path): \(String(cString: sqlite3_errstr(code)))")
        }
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(opened, sql, -1, &statement, nil) == SQLITE_OK else {
            throw BenchFailure(code: .database, message: "\(sql): \(String(cString: sqlite3_errmsg(opened)))")
        }
        guard sqlite3_step(statement) == SQLITE_ROW else { return nil }
        return sqlite3_column_text(statement, 0).map { String(cString: $0) }
    }

    fileprivate func failure(_ sql: String) -> BenchFailure {
        BenchFailure(code: .database, message: "\(sql): \(String(cString: sqlite3_errmsg(pointer)))")
    }
}

/// A prepared statement that returns no rows.
final class SQLiteStatement {
    enum Value {
        case integer(Int)
        case text(String)
        case blob([UInt8])
    }

    private let pointer: OpaquePointer
    private let database: SQLiteHandle

    fileprivate init(pointer: OpaquePointer, database: SQLiteHandle) {
        self.pointer = pointer
        self.database = database
    }

    deinit { sqlite3_finalize(pointer) }

    /// Runs the statement once with these values.
    func run(_ values: [Value]) throws {
        for (index, value) in values.enumerated() { bind(value, at: Int32(index + 1)) }
        let code = sqlite3_step(pointer)
        defer { sqlite3_reset(pointer) }
        guard code == SQLITE_DONE else { throw database.failure(String(cString: sqlite3_sql(pointer))) }
    }

    private func bind(_ value: Value, at index: Int32) {
        // SQLite copies the bytes before the call returns.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .integer(let number): sqlite3_bind_int64(pointer, index, Int64(number))
        case .text(var text):
            text.withUTF8 { bytes in
                _ = bytes.withMemoryRebound(to: CChar.self) { sqlite3_bind_text(pointer, index, $0.baseAddress, Int32($0.count), transient) }
            }
        case .blob(let bytes): sqlite3_bind_blob(pointer, index, bytes, Int32(bytes.count), transient)
        }
    }
}
