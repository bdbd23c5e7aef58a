package import DurableFlow
package import Foundation
package import Recurrence
package import Spreadsheet

/// The guests of a table, each with the request for a personal link, and the rows that cannot be sent.
package struct GuestList: Sendable {
    /// A row for which nothing may be sent.
    package struct BadRow: Sendable, Equatable {
        package let line: Int
        package let username: String?
        package let externalUserId: String?
        /// All that is wrong with it, in English.
        package let reason: String
    }

    /// As they stand in the file.
    package let headings: [String]
    /// What stands between its cells.
    package let separator: CSV.Separator
    /// Headings without a meaning here.
    package let unknownHeadings: [String]
    package private(set) var guests: [Guest] = []
    package private(set) var badRows: [BadRow] = []

    /// What this list is handed out with; a table that has them is one that was handed out before.
    package static let resultHeadings = ["url", "expiresAt"]

    /// Reads a table in CSV, UTF-8, whose first row has the headings. Rows of empty cells are left out.
    ///
    /// - Parameter common: members of the request that hold for all guests, space and room among them; a cell that is not empty goes before them.
    /// - Throws: ``OperatorError`` where the table as a whole is not a guest list, and says how to mend it.
    package init(csv: Data, common: [String: JSONValue], zones: ZoneDatabase) throws(OperatorError) {
        let rows: [CSV.Row]
        do { rows = try CSV.rows(of: csv) } catch { throw OperatorError(error.message) }
        guard let header = rows.first else { throw OperatorError("The file is empty; its first line names the columns, such as: Имя,Почта,Роль") }
        headings = header.cells
        separator = CSV.separator(of: csv)
        let columns = header.cells.map { GuestColumn(heading: $0) }
        unknownHeadings = zip(headings, columns).filter { $1 == nil && !Self.isResult($0) }.map(\.0)
        try Self.check(headings, columns)
        var lines: [String: Int] = [:]
        for row in rows.dropFirst() where row.cells.contains(where: { !Self.trimmed($0).isEmpty }) {
            read(row, columns, common, zones, &lines)
        }
    }

    /// Whether a column was made by handing out the list.
    package static func isResult(_ heading: String) -> Bool {
        resultHeadings.contains { GuestColumn.plain($0) == GuestColumn.plain(heading) }
    }

    private static func trimmed(_ cell: String) -> String { cell.trimmingCharacters(in: .whitespacesAndNewlines) }

    private static func check(_ headings: [String], _ columns: [GuestColumn?]) throws(OperatorError) {
        for column in GuestColumn.allCases {
            let same = zip(headings, columns).filter { $1 == column }.map { "\"\($0.0)\"" }
            if same.count > 1 { throw OperatorError("The columns \(same.joined(separator: " and ")) both are \(column.rawValue); keep one of them.") }
        }
        let found = "the first line has: \(headings.joined(separator: ", "))"
        guard columns.contains(.username) else {
            throw OperatorError("There is no column with the name of the guest; call it username, Имя or ФИО (\(found)).")
        }
        guard columns.contains(where: { $0 == .externalUserId || $0 == .email || $0 == .phone }) else {
            throw OperatorError(
                "There is no column by which a guest is known again; have externalUserId (Внешний ID), email (Почта) or phone (Телефон) (\(found)).")
        }
    }

    private mutating func read(
        _ row: CSV.Row, _ columns: [GuestColumn?], _ common: [String: JSONValue], _ zones: ZoneDatabase, _ lines: inout [String: Int]
    ) {
        var members = common
        // A table of other programs may have been guarded against formulas, as ours are.
        for (column, cell) in zip(columns, row.cells.map { CSV.withoutGuard(Self.trimmed($0)) }) {
            if let column, !cell.isEmpty { members[column.rawValue] = column.value(of: cell) }
        }
        if members["role"] == nil { members["role"] = "user" }
        func refuse(_ reason: String) {
            badRows.append(
                BadRow(line: row.line, username: members["username"]?.text, externalUserId: members["externalUserId"]?.text, reason: reason))
        }
        guard row.cells.count == columns.count else {
            return refuse("the row has \(row.cells.count) cells, the first line has \(columns.count); put a cell with a separator in it in quotes")
        }
        let arguments: ActionArguments
        do {
            arguments = try ActionRequest(name: ActionDefinition.roomGenerateAccess.name, arguments: members).arguments(zones: zones, now: nil)
        } catch {
            return refuse(error.problems.map { "\(heading(of: $0.field, columns)): \($0.message.english)" }.joined(separator: "; "))
        }
        guard let identity = Guest.identity(arguments) else {
            return refuse("give externalUserId, an email with @, or a phone in digits: by it the guest is known again, and gets one link")
        }
        let guest = Guest(line: row.line, cells: row.cells, arguments: arguments)
        if let earlier = lines.updateValue(row.line, forKey: guest.identity) {
            lines[guest.identity] = earlier
            return refuse("the same guest as in line \(earlier) (\(identity))")
        }
        guests.append(guest)
    }

    /// The file's own word for a member.
    private func heading(of member: String, _ columns: [GuestColumn?]) -> String {
        columns.firstIndex { $0?.rawValue == member }.map { headings[$0] } ?? member
    }
}
