package import Orchestration

/// Any JSON value, by the name that it has here.
typealias JSON = JSONValue

extension JSONValue {
    /// How a message names it: `"fast"`, `[…]`, `null`; cut where it is long.
    var summary: String {
        switch self {
        case .string(let text): "\"\(text.count > 40 ? text.prefix(40) + "…" : text)\""
        case .array: "[…]"
        case .object: "{…}"
        default: plainText
        }
    }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(Dictionary(elements) { $1 }) }
}
