import Foundation

/// A member name that is only known at run time.
struct WireKey: CodingKey, Sendable {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension WireKey: ExpressibleByStringLiteral {
    init(stringLiteral name: String) { stringValue = name }
}

/// The names and values of an answer that the contract table may change.
struct AnswerNames: Sendable {
    let id: WireKey
    let record: WireKey
    let published: WireKey
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
    let container: KeyedDecodingContainer<WireKey>

    /// A text, or nil when the member is missing, null or no text.
    func string(_ key: WireKey) -> String? { try? container.decodeIfPresent(String.self, forKey: key) }

    /// A truth value, or nil.
    func bool(_ key: WireKey) -> Bool? { try? container.decodeIfPresent(Bool.self, forKey: key) }

    /// A whole number, or nil; a fraction is cut off.
    func integer(_ key: WireKey) -> Int64? {
        if let value = try? container.decodeIfPresent(Int64.self, forKey: key) { return value }
        guard let value = try? container.decodeIfPresent(Double.self, forKey: key) else { return nil }
        return Int64(exactly: value.rounded(.towardZero))
    }

    /// An instant, or nil when the member is missing, null or unreadable.
    func date(_ key: WireKey) -> Date? { string(key).flatMap(WireDate.parse) }

    /// An instant whose absence means something: nil only when the member is missing or null.
    func instant(_ key: WireKey) throws -> Date? {
        guard container.contains(key), try !container.decodeNil(forKey: key) else { return nil }
        guard let date = date(key) else { throw WireProblem(text: "has a \"\(key.stringValue)\" that is no ISO 8601 instant") }
        return date
    }

    /// The id under the name that the contract table gives, a text or a whole number.
    func id(_ key: WireKey) throws -> String {
        if let text = string(key), !text.isEmpty { return text }
        if let number = try? container.decodeIfPresent(Int64.self, forKey: key) { return String(number) }
        throw WireProblem(text: "has no id in the member \"\(key.stringValue)\"")
    }

    /// True or false by the values of the contract table; nil when the member is missing or has another value.
    func published(_ names: AnswerNames) -> Bool? {
        func holds(_ expected: JSONScalar) -> Bool {
            switch expected {
            case .null: container.contains(names.published) && (try? container.decodeNil(forKey: names.published)) == true
            case .bool(let value): bool(names.published) == value
            case .integer(let value): (try? container.decodeIfPresent(Int64.self, forKey: names.published)) == value
            case .string(let value): string(names.published) == value
            }
        }
        if holds(names.publishedValue) { return true }
        return holds(names.unpublishedValue) ? false : nil
    }
}

/// An answer that is one object.
struct OneAnswer<Value: WireValue>: DecodableWithConfiguration {
    let value: Value

    init(from decoder: any Decoder, configuration names: AnswerNames) throws {
        value = try Value(WireObject(container: decoder.container(keyedBy: WireKey.self)), names)
    }
}

/// An answer that is a list: a bare array, or an object with `items` and perhaps `total`.
struct ListAnswer<Value: WireValue>: DecodableWithConfiguration {
    let listing: Listing<Value>

    init(from decoder: any Decoder, configuration names: AnswerNames) throws {
        var items: any UnkeyedDecodingContainer
        var total: Int64?
        if let bare = try? decoder.unkeyedContainer() {
            items = bare
        } else {
            let object = WireObject(container: try decoder.container(keyedBy: WireKey.self))
            guard let wrapped = try? object.container.nestedUnkeyedContainer(forKey: "items") else {
                throw WireProblem(text: "is neither an array nor an object with an array \"items\"")
            }
            items = wrapped
            total = object.integer("total")
        }
        var values: [Value] = []
        values.reserveCapacity(items.count ?? 0)
        while !items.isAtEnd {
            values.append(try Value(WireObject(container: try items.nestedContainer(keyedBy: WireKey.self)), names))
        }
        listing = Listing(items: values, isComplete: total.map { $0 <= Int64(values.count) } ?? true)
    }
}
