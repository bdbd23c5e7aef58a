import DurableFlow
package import Foundation
import GRDB
package import Spreadsheet

extension WorkspaceReader {
    /// The sessions by their start, as far as they are imported.
    package func sessions(_ selection: SessionSelection = SessionSelection()) async throws -> [Session] {
        try await store.pool.read { try SessionTable.fetch($0, selection) }
    }

    /// The session of that id, or nil.
    ///
    /// - Parameter connection: whose it is; nil takes any that has it.
    package func session(_ id: String, of connection: String? = nil) async throws -> Session? {
        try await store.pool.read { try SessionTable.fetch($0, id: id, connection: connection) }
    }

    /// The call of that id, where it is known that the connection had one.
    package func call(_ id: String, connection: String) async throws -> Session? {
        try await store.pool.read { try SessionTable.call($0, id: id, connection: connection) }
    }

    /// Who came to the sessions.
    package func attendance(_ selection: SessionSelection) async throws -> AttendanceSummary {
        try await store.pool.read { try AttendanceSummary($0, selection) }
    }

    /// Writes the rows of the sessions as one table.
    ///
    /// - Parameters:
    ///   - now: sessions that have not ended by then lack nothing.
    ///   - progress: how many of the sessions are written.
    package func export(
        _ export: SessionExport, now: Date = Date(), progress: @escaping SessionImporter.Progress = { _, _ in }
    ) async throws -> SessionExport.Result {
        try await store.pool.read { try export.write($0, now: now, progress: progress) }
    }

    /// The rows of one session's report.
    package struct Participants: Sendable, Equatable {
        /// The names of the report's columns.
        package var columns: [String]
        /// As many cells each as there are columns.
        package var rows: [[Workbook.Cell]]
        /// What is known of each of them under any name of its column.
        package var known: [Known]

        /// A participant's recognised values; nil where the report tells none.
        package struct Known: Sendable, Equatable {
            package var name: String?
            package var email: String?
            package var externalUserId: String?
            package var secondsWatched: Double?
            package var messages: Double?
        }

        /// The rows as one JSON array, an object a participant with the report's own columns.
        package var json: String {
            var text: [UInt8] = [UInt8(ascii: "[")]
            for (number, row) in rows.enumerated() {
                text.append(contentsOf: (number == 0 ? "{" : ",{").utf8)
                for (index, (column, cell)) in zip(columns, row).enumerated() {
                    if index > 0 { text.append(UInt8(ascii: ",")) }
                    CellText.append(column, to: &text)
                    text.append(UInt8(ascii: ":"))
                    CellText.append(cell, to: &text)
                }
                text.append(UInt8(ascii: "}"))
            }
            return String(decoding: text + [UInt8(ascii: "]")], as: UTF8.self)
        }
    }

    /// The participants of a session in the order of its report; nil where none was imported.
    package func participants(_ session: Session) async throws -> Participants? {
        try await store.pool.read { db in
            guard let session = try ImportedSession.fetch(db, id: session.id, connection: session.connection), let names = session.columns else {
                return nil
            }
            let columns = ParticipantColumns(names)
            var participants = Participants(columns: names, rows: [], known: [])
            try session.forEachRow(db) { row in
                participants.rows.append(row + Array(repeating: .empty, count: max(0, names.count - row.count)))
                participants.known.append(
                    Participants.Known(
                        name: ParticipantValue.text(columns.cell(.name, of: row)), email: ParticipantValue.text(columns.cell(.email, of: row)),
                        externalUserId: ParticipantValue.text(columns.cell(.externalUserId, of: row)),
                        secondsWatched: ParticipantValue.seconds(columns.cell(.timeWatched, of: row)),
                        messages: ParticipantValue.number(columns.cell(.messages, of: row))))
            }
            return participants
        }
    }
}
