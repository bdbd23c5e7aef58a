extension DocumentValue {
    /// A scalar as JSON: without quotes `true`, `3600` and nothing are what they look like, everything else is a text.
    package func json() -> JSONValue? {
        switch node.content {
        case .nothing: return .null
        case .scalar(let text, let isPlain):
            guard isPlain else { return .string(text) }
            if let boolean = Bool(text) { return .boolean(boolean) }
            if let integer = Int(text), String(integer) == text { return .integer(integer) }
            return .string(text)
        case .list, .map:
            reportExpected("a text, a number, true or false")
            return nil
        }
    }

    /// The text of a scalar without a look at what it is; nil for anything else.
    var plainText: String? { if case .scalar(let text, _) = node.content { text } else { nil } }
}
