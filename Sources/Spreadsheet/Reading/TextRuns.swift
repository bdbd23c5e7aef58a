import Foundation

/// Joins the runs of a text (`t` alone, or several `r` with a `t` each) and leaves out the reading aids for Japanese (`rPh`).
struct TextRuns {
    private var joined = ""
    private var run = ""
    private var isInside = false
    private var isPhonetic = false
    private var keepsSpace = false

    /// Bytes of what was taken so far.
    var byteCount: Int { joined.utf8.count + run.utf8.count }
    /// The text so far, with its escapes decoded.
    var text: String { Self.decoded(joined) }

    mutating func start(_ element: String, _ attributes: [String: String]) {
        switch element {
        case "rPh": isPhonetic = true
        case "t" where !isPhonetic:
            isInside = true
            keepsSpace = attributes["xml:space"] == "preserve"
        default: break
        }
    }

    mutating func append(_ text: String) {
        if isInside { run += text }
    }

    /// Space at a run's ends counts only where the file says so, as in Excel.
    mutating func end(_ element: String) {
        switch element {
        case "rPh": isPhonetic = false
        case "t" where isInside:
            joined += keepsSpace ? run : run.trimmingCharacters(in: Self.space)
            run = ""
            isInside = false
        default: break
        }
    }

    private static let space = CharacterSet(charactersIn: " \t\r\n")

    /// Decodes `_xHHHH_`, one UTF-16 unit each: so the format writes characters that XML cannot hold.
    static func decoded(_ text: String) -> String {
        guard text.utf8.count >= 7, text.contains("_x") else { return text }
        let units = Array(text.utf16)
        var result: [UInt16] = []
        result.reserveCapacity(units.count)
        var index = 0
        while index < units.count {
            if let unit = escape(in: units, at: index) {
                result.append(unit)
                index += 7
            } else {
                result.append(units[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF16.self)
    }

    private static func escape(in units: [UInt16], at index: Int) -> UInt16? {
        guard index + 7 <= units.count, units[index] == 0x5F, units[index + 1] == 0x78, units[index + 6] == 0x5F else { return nil }
        var value: UInt16 = 0
        for unit in units[index + 2..<index + 6] {
            guard unit < 128, let digit = Character(UnicodeScalar(UInt8(unit))).hexDigitValue else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
