/// A JSON value without parts: what a contract row may compare with or send.
package enum JSONScalar: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
}

extension JSONScalar: CustomStringConvertible {
    /// The value as JSON text.
    package var description: String {
        var text = JSONText()
        text.append(self)
        return String(decoding: text.bytes, as: UTF8.self)
    }
}
