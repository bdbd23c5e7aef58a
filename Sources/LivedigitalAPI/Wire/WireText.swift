/// A JSON value of an answer.
///
/// Every answer is read, most of them of a few members, and `JSONDecoder` takes longer for its containers than this takes for the whole.
/// It is the only JSON that is read so.
enum WireText: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number with a fraction or an exponent, or one too large for ``integer(_:)``.
    case number(Double)
    case string(String)
    case array([WireText])
    /// In the order of the text; of several members of one name the last counts.
    case object([Member])

    struct Member: Sendable, Equatable {
        let name: String
        let value: WireText
    }

    /// Reads UTF-8 text that is one value by RFC 8259; nil where it is not, or where values are nested deeper than 512 times.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var reader = WireTextReader(bytes)
        guard let value = reader.value(depth: 0), reader.isAtEnd() else { return nil }
        self = value
    }
}

/// Goes through JSON text once, byte by byte. Nil always means that it is no JSON.
private struct WireTextReader {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    private static let maximumDepth = 512

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        // A byte order mark is no part of the text.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    mutating func isAtEnd() -> Bool { next() == nil }

    mutating func value(depth: Int) -> WireText? {
        guard depth <= Self.maximumDepth, let first = next() else { return nil }
        switch first {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return array(depth: depth)
        case UInt8(ascii: "\""): return string().map(WireText.string)
        case UInt8(ascii: "t"): return word("true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return word("false") ? .bool(false) : nil
        case UInt8(ascii: "n"): return word("null") ? .null : nil
        default: return number()
        }
    }

    /// The first byte that is no space; it is not passed. Nil at the end.
    private mutating func next() -> UInt8? {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            case let byte: return byte
            }
        }
        return nil
    }

    private mutating func pass(_ character: Unicode.Scalar) -> Bool {
        guard next() == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func object(depth: Int) -> WireText? {
        index += 1
        var members: [WireText.Member] = []
        if pass("}") { return .object(members) }
        members.reserveCapacity(12)
        repeat {
            guard next() == UInt8(ascii: "\""), let name = string(), pass(":"), let value = value(depth: depth + 1) else { return nil }
            members.append(WireText.Member(name: name, value: value))
        } while pass(",")
        return pass("}") ? .object(members) : nil
    }

    private mutating func array(depth: Int) -> WireText? {
        index += 1
        var elements: [WireText] = []
        if pass("]") { return .array(elements) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            elements.append(value)
        } while pass(",")
        return pass("]") ? .array(elements) : nil
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let end = index + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[index..<end].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)) else {
            return false
        }
        index = end
        return true
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
    private mutating func number() -> WireText? {
        let start = index
        var isWhole = true
        if byte == UInt8(ascii: "-") { index += 1 }
        if byte == UInt8(ascii: "0") { index += 1 } else if !digits() { return nil }
        if byte == UInt8(ascii: ".") {
            isWhole = false
            index += 1
            guard digits() else { return nil }
        }
        if let exponent = byte, exponent | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            index += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { index += 1 }
            guard digits() else { return nil }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        return Double(text).flatMap { $0.isFinite ? .number($0) : nil }
    }

    private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func digits() -> Bool {
        let start = index
        while let byte, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { index += 1 }
        return index > start
    }

    private mutating func string() -> String? {
        index += 1
        let start = index
        var isASCII = true
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                defer { index += 1 }
                let text = UnsafeRawBufferPointer(rebasing: bytes[start..<index])
                // Nothing to be checked, and the check looks types up at run time: it took longer than all the rest of the reading.
                return isASCII ? String(decoding: text, as: UTF8.self) : String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"): return escapedString(from: start)
            case 0..<0x20: return nil
            default:
                isASCII = isASCII && byte < 0x80
                index += 1
            }
        }
        return nil
    }

    /// A string with an escape at the present index.
    private mutating func escapedString(from start: Int) -> String? {
        var text = Array(bytes[start..<index])
        while let byte {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"): guard escape(into: &text) else { return nil }
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    /// What stands behind a backslash.
    private mutating func escape(into text: inout [UInt8]) -> Bool {
        guard let byte else { return false }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            guard let scalar = scalar() else { return false }
            text += String(scalar).utf8
        default: return false
        }
        return true
    }

    /// The scalar of `\u`: one unit, or the two of a pair. Half a pair is no text.
    private mutating func scalar() -> Unicode.Scalar? {
        guard let unit = unit() else { return nil }
        guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) }
        guard word("\\u"), let trail = self.unit(), UTF16.isTrailSurrogate(trail) else { return nil }
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    /// The four hexadecimal digits of a UTF-16 unit.
    private mutating func unit() -> UInt16? {
        guard index + 4 <= bytes.count else { return nil }
        var unit: UInt16 = 0
        for byte in bytes[index..<(index + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        index += 4
        return unit
    }
}
