import Foundation
import GRDB
import LivedigitalAPI
import Spreadsheet

/// A report whose file is to be read, and what came of reading it. Rows of `session_report` and `participant` are changed here alone.
struct ReportImport: Sendable {
    var session: Int64
    var format: String
    var file: Session.Report.File
    /// What the file looked like when it could not be read; nil where these bytes were never tried.
    private var triedFile: String?

    /// Some of the reports that were never tried, those of the earliest sessions first.
    static func fetchUntried(_ db: Database, limit: Int) throws -> [ReportImport] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT session_report.* FROM session_report INDEXED BY session_report_waiting JOIN session ON session.number = session_report.session
                WHERE format = 'xlsx' AND sha256 IS NOT NULL AND sha256 IS NOT tried_sha256
                ORDER BY session.starts_ms, session.id LIMIT ?
                """,
            arguments: [limit]
        ).map(ReportImport.init)
    }

    /// The reports that could not be read and whose files have changed since: they came back, or their permissions were mended.
    static func fetchMended(_ db: Database) throws -> [ReportImport] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM session_report INDEXED BY session_report_failed WHERE error IS NOT NULL AND sha256 IS tried_sha256"
        ).map(ReportImport.init).filter { $0.triedFile != Self.look(of: $0.file.path) }
    }

    static func countUntried(_ db: Database) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM session_report INDEXED BY session_report_waiting
                WHERE format = 'xlsx' AND sha256 IS NOT NULL AND sha256 IS NOT tried_sha256
                """) ?? 0
    }

    private init(_ row: Row) {
        session = row["session"]
        format = row["format"]
        file = Session.Report.File(path: row["path"] ?? "", bytes: row["bytes"] ?? 0, sha256: row["sha256"] ?? "")
        triedFile = row["error"] == nil ? nil : row["tried_file"]
    }

    /// A file that was read, or not.
    struct Outcome: Sendable {
        fileprivate var report: ReportImport
        fileprivate var result: Result<ParticipantReport, ParticipantReport.Problem>
        fileprivate var look: String
        /// How many participants are written.
        var count: Int { (try? result.get().rows.count) ?? 0 }
    }

    /// Reads the file; blocks.
    func read() -> Outcome {
        // Looked at before reading: what changes meanwhile is seen later.
        let look = Self.look(of: file.path)
        return Outcome(report: self, result: Result { () throws(ParticipantReport.Problem) in try ParticipantReport(file) }, look: look)
    }

    /// Size and last change of the file or of its permissions; the system's error where there is none.
    private static func look(of path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else { return "error \(errno)" }
        return "\(status.st_size) \(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
    }
}

extension ReportImport.Outcome {
    /// Puts the rows in the place of what was there; a report that has changed again meanwhile is left for its next turn.
    func store(_ db: Database, now: Date) throws {
        let (header, problem): (String?, String?)
        switch result {
        case .success(let read): (header, problem) = (CellText.text(of: read.columns.map { .text($0) }), nil)
        case .failure(let failure): (header, problem) = (nil, failure.message)
        }
        try db.cachedStatement(
            sql: """
                UPDATE session_report SET tried_sha256 = sha256, tried_file = ?, error = ?, header = ?, participants = ?, imported_ms = ?
                WHERE session = ? AND format = ? AND sha256 = ?
                """
        ).execute(arguments: [
            look, problem, header, header == nil ? nil : count, header == nil ? nil : WireDate.milliseconds(of: now), report.session, report.format,
            report.file.sha256,
        ])
        guard db.changesCount == 1 else { return }
        try db.cachedStatement(sql: "DELETE FROM participant WHERE session = ?").execute(arguments: [report.session])
        guard case .success(let read) = result else { return }
        let insert = try db.cachedStatement(sql: "INSERT INTO participant(session, number, cells) VALUES(?, ?, ?)")
        for (index, row) in read.rows.enumerated() { try insert.execute(arguments: [report.session, index + 1, row]) }
    }
}
