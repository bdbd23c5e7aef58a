import Foundation
import GRDB
import Spreadsheet

/// The rows of many sessions as one table: `jobName`, `sessionId` and `startsAt` in front, behind them every column that any of the reports has.
struct MergedSessions: Sendable {
    /// The names that come first; a report's column of the same name becomes `jobName (2)`.
    static let leading = ["jobName", "sessionId", "startsAt"]

    /// All columns, those of the reports in the order in which they first appear.
    let columns: [String]
    /// The sessions with an imported report, by start and id.
    let sessions: [ImportedSession]
    /// Where each column of a session's report stands in the table.
    private let places: [[Int]]

    init(_ sessions: [ImportedSession]) {
        var columns = Self.leading
        var known: [String: Int] = [:]
        var places: [[Int]] = []
        let imported = sessions.filter { $0.columns != nil }
        for session in imported {
            let names = UniqueNames.make(session.columns ?? [], taken: Self.leading)
            places.append(
                names.map { name in
                    if let place = known[name] { return place }
                    known[name] = columns.count
                    columns.append(name)
                    return columns.count - 1
                })
        }
        self.sessions = imported
        self.columns = columns
        self.places = places
    }

    /// Hands on the rows, by session and in the order of its report. The array is used again for the next row.
    ///
    /// - Parameter progress: how many sessions are through.
    func forEachRow(_ db: Database, progress: (Int) -> Void, _ body: ([Workbook.Cell]) throws -> Void) throws {
        var row = [Workbook.Cell](repeating: .empty, count: columns.count)
        for (index, session) in sessions.enumerated() {
            let places = places[index]
            for place in row.indices { row[place] = .empty }
            (row[0], row[1], row[2]) = (.text(session.job), .text(session.id), .date(session.startsAt))
            try session.forEachRow(db) { cells in
                for (place, cell) in zip(places, cells) { row[place] = cell }
                if cells.count < places.count { for place in places[cells.count...] { row[place] = .empty } }
                try body(row)
            }
            try Task.checkCancellation()
            progress(index + 1)
        }
    }
}
