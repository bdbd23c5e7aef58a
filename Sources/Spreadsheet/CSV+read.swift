package import Foundation

/// Reading (RFC 4180): fields in quotes may hold separators, line breaks and doubled quotes.
///
/// Lines end with CR LF, LF or CR; empty lines are left out. Cells come as they are written, with the spaces around them and the apostrophe that
/// guards against formulas.
extension CSV {
    /// One row of a table that was read.
    package struct Row: Sendable, Equatable {
        /// Where it begins in the file, from 1 on. A quoted field may go over several lines.
        package var line: Int
        package var cells: [String]

        package init(line: Int, cells: [String]) {
            self.line = line
            self.cells = cells
        }
    }

    /// The rows of a table in UTF-8, with the mark or without it. The first row tells whether commas or semicolons separate, by which there are
    /// more of outside of quotes. Rows may differ in their number of cells.
    ///
    /// - Throws: ``SpreadsheetError`` with the code `notText` for another encoding, or `damaged`, with the line, where quotes are not as they should be.
    package static func rows(of bytes: Data) throws(SpreadsheetError) -> [Row] {
        let unmarked = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(byteOrderMark.count) : bytes
        guard !unmarked.contains(0), let text = String(bytes: unmarked, encoding: .utf8) else {
            throw SpreadsheetError(
                code: .notText,
                message: "The file is not UTF-8 text. Save it as \"CSV UTF-8\" (in Excel: Save As, the type CSV UTF-8), or convert it, for instance: "
                    + "iconv -f WINDOWS-1251 -t UTF-8.")
        }
        let scalars = Array(text.unicodeScalars)
        return try CSVReader(scalars, separator: separator(of: scalars)).rows()
    }

    /// By which separator ``rows(of:)`` splits a table.
    package static func separator(of bytes: Data) -> Separator { separator(of: Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)) }

    private static func separator(of scalars: [Unicode.Scalar]) -> Separator {
        var (commas, semicolons, isQuoted, hasBegun) = (0, 0, false, false)
        for scalar in scalars {
            switch scalar {
            case "\"": isQuoted.toggle()
            case ",": commas += isQuoted ? 0 : 1
            case ";": semicolons += isQuoted ? 0 : 1
            case "\r", "\n":
                if !isQuoted, hasBegun { return semicolons > commas ? .semicolon : .comma }
                continue
            default: break
            }
            hasBegun = true
        }
        return semicolons > commas ? .semicolon : .comma
    }
}

/// Goes once through the text of a table.
private struct CSVReader {
    private let scalars: [Unicode.Scalar]
    private let separator: Unicode.Scalar
    private var position = 0
    private var line = 1

    init(_ scalars: [Unicode.Scalar], separator: CSV.Separator) {
        self.scalars = scalars
        self.separator = separator == .comma ? "," : ";"
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    /// True at a separator, a line break or the end.
    private var isAtEndOfField: Bool { next.map { $0 == separator || $0 == "\r" || $0 == "\n" } ?? true }

    consuming func rows() throws(SpreadsheetError) -> [CSV.Row] {
        var rows: [CSV.Row] = []
        while next != nil {
            if skipLineBreak() { continue }
            var row = CSV.Row(line: line, cells: [try field()])
            while next == separator {
                position += 1
                row.cells.append(try field())
            }
            rows.append(row)
            _ = skipLineBreak()
        }
        return rows
    }

    /// CR LF counts as one.
    private mutating func skipLineBreak() -> Bool {
        guard let first = next, first == "\r" || first == "\n" else { return false }
        position += 1
        if first == "\r", next == "\n" { position += 1 }
        line += 1
        return true
    }

    private mutating func field() throws(SpreadsheetError) -> String {
        var text = String.UnicodeScalarView()
        guard next == "\"" else {
            while !isAtEndOfField, let scalar = next {
                guard scalar != "\"" else {
                    throw damaged(line, "a quote stands inside a field that does not begin with one; put the field in quotes and double those in it")
                }
                text.append(scalar)
                position += 1
            }
            return String(text)
        }
        let begin = line
        position += 1
        while let scalar = next {
            if scalar == "\"" {
                position += 1
                guard next == "\"" else {
                    guard isAtEndOfField else {
                        throw damaged(line, "there is text behind the closing quote of a field; double the quotes inside it")
                    }
                    return String(text)
                }
            } else if scalar == "\n" || scalar == "\r" && !(position + 1 < scalars.count && scalars[position + 1] == "\n") {
                line += 1
            }
            text.append(scalar)
            position += 1
        }
        throw damaged(begin, "the field that begins with a quote here is never closed")
    }

    private func damaged(_ line: Int, _ what: String) -> SpreadsheetError {
        SpreadsheetError(code: .damaged, message: "Line \(line): \(what).", context: ["line": "\(line)"])
    }
}
