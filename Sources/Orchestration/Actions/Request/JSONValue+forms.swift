package import Foundation
import LivedigitalAPI

/// What form tools send, read as what it stands for: everything may come as a text.
extension JSONValue {
    /// The texts that stand for true and for false.
    package static let spelledTrue = ["true", "True", "TRUE", "1"]
    package static let spelledFalse = ["false", "False", "FALSE", "0"]

    /// Whether nobody filled it in: null, or a text of nothing but spaces.
    package var isBlank: Bool {
        switch self {
        case .null: true
        case .string(let text): text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        default: false
        }
    }

    package var asBoolean: Bool? {
        switch self {
        case .boolean(let value): value
        case .string(let text): Self.spelledTrue.contains(text) ? true : Self.spelledFalse.contains(text) ? false : nil
        default: nil
        }
    }

    /// A whole number, in digits without leading zeros where it comes as a text.
    package var asInteger: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        case .string(let text): Int(text).flatMap { String($0) == text ? $0 : nil }
        default: nil
        }
    }

    /// A text, or the digits of a whole number: a form tool may take a phone or an id for one.
    package var asText: String? {
        switch self {
        case .string(let text): text
        case .integer(let value): String(value)
        default: nil
        }
    }

    /// An instant as RFC 3339 writes it: with `T` and an offset, `Z` or `±hh:mm`.
    package var asInstant: Date? {
        guard case .string(let text) = self, text.utf8.count <= 64, case let bytes = Array(text.utf8), bytes.count >= 20,
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[bytes.count - 1] | 0x20 == UInt8(ascii: "z") || bytes[bytes.count - 3] == UInt8(ascii: ":")
        else { return nil }
        return WireDate.parse(text)
    }
}
