import Foundation

/// The names and values of an answer that the contract table may change.
struct AnswerNames: Sendable {
    let id: String
    let record: String
    let published: String
    let publishedValue: JSONScalar
    let unpublishedValue: JSONScalar
}

/// Why an answer cannot be read, in a clause that completes "the answer …".
struct WireProblem: Error, Sendable, Equatable {
    let text: String
}

/// A value that an answer describes. Unknown members are ignored; a missing or oddly typed one is nil, as livedigital's own clients do.
protocol WireValue: Sendable {
    init(_ object: WireObject, _ names: AnswerNames) throws
}

/// One JSON object of an answer.
struct WireObject {
    private let members: [WireText.Member]

    /// Nil where the value is no object.
    init?(_ value: WireText) {
        guard case .object(let members) = value else { return nil }
        self.members = members
    }

    private subscript(name: String) -> WireText? { members.last { $0.name == name }?.value }

    /// A text, or nil when the member is missing, null or no text.
    func string(_ name: String) -> String? { if case .string(let text) = self[name] { text } else { nil } }

    /// A truth value, or nil.
    func bool(_ name: String) -> Bool? { if case .bool(let value) = self[name] { value } else { nil } }

    /// A whole number, or nil; a fraction is cut off.
    func integer(_ name: String) -> Int64? {
        switch self[name] {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value.rounded(.towardZero))
        default: nil
        }
    }

    /// A list, or nil.
    func array(_ name: String) -> [WireText]? { if case .array(let elements) = self[name] { elements } else { nil } }

    /// An instant, or nil when the member is missing, null or unreadable.
    func date(_ name: String) -> Date? { string(name).flatMap(WireDate.parse) }

    /// An instant whose absence means something: nil only when the member is missing or null.
    func instant(_ name: String) throws -> Date? {
        guard let value = self[name], value != .null else { return nil }
        guard let date = date(name) else { throw WireProblem(text: "has a \"\(name)\" that is no ISO 8601 instant") }
        return date
    }

    /// The id under the name that the contract table gives, a text or a whole number.
    func id(_ name: String) throws -> String {
        switch self[name] {
        case .string(let text) where !text.isEmpty: return text
        case .integer(let number): return String(number)
        case .number(let number):
            if let whole = Int64(exactly: number) { return String(whole) }
        default: break
        }
        throw WireProblem(text: "has no id in the member \"\(name)\"")
    }

    /// True or false by the values of the contract table; nil when the member is missing or has another value.
    func published(_ names: AnswerNames) -> Bool? {
        func holds(_ expected: JSONScalar) -> Bool {
            switch (expected, self[names.published]) {
            case (.null, .null): true
            case (.bool(let value), .bool(let found)): value == found
            case (.integer(let value), .integer(let found)): value == found
            case (.integer(let value), .number(let found)): Double(value) == found
            case (.string(let value), .string(let found)): value == found
            default: false
            }
        }
        if holds(names.publishedValue) { return true }
        return holds(names.unpublishedValue) ? false : nil
    }
}

/// The body of an answer as a whole.
protocol WireAnswer {
    init(_ text: WireText, _ names: AnswerNames) throws
}

/// An answer that is one object.
struct OneAnswer<Value: WireValue>: WireAnswer {
    let value: Value

    init(_ text: WireText, _ names: AnswerNames) throws {
        guard let object = WireObject(text) else { throw WireProblem(text: "is no object") }
        value = try Value(object, names)
    }
}

/// An answer that is a list: a bare array, or an object with `items` and perhaps `total`.
struct ListAnswer<Value: WireValue>: WireAnswer {
    let listing: Listing<Value>

    init(_ text: WireText, _ names: AnswerNames) throws {
        let items: [WireText]
        var total: Int64?
        if case .array(let bare) = text {
            items = bare
        } else {
            guard let object = WireObject(text), let wrapped = object.array("items") else {
                throw WireProblem(text: "is neither an array nor an object with an array \"items\"")
            }
            items = wrapped
            total = object.integer("total")
        }
        let values = try items.map { item in
            guard let object = WireObject(item) else { throw WireProblem(text: "lists something that is no object") }
            return try Value(object, names)
        }
        listing = Listing(items: values, isComplete: total.map { $0 <= Int64(values.count) } ?? true)
    }
}
