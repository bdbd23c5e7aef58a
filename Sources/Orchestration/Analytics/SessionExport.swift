import DurableFlow
import Foundation
import GRDB

/// Writes the rows of sessions as one table. The same sessions give the same bytes.
package struct SessionExport: Sendable {
    /// Where a table goes.
    package enum Destination: Sendable {
        /// Standard output, as it comes; not for workbooks.
        case standardOutput
        /// A file that appears whole or not at all.
        case file(String)
    }

    /// What was written.
    package struct Result: Sendable, Equatable {
        package var sessions: Int
        package var rows: Int
        /// The sessions of the selection that are over and whose report was not imported, by their ids.
        package var missing: [String]
    }

    package var selection: SessionSelection
    package var format: TableFormat
    package var destination: Destination

    package init(_ selection: SessionSelection, format: TableFormat, to destination: Destination) {
        self.selection = selection
        self.format = format
        self.destination = destination
    }

    /// Writes the table from one state of the database.
    ///
    /// - Parameters:
    ///   - now: sessions that have not ended by then lack nothing.
    ///   - progress: how many of the sessions are written.
    /// - Throws: `OperatorError` or `SpreadsheetError` where it cannot be written.
    func write(_ db: Database, now: Date, progress: (_ done: Int, _ total: Int) -> Void) throws -> Result {
        let selected = try ImportedSession.fetch(db, selection)
        let merged = MergedSessions(selected)
        let file: OutputFile? = if case .file(let path) = destination { try OutputFile(path: path) } else { nil }
        let table = try table(merged, file)
        var rows = 0
        try merged.forEachRow(db, progress: { progress($0, merged.sessions.count) }) { row in
            try table.append(row)
            rows += 1
        }
        try table.finish()
        try file?.publish()
        let missing = selected.filter { session in session.columns == nil && session.endsAt.map { $0 <= now } ?? false }
        return Result(sessions: merged.sessions.count, rows: rows, missing: missing.map(\.id))
    }

    private func table(_ merged: MergedSessions, _ file: OutputFile?) throws -> any TableWriting {
        let output = ByteOutput(descriptor: file?.descriptor ?? STDOUT_FILENO, name: file?.draft ?? "standard output")
        switch format {
        case .csv: return try CSVTable(merged.columns, output)
        case .json: return JSONTable(merged.columns, output)
        case .xlsx:
            guard let file else { throw OperatorError("a workbook needs a file to go to") }
            // The latest start, so that the file does not tell when it was made.
            let created = merged.sessions.last?.startsAt ?? Date(timeIntervalSince1970: 0)
            return try WorkbookTable(merged.columns, path: file.draft, created: created)
        }
    }
}
