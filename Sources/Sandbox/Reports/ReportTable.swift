import Foundation
import Spreadsheet

/// A report before it takes a form: a workbook of one sheet, or an array of objects.
struct ReportTable: Sendable {
    var columns: [String]
    var rows: [[Workbook.Cell]]
    var created: Date

    /// The names on top, then a row for each participant.
    var workbook: Workbook {
        Workbook(sheets: [.init(name: "Участники", rows: [columns.map { .text($0) }] + rows)], created: created)
    }

    /// An object for each participant; what is empty in the workbook is null here.
    var json: JSONValue {
        .array(rows.map { row in .object(Dictionary(uniqueKeysWithValues: zip(columns, row.map(Self.json)))) })
    }

    private static func json(_ cell: Workbook.Cell) -> JSONValue {
        switch cell {
        case .text(let text): .string(text)
        case .number(let number): .number(number)
        case .date(let date): .string(Timestamp.milliseconds(date))
        case .duration(let seconds): .number(seconds)
        case .boolean(let flag): .boolean(flag)
        case .empty: .null
        }
    }

    /// What every report tells of a participant, in the order of ``participant(_:role:timestamp:)``.
    static let participantColumns = [
        "participantId", "externalUserId", "userName", "email", "phone", "role", "onlineDuration", "onlineDurationWithActiveTab",
        "chatMessagesCount", "reactionsCount", "joinedAt", "leftAt", "deviceType", "platform", "browser", "timestamp",
    ]

    /// The cells of a stay; durations in seconds.
    static func participant(_ stay: Attendance.Stay, role: String, timestamp: Date) -> [Workbook.Cell] {
        func text(_ text: String) -> Workbook.Cell { text.isEmpty ? .empty : .text(text) }
        let person = stay.person
        return [
            .text(stay.participantId), text(person.externalUserId), .text(person.name), text(person.email), text(person.phone), .text(role),
            .number(stay.online), .number((stay.online * 0.8).rounded()), .number(Double(stay.chatMessages)), .number(Double(stay.reactions)),
            .date(stay.joinedAt), .date(stay.leftAt), .text(person.isMobile ? "mobile" : "desktop"), .text(person.platform),
            .text(person.browser), .date(timestamp),
        ]
    }
}
