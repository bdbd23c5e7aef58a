import DurableFlow
import Foundation
import LivedigitalAPI
import Spreadsheet

extension CellText {
    /// The cells of a text that ``text(of:)`` made.
    ///
    /// - Throws: ``OperatorError`` for any other text, which only a hand can have put into the database.
    static func cells(in text: String) throws -> [Workbook.Cell] {
        var text = text
        let cells = text.withUTF8 { bytes in
            var reader = CellReader(bytes: bytes)
            return reader.row()
        }
        guard let cells else { throw OperatorError("a participant's row in the database is damaged: \(text.prefix(80))") }
        return cells
    }
}

/// Reads one row, and nothing that ``CellText`` would not write.
private struct CellReader {
    let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// Nil where the text is not a row.
    mutating func row() -> [Workbook.Cell]? {
        guard take("[") else { return nil }
        var cells: [Workbook.Cell] = []
        if take("]") { return position == bytes.count ? cells : nil }
        cells.reserveCapacity(24)
        repeat {
            guard let cell = cell() else { return nil }
            cells.append(cell)
        } while take(",")
        return take("]") && position == bytes.count ? cells : nil
    }

    private mutating func cell() -> Workbook.Cell? {
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "\""): return string().map { .text($0) }
        case UInt8(ascii: "n"): return take("null") ? .empty : nil
        case UInt8(ascii: "t"): return take("true") ? .boolean(true) : nil
        case UInt8(ascii: "f"): return take("false") ? .boolean(false) : nil
        case UInt8(ascii: "{"):
            let isDate = take(#"{"date":"#)
            guard isDate || take(#"{"duration":"#), let number = number(), take("}") else { return nil }
            return isDate ? .date(WireDate.date(milliseconds: Int64(number))) : .duration(number)
        default: return number().map { .number($0) }
        }
    }

    private mutating func string() -> String? {
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") { position += 1 }
        var text = String(decoding: bytes[start..<position], as: UTF8.self)
        while position < bytes.count, bytes[position] == UInt8(ascii: "\\") {
            guard let scalar = escape() else { return nil }
            text.unicodeScalars.append(scalar)
            let next = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") { position += 1 }
            text += String(decoding: bytes[next..<position], as: UTF8.self)
        }
        return take("\"") ? text : nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        position += 1
        guard position < bytes.count else { return nil }
        let kind = bytes[position]
        position += 1
        guard kind == UInt8(ascii: "u") else { return Unicode.Scalar(kind) }
        guard position + 4 <= bytes.count, let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16) else {
            return nil
        }
        position += 4
        return Unicode.Scalar(code)
    }

    private mutating func number() -> Double? {
        let start = position
        var whole: Int64 = 0
        while position < bytes.count, position - start < 18, bytes[position] >= 48, bytes[position] <= 57 {
            whole = whole * 10 + Int64(bytes[position] - 48)
            position += 1
        }
        let isEnd = position == bytes.count || [UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(bytes[position])
        if isEnd { return position > start ? Double(whole) : nil }
        while position < bytes.count, ![UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(bytes[position]) { position += 1 }
        return Double(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count, let base = bytes.baseAddress, memcmp(base + position, text.utf8Start, count) == 0 else { return false }
        position += count
        return true
    }
}
