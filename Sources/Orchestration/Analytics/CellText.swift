import LivedigitalAPI
import Spreadsheet

/// The cells of a row as a JSON array, the form in which the database keeps them: text, number, boolean, `null`, `{"date":…}` with the
/// milliseconds since 1970, and `{"duration":…}` with the seconds. Written and read by hand, because an export has millions of them.
///
/// Rows of older versions hold a duration as the date that long after 1899-12-31.
enum CellText {
    /// The row as text. The same cells give the same text.
    static func text(of cells: [Workbook.Cell]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(cells.count * 24)
        bytes.append(UInt8(ascii: "["))
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            switch cell {
            case .date(let date): bytes.append(contentsOf: #"{"date":\#(WireDate.milliseconds(of: date))}"#.utf8)
            case .duration(let seconds): bytes.append(contentsOf: #"{"duration":\#(Self.text(of: seconds))}"#.utf8)
            default: append(cell, to: &bytes)
            }
        }
        bytes.append(UInt8(ascii: "]"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A cell as a JSON value for programs: dates are ISO 8601 in UTC, durations the same text as in CSV.
    static func append(_ cell: Workbook.Cell, to bytes: inout [UInt8]) {
        switch cell {
        case .text(let text): append(text, to: &bytes)
        case .number(let number): bytes.append(contentsOf: Self.text(of: number).utf8)
        case .date(let date):
            bytes.append(UInt8(ascii: "\""))
            bytes.append(contentsOf: WireDate.format(date).utf8)
            bytes.append(UInt8(ascii: "\""))
        case .duration(let seconds): append(CSV.text(ofDuration: seconds), to: &bytes)
        case .boolean(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .empty: bytes.append(contentsOf: "null".utf8)
        }
    }

    /// A JSON string (RFC 8259 section 7).
    static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: #"\u00"#.utf8)
                bytes.append(hexadecimal(byte >> 4))
                bytes.append(hexadecimal(byte & 15))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The shortest digits that give the number again, whole numbers without a point.
    static func text(of number: Double) -> String {
        number.magnitude < 9e15 && number == number.rounded() ? String(Int64(number)) : String(number)
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10 }
}
