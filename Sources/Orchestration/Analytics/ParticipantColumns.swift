import Foundation
import Spreadsheet

/// Where a report keeps what the figures are counted from. Reports name their columns as they like, so each is looked for under several names.
struct ParticipantColumns: Sendable {
    /// Something that figures are counted from.
    enum Role: CaseIterable {
        case timeWatched, messages, externalUserId, email, name
    }

    /// The one list of known names, the best first. Capitals, spaces, `-`, `_`, `.` and the difference of е and ё do not count.
    static let spellings: [Role: [String]] = [
        .timeWatched: [
            "onlineDuration", "watchDuration", "watchTime", "timeWatched", "duration", "Время в сети", "Время онлайн", "Время просмотра",
            "Время присутствия", "Время участия", "Длительность присутствия", "Длительность просмотра", "Продолжительность", "Длительность",
        ],
        .messages: [
            "chatMessagesCount", "messagesCount", "chatMessages", "messages", "Сообщения в чате", "Сообщений в чате", "Количество сообщений",
            "Сообщения", "Сообщений",
        ],
        .externalUserId: ["externalUserId", "externalId", "Внешний ID", "Внешний идентификатор", "ID во внешней системе"],
        .email: ["email", "e-mail address", "mail", "Электронная почта", "Эл. почта", "Почта", "Адрес почты"],
        .name: ["userName", "displayName", "fullName", "name", "Имя участника", "Участник", "Имя", "ФИО"],
    ]

    private let indices: [Role: Int]

    /// The places in a report with these columns.
    init(_ columns: [String]) {
        let names = columns.map(Self.plain)
        indices = Self.spellings.compactMapValues { spellings in
            spellings.lazy.compactMap { names.firstIndex(of: Self.plain($0)) }.first
        }
    }

    /// Whether the report has that column at all.
    func has(_ role: Role) -> Bool { indices[role] != nil }

    /// What a row has there; empty where the column is missing.
    func cell(_ role: Role, of row: [Workbook.Cell]) -> Workbook.Cell {
        guard let index = indices[role], row.indices.contains(index) else { return .empty }
        return row[index]
    }

    private static func plain(_ name: String) -> String {
        String(name.lowercased().filter { !" -_.\u{A0}".contains($0) }.map { $0 == "ё" ? "е" : $0 })
    }
}

/// Cells as what they mean.
enum ParticipantValue {
    /// Seconds from a number, from `h:mm:ss` or `m:ss`, or from a cell with the format of a duration or a time; nil where it says none.
    static func seconds(_ cell: Workbook.Cell) -> Double? {
        switch cell {
        case .number(let number), .duration(let number): number >= 0 ? number : nil
        case .date(let date): seconds(ofTime: date)
        case .text(let text): seconds(ofText: text.trimmingCharacters(in: .whitespaces))
        case .boolean, .empty: nil
        }
    }

    /// A whole or broken number, also as text, with or without spaces between the thousands; nil where it is none.
    static func number(_ cell: Workbook.Cell) -> Double? {
        switch cell {
        case .number(let number): number
        case .text(let text): decimal(text.trimmingCharacters(in: .whitespaces))
        case .date, .duration, .boolean, .empty: nil
        }
    }

    /// Text without spaces around it, and a number as its digits; nil where nothing is left.
    static func text(_ cell: Workbook.Cell) -> String? {
        switch cell {
        case .text(let text):
            let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
            return trimmed.isEmpty ? nil : trimmed
        case .number(let number): return CellText.text(of: number)
        case .date, .duration, .boolean, .empty: return nil
        }
    }

    /// A workbook's time without a date is read as that of 1899-12-31; later years are dates, not times.
    private static func seconds(ofTime date: Date) -> Double? {
        let seconds = date.timeIntervalSince1970 + 2_209_075_200
        return (0..<86_400 * 366).contains(seconds) ? (seconds * 1000).rounded() / 1000 : nil
    }

    private static func seconds(ofText text: String) -> Double? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let numbers = parts.compactMap(decimal)
        guard (1...3).contains(parts.count), numbers.count == parts.count, numbers.allSatisfy({ $0 >= 0 }),
            numbers.dropFirst().allSatisfy({ $0 < 60 })
        else { return nil }
        return numbers.reduce(0) { $0 * 60 + $1 }
    }

    private static func decimal(_ text: String) -> Double? {
        let isGrouped = text.wholeMatch(of: /[+-]?\d{1,3}([ \u{A0}\u{2009}\u{202F}]\d{3})+([.,]\d+)?/) != nil
        let digits = isGrouped ? text.filter { !$0.isWhitespace } : text
        guard let number = Double(digits.replacing(",", with: ".")), number.isFinite else { return nil }
        return number
    }
}
