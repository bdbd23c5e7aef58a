package import Foundation

/// A `JSONEncoder` that writes each value as it comes instead of building a tree first: for what every step encodes, which costs it several times less.
///
/// The text means the same to a decoder as that of `JSONEncoder` with its default strategies. Members stand in the order in which the value
/// gives them, those of a dictionary sorted by their names, so equal values are equal bytes. None of the options of `JSONEncoder` is heeded.
/// A value must be done with a nested container before it goes on with the one around it, as everything that the compiler makes and every
/// usual `encode(to:)` does; one that is not ends the process.
package final class StreamingJSONEncoder: JSONEncoder, @unchecked Sendable {
    package override init() { super.init() }

    package override func encode<Value: Encodable>(_ value: Value) throws -> Data {
        let stream = JSONStream()
        if let value = value as? any JSONWritable { try value.write(to: stream) } else { try stream.encode(value) }
        return Data(stream.bytes)
    }
}

/// JSON text in the making, and which of its brackets are open.
///
/// One thread at a time writes it, and no member calls out while it holds another: the checks for that at run time took a tenth of the writing.
package final class JSONStream {
    @exclusivity(unchecked) package private(set) var bytes: [UInt8] = []
    @exclusivity(unchecked) private var brackets: [Bracket] = []
    @exclusivity(unchecked) private var bracketCount = 0

    /// An open bracket, told from all others of the text by its number.
    private struct Bracket {
        let number: Int
        let isObject: Bool
        var isEmpty = true
    }

    /// Where a container writes: so many brackets deep, in the bracket of that number.
    struct Place {
        let depth: Int
        let number: Int
    }

    package init() { bytes.reserveCapacity(2048) }

    /// The bracket of the value that is written so many brackets deep; opened unless it is open already.
    func open(at depth: Int, isObject: Bool) -> Place {
        if brackets.count > depth, brackets[depth].isObject == isObject { return Place(depth: depth + 1, number: brackets[depth].number) }
        bracketCount += 1
        brackets.append(Bracket(number: bracketCount, isObject: isObject))
        bytes.append(UInt8(ascii: isObject ? "{" : "["))
        return Place(depth: brackets.count, number: bracketCount)
    }

    var depth: Int { brackets.count }

    /// Closes what was opened deeper than that.
    func close(to depth: Int) {
        while brackets.count > depth { bytes.append(UInt8(ascii: brackets.removeLast().isObject ? "}" : "]")) }
    }

    /// Begins the next element of an array or, with a key, member of an object.
    func next(in place: Place, key: String? = nil) {
        close(to: place.depth)
        precondition(
            brackets.count == place.depth && brackets[place.depth - 1].number == place.number, "a container was used after the one around it went on")
        if !brackets[place.depth - 1].isEmpty { bytes.append(UInt8(ascii: ",")) }
        brackets[place.depth - 1].isEmpty = false
        guard let key else { return }
        write(key)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes any value by its `encode(to:)`; one that says nothing of itself is an empty object.
    package func encode<Value: Encodable>(_ value: Value) throws {
        if Value.self == Data.self {
            write((value as! Data).base64EncodedString())
        } else if Value.self == URL.self {
            write((value as! URL).absoluteString)
        } else if Value.self == Decimal.self {
            bytes += (value as! Decimal).description.utf8
        } else if Value.self is any SortedMembers.Type, let members = value as? any SortedMembers {
            try members.encodeSorted(to: self)
        } else {
            let (depth, length) = (brackets.count, bytes.count)
            try value.encode(to: JSONStreamEncoder(stream: self, depth: depth))
            close(to: depth)
            if bytes.count == length { bytes += "{}".utf8 }
        }
    }

    /// Writes what is JSON already.
    package func write(json: [UInt8]) { bytes += json }

    /// Begins a member of an object that is written by hand.
    func begin(_ name: StaticString) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes an object by hand; the closure writes its members.
    package func object(_ members: () throws -> Void) rethrows {
        bytes.append(UInt8(ascii: "{"))
        try members()
        bytes.append(UInt8(ascii: "}"))
    }

    /// Writes an array by hand, each element by its `encode(to:)`.
    func array(_ elements: [some Encodable]) throws {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            try encode(element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    func writeNull() { bytes += "null".utf8 }

    func write(_ value: Bool) { bytes += (value ? "true" : "false").utf8 }

    func write(_ value: some BinaryInteger) { bytes += String(value).utf8 }

    func write<Number: BinaryFloatingPoint & LosslessStringConvertible & Encodable>(_ value: Number) throws {
        guard value.isFinite else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "\(value) cannot be written as JSON"))
        }
        bytes += String(value).utf8
    }

    func write(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            if utf8.contains(where: Self.needsEscape) {
                for byte in utf8 { writeEscaped(byte) }
            } else {
                bytes.append(contentsOf: utf8)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func writeEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0..<0x20: bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
        default: bytes.append(byte)
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool { byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") }
}

/// A dictionary whose keys are the names of members.
private protocol SortedMembers {
    func encodeSorted(to stream: JSONStream) throws
}

extension Dictionary: SortedMembers where Key == String, Value: Encodable {
    func encodeSorted(to stream: JSONStream) throws {
        let depth = stream.depth
        let place = stream.open(at: depth, isObject: true)
        for (key, value) in sorted(by: { $0.key < $1.key }) {
            stream.next(in: place, key: key)
            try stream.encode(value)
        }
        stream.close(to: depth)
    }
}
