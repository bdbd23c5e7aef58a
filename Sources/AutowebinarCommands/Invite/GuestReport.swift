import Foundation
import Orchestration
import Spreadsheet

/// What became of a guest list: the table with the links for its owner, and a report without them for everybody else.
struct GuestReport {
    var list: GuestList
    /// One for each guest, in the list's order; empty where nothing was sent.
    var outcomes: [GuestInvitations.Outcome]

    /// A row of `--json`.
    struct Row: Encodable, Equatable {
        var line: Int
        var externalUserId: String?
        var username: String?
        /// Of the guest's run, or `bad` where the row cannot be sent.
        var state: String
        var error: String?

        private enum CodingKeys: String, CodingKey { case line, externalUserId, username, state, error }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(line, forKey: .line)
            try container.encode(externalUserId, forKey: .externalUserId)
            try container.encode(username, forKey: .username)
            try container.encode(state, forKey: .state)
            try container.encode(error, forKey: .error)
        }
    }

    /// In the order of the file.
    var rows: [Row] {
        let guests = zip(list.guests, outcomes).map { guest, outcome in
            Row(
                line: guest.line, externalUserId: guest.arguments.text("externalUserId"), username: guest.arguments.text("username"),
                state: outcome.state.rawValue, error: outcome.error)
        }
        let bad = list.badRows.map { Row(line: $0.line, externalUserId: $0.externalUserId, username: $0.username, state: "bad", error: $0.reason) }
        return (guests + bad).sorted { $0.line < $1.line }
    }

    /// The guests with the columns of the list, their links and how long these are good, separated as the list was. Rows that were not sent are not in it.
    var table: Data {
        let kept = list.headings.indices.filter { !GuestList.isResult(list.headings[$0]) }
        func row(_ cells: [String], _ more: [String?]) -> [Workbook.Cell] {
            kept.map { .text(cells[$0]) } + more.map { $0.map(Workbook.Cell.text) ?? .empty }
        }
        let guests = zip(list.guests, outcomes).map { row($0.cells, [$1.url, $1.expiresAt]) }
        return CSV.bytes(of: [row(list.headings, GuestList.resultHeadings)] + guests, separator: list.separator, withByteOrderMark: true)
    }
}
