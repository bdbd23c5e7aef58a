package import Foundation

/// JSON text in the making: members in the order they are added, UTF-8, no spaces. Request bodies are small and flat, so this is all
/// they need, and it is several times quicker than an encoder.
package struct JSONText: Sendable {
    private(set) var bytes: [UInt8] = []

    /// No member yet.
    package init() {}

    /// Adds a member to the one flat object that the text is; call ``closed()`` at the end.
    package mutating func member(_ name: String, _ value: JSONScalar) {
        if bytes.isEmpty { bytes.reserveCapacity(256) }
        bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
        append(name)
        bytes.append(UInt8(ascii: ":"))
        append(value)
    }

    /// The finished object.
    package func closed() -> Data {
        var data = Data(bytes.isEmpty ? [UInt8(ascii: "{")] : bytes)
        data.append(UInt8(ascii: "}"))
        return data
    }

    /// Appends a bare value.
    mutating func append(_ value: JSONScalar) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += String(value).utf8
        case .string(let value): append(value)
        }
    }

    private mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes += "\\u00".utf8
                bytes.append(Self.hexadecimal[Int(byte >> 4)])
                bytes.append(Self.hexadecimal[Int(byte & 15)])
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}
