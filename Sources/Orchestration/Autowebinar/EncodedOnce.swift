package import DurableFlow

/// A value that hardly ever changes, kept with its JSON: it is encoded when it is set, and a copy of it is a reference.
@propertyWrapper
package struct EncodedOnce<Value: JSONWritable & Decodable & Sendable>: Sendable {
    private final class Box: Sendable {
        let value: Value
        /// Nil where it cannot be encoded; whoever encodes it learns why.
        let json: [UInt8]?

        init(_ value: Value) {
            self.value = value
            let stream = JSONStream()
            json = (try? value.write(to: stream)).map { stream.bytes }
        }
    }

    private var box: Box

    package init(wrappedValue: Value) { box = Box(wrappedValue) }

    package var wrappedValue: Value {
        get { box.value }
        set { box = Box(newValue) }
    }
}

extension EncodedOnce: Equatable where Value: Equatable {
    package static func == (left: Self, right: Self) -> Bool { left.box === right.box || left.box.value == right.box.value }
}

/// It is stored as the value itself.
extension EncodedOnce: Codable {
    package init(from decoder: any Decoder) throws { self.init(wrappedValue: try Value(from: decoder)) }

    package func encode(to encoder: any Encoder) throws { try box.value.encode(to: encoder) }
}

extension EncodedOnce: JSONWritable {
    package func write(to stream: JSONStream) throws {
        if let json = box.json { stream.write(json: json) } else { try box.value.write(to: stream) }
    }
}
