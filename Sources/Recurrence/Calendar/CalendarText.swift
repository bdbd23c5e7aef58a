import Foundation

/// How values are spelled in iCalendar (RFC 5545, section 3).
enum CalendarText {
    /// The longest line in octets, without its end (section 3.1).
    static let lineLimit = 75

    /// One content line, folded where it is too long and ended by CR LF.
    ///
    /// A fold is CR LF and a space, which counts as the first octet of the next line. It never stands inside a character, so that every line is
    /// UTF-8 by itself.
    static func line(_ name: String, _ value: String) -> String {
        var folded = ""
        var octets = 0
        for scalar in "\(name):\(value)".unicodeScalars {
            let width = UTF8.width(scalar)
            if octets + width > lineLimit {
                folded += "\r\n "
                octets = 1
            }
            folded.unicodeScalars.append(scalar)
            octets += width
        }
        return folded + "\r\n"
    }

    /// A value of the type TEXT (section 3.3.11): backslash, semicolon, comma and line breaks are escaped, other control characters, which the
    /// format has no place for, are left out.
    static func escaped(_ text: String) -> String {
        var result = ""
        var isAfterReturn = false
        for scalar in text.unicodeScalars {
            defer { isAfterReturn = scalar == "\r" }
            switch scalar {
            case "\n" where isAfterReturn: break
            case "\r", "\n", "\u{85}", "\u{2028}", "\u{2029}": result += "\\n"
            case "\\": result += "\\\\"
            case ";": result += "\\;"
            case ",": result += "\\,"
            case "\t": result += "\t"
            default: if scalar.properties.generalCategory != .control { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }

    /// An address as the type URI takes it (section 3.3.13): what cannot stand in one is percent-encoded, and nothing is escaped.
    static func address(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let isPlain = (0x21...0x7E).contains(byte) && !"\"<>\\^`{|}".utf8.contains(byte)
            result += isPlain ? String(UnicodeScalar(byte)) : String(format: "%%%02X", byte)
        }
        return result
    }

    /// An instant in UTC (section 3.3.5, form 2), cut to the second.
    static func instant(_ date: Date) -> String {
        let second = Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
        return second.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false).dateSeparator(.omitted).timeSeparator(.omitted))
            + "Z"
    }
}
