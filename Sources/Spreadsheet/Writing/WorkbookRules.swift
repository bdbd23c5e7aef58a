import Foundation

/// What Excel allows. Checked here because libxlsxwriter would drop the rest with a warning on standard error, and C strings would be cut.
enum WorkbookRules {
    static let maximumRows = 1_048_576
    static let maximumColumns = 16_384
    /// Some 30,000 years from now, in seconds: what is called a date and lies behind that is none.
    private static let latest = 1e12

    static func isAllowed(sheetName: String) -> Bool {
        !sheetName.isEmpty && sheetName.unicodeScalars.count <= 31 && sheetName.allSatisfy { !"[]:*?/\\\0".contains($0) }
            && !sheetName.hasPrefix("'") && !sheetName.hasSuffix("'")
    }

    static func problem(of cell: Workbook.Cell) -> String? {
        switch cell {
        case .text(let text): return Workbook.fits(text) ? nil : "the text is longer than \(Workbook.longestText) characters"
        case .number(let number): return number.isFinite ? nil : "\(number) is not a number that a spreadsheet can hold"
        case .date(let date): return date.timeIntervalSince1970.magnitude < latest ? nil : "the date is in no calendar"
        case .duration(let seconds): return SerialDate.serial(seconds: seconds) != nil ? nil : "the duration is not shorter than 2,958,466 days"
        case .boolean, .empty: return nil
        }
    }

    /// The text as libxlsxwriter must get it. The library escapes control characters as `_xHHHH_`, but neither a text that looks like such an
    /// escape already nor the two characters that XML cannot hold. Nobody can hold a zero: readers are shown that something is lost.
    static func escaped(_ text: String) -> String {
        guard mayNeedEscape(text) else { return text }
        var result = ""
        for (index, character) in zip(text.unicodeScalars.indices, text.unicodeScalars) {
            switch character {
            case "\0": result += "\u{FFFD}"
            case "\u{FFFE}": result += "_xFFFE_"
            case "\u{FFFF}": result += "_xFFFF_"
            case "_" where isEscape(text.unicodeScalars[index...].prefix(7)): result += "_x005F_"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    /// Looks at the bytes: searching each text of a table for a string takes a third of its export.
    private static func mayNeedEscape(_ text: String) -> Bool {
        var former: UInt8 = 0
        for byte in text.utf8 {
            // A zero, the first byte of U+FFFE and U+FFFF, or the beginning of an escape.
            if byte == 0 || byte == 0xEF || former == UInt8(ascii: "_") && byte == UInt8(ascii: "x") { return true }
            former = byte
        }
        return false
    }

    /// Whether readers would take these seven characters for one. What is escaped without need, many of them show as it is.
    private static func isEscape(_ characters: Substring.UnicodeScalarView) -> Bool {
        characters.count == 7 && TextRuns.decoded(String(characters)).unicodeScalars.count == 1
    }
}
