import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Spreadsheet

/// A session whose report was imported, for reading its rows.
struct ImportedSession: Sendable {
    var id: String
    var job: String
    var startsAt: Date
    /// Nil while a call is not over.
    var endsAt: Date?
    /// The columns of its report; nil where none was imported.
    var columns: [String]?
    private var number: Int64

    /// The sessions by start and id, those without a report, too.
    static func fetch(_ db: Database, _ selection: SessionSelection) throws -> [ImportedSession] {
        let (condition, arguments) = selection.condition()
        return try fetch(db, condition, arguments)
    }

    /// The session of that id and connection, or nil.
    static func fetch(_ db: Database, id: String, connection: String) throws -> ImportedSession? {
        try fetch(db, "session.id = ? AND session.connection = ?", [id, connection]).first
    }

    private static func fetch(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> [ImportedSession] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT session.number, session.id, job, starts_ms, ends_ms, header FROM session
                LEFT JOIN session_report ON session_report.session = session.number AND format = 'xlsx' AND sha256 IS tried_sha256
                WHERE \(condition) ORDER BY session.starts_ms, session.id, session.number
                """,
            arguments: arguments
        ).map { row in
            let header: String? = row["header"]
            let columns = try header.map { try CellText.cells(in: $0).compactMap(ParticipantValue.text) }
            return ImportedSession(
                id: row["id"], job: row["job"], startsAt: WireDate.date(milliseconds: row["starts_ms"]),
                endsAt: (row["ends_ms"] as Int64?).map(WireDate.date(milliseconds:)), columns: columns, number: row["number"])
        }
    }

    /// Hands on the rows of its report in their order.
    func forEachRow(_ db: Database, _ body: ([Workbook.Cell]) throws -> Void) throws {
        let statement = try db.cachedStatement(sql: "SELECT cells FROM participant WHERE session = ? ORDER BY number")
        let texts = try String.fetchCursor(statement, arguments: [number])
        while let text = try texts.next() { try body(try CellText.cells(in: text)) }
    }
}
