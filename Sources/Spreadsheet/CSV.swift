package import Foundation

/// Tables as comma-separated values (RFC 4180): every line ends with CR LF, a field with a separator, a quote or a line break stands in quotes.
///
/// Numbers have a point and no grouping, dates are ISO 8601 in UTC with milliseconds, durations `30:00:00`, booleans are TRUE and FALSE. Text that a spreadsheet
/// would take for a formula gets an apostrophe in front, so that a viewer's name cannot run code on the reader's computer. The guard holds for
/// readers that split at the separator. The same rows give the same bytes.
package enum CSV {
    /// The three bytes that tell Excel that the file is UTF-8. Without them Excel in Russian and other locales shows garbled letters; most
    /// other programs take them for a part of the first column's name.
    package static let byteOrderMark = Data([0xEF, 0xBB, 0xBF])

    /// What stands between fields. Excel splits a file that is opened at semicolons where its locale has a decimal comma, as the Russian one.
    package enum Separator: String, Sendable {
        case comma = ","
        case semicolon = ";"

        fileprivate var byte: UInt8 { self == .comma ? UInt8(ascii: ",") : UInt8(ascii: ";") }
    }

    /// The rows as UTF-8. No rows give no bytes, apart from the mark.
    package static func bytes(of rows: [[Workbook.Cell]], separator: Separator = .comma, withByteOrderMark: Bool = false) -> Data {
        var data = withByteOrderMark ? byteOrderMark : Data()
        for row in rows { data.append(contentsOf: line(row, separator: separator).utf8) }
        return data
    }

    /// One row with its CR LF, for tables that are written piece by piece.
    package static func line(_ row: [Workbook.Cell], separator: Separator = .comma) -> String {
        row.map { field($0, separator) }.joined(separator: separator.rawValue) + "\r\n"
    }

    private static func field(_ cell: Workbook.Cell, _ separator: Separator) -> String {
        switch cell {
        case .text(let text): quoted(neutralised(text), separator)
        case .number(let number): field(number)
        case .date(let date): text(of: date)
        case .duration(let seconds): text(ofDuration: seconds)
        case .boolean(let flag): flag ? "TRUE" : "FALSE"
        case .empty: ""
        }
    }

    /// The full-width forms count because Excel in East Asian locales reads them as their plain ones; a byte order mark is skipped by readers.
    private static let formulaStarts = Set("=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}\u{FEFF}".unicodeScalars)

    /// The text without the apostrophe that writing put in front of it; any other text as it is.
    package static func withoutGuard(_ text: String) -> String {
        guard text.first == "'" else { return text }
        let rest = String(text.dropFirst())
        return neutralised(rest) == text ? rest : text
    }

    private static func neutralised(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, formulaStarts.contains(first) else { return text }
        return "'" + text
    }

    private static func quoted(_ text: String, _ separator: Separator) -> String {
        let byte = separator.byte
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == byte || $0 == 13 || $0 == 10 }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    private static func field(_ number: Double) -> String {
        number.magnitude < 9e15 && number == number.rounded() ? String(Int64(number)) : String(number)
    }

    /// Hours, which go on past 24, minutes and seconds: `30:00:00`, with the milliseconds where there are any: `-0:00:01.500`.
    package static func text(ofDuration seconds: Double) -> String {
        guard let milliseconds = Int64(exactly: (seconds * 1_000).rounded()) else { return field(seconds) }
        func padded(_ number: UInt64, _ digits: UInt64 = 100) -> Substring { String(digits + number).dropFirst() }
        let (whole, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
        let clock = "\(whole / 3_600):\(padded(whole / 60 % 60)):\(padded(whole % 60))"
        return (milliseconds < 0 ? "-" : "") + clock + (rest == 0 ? "" : ".\(padded(rest, 1_000))")
    }

    /// ISO 8601 in UTC. Milliseconds are taken as a whole number first: the formatter cuts them, and 0.123 is stored as a little less.
    static func text(of date: Date) -> String {
        let milliseconds = (date.timeIntervalSince1970 * 1_000).rounded()
        let seconds = (milliseconds / 1_000).rounded(.down)
        let fraction = String(Int(milliseconds - seconds * 1_000) + 1_000).dropFirst()
        return Date(timeIntervalSince1970: seconds).formatted(.iso8601).dropLast() + ".\(fraction)Z"
    }
}
