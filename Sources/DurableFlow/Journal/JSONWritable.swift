/// A value that writes its own text where a ``StreamingJSONEncoder`` is asked for it: for what every step encodes, which costs a third of what
/// containers do, since each of those looks its type up at run time.
///
/// `encode(to:)` stays the definition: the text must be, byte for byte, what it makes. Inside of another value it is `encode(to:)` that is asked.
package protocol JSONWritable: Encodable {
    func write(to stream: JSONStream) throws
}

/// Members of an object that is written by hand. A name is written as it is, so it holds nothing to escape; nil leaves the member out.
extension JSONStream {
    /// A member whose value the closure writes.
    package func member(_ name: StaticString, _ value: () throws -> Void) rethrows {
        begin(name)
        try value()
    }

    package func member(_ name: StaticString, _ value: String?) { if let value { member(name) { write(value) } } }
    package func member(_ name: StaticString, _ value: Bool?) { if let value { member(name) { write(value) } } }
    package func member(_ name: StaticString, _ value: Int64?) { if let value { member(name) { write(value) } } }

    /// A member that is an array.
    package func member(_ name: StaticString, elements: [some Encodable]?) throws {
        guard let elements else { return }
        try member(name) { try array(elements) }
    }

    /// A member of any other type, by its `encode(to:)`.
    package func member(_ name: StaticString, encoding value: (some Encodable)?) throws {
        if let value { try member(name) { try encode(value) } }
    }
}
