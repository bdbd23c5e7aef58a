package import Foundation
package import GRDB
import LivedigitalAPI

/// Which sessions are meant.
package struct SessionSelection: Sendable, Equatable {
    /// Only those of these jobs; none takes all.
    package var jobs: [String]
    /// Only those of this connection; nil takes all.
    package var connection: String?
    /// Only those that start at this instant or later.
    package var from: Date?
    /// Only those that start before this instant.
    package var to: Date?

    /// All sessions, unless something is said.
    package init(jobs: [String] = [], connection: String? = nil, from: Date? = nil, to: Date? = nil) {
        self.jobs = jobs
        self.connection = connection
        self.from = from
        self.to = to
    }

    /// The condition on the table `session`, and its arguments.
    func condition() -> (sql: String, arguments: StatementArguments) {
        let lower = from.map { WireDate.milliseconds(of: $0) } ?? .min
        let upper = to.map { WireDate.milliseconds(of: $0) } ?? .max
        var sql = "session.starts_ms >= ? AND session.starts_ms < ?"
        if !jobs.isEmpty { sql += " AND session.job IN (\(repeatElement("?", count: jobs.count).joined(separator: ", ")))" }
        if connection != nil { sql += " AND session.connection = ?" }
        return (sql, [lower, upper] + StatementArguments(jobs) + StatementArguments(connection.map { [$0] } ?? []))
    }
}

extension SessionTable {
    /// The sessions by their start.
    package static func fetch(_ db: Database, _ selection: SessionSelection) throws -> [Session] {
        let (condition, arguments) = selection.condition()
        return try fetch(db, condition, arguments)
    }

    /// The call of that id, where it is known that the connection had one: an event told of it, or a collection found it.
    package static func call(_ db: Database, id: String, connection: String) throws -> Session? {
        try fetch(db, "session.id = ? AND session.kind = 'call' AND session.connection = ?", [id, connection]).first
    }

    /// The session of that id, or nil.
    ///
    /// - Parameter connection: whose it is; nil takes any that has it.
    package static func fetch(_ db: Database, id: String, connection: String? = nil) throws -> Session? {
        try fetch(db, "session.id = ?1 AND (?2 IS NULL OR session.connection = ?2)", [id, connection]).first
    }

    /// The session of that number, or nil.
    static func fetch(_ db: Database, number: Int64) throws -> Session? { try fetch(db, "session.number = ?", [number]).first }

    private static func fetch(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> [Session] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT session.*, session_report.* FROM session LEFT JOIN session_report ON session_report.session = session.number
                WHERE \(condition) ORDER BY session.starts_ms, session.id, session.number, session_report.rowid
                """,
            arguments: arguments)
        var sessions: [Session] = []
        var last: Int64?
        while let row = try rows.next() {
            if last != row["number"] { sessions.append(Session(row)) }
            last = row["number"]
            if row["format"] != nil { sessions[sessions.count - 1].reports.append(Session.Report(row)) }
        }
        return sessions
    }
}

extension Session {
    fileprivate init(_ row: Row) {
        self.init(
            id: row["id"], kind: Kind(rawValue: row["kind"]) ?? .autowebinar, job: row["job"], connection: row["connection"],
            spaceId: row["space_id"], roomId: row["room_id"], title: row["title"], startsAt: WireDate.date(milliseconds: row["starts_ms"]),
            timezone: row["timezone"], endsAt: (row["ends_ms"] as Int64?).map(WireDate.date(milliseconds:)), reports: [])
    }
}

extension Session.Report {
    fileprivate init(_ row: Row) {
        let sha256: String? = row["sha256"]
        let path: String? = row["path"]
        self.init(
            format: row["format"], dueAt: WireDate.date(milliseconds: row["due_ms"]),
            file: path.map { File(path: $0, bytes: row["bytes"] ?? 0, sha256: sha256 ?? "") }, givenUp: row["given_up"])
        // What was read from other bytes says nothing about these.
        guard sha256 != nil, sha256 == row["tried_sha256"] else { return }
        problem = row["error"]
        participants = row["participants"]
        importedAt = (row["imported_ms"] as Int64?).map(WireDate.date(milliseconds:))
    }
}
