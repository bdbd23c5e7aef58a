import Foundation

/// The members of a request's body, each checked as it is taken.
struct Members: Sendable {
    var members: [String: JSONValue]

    /// True where the member is there, null or not.
    func has(_ name: String) -> Bool { members[name] != nil }

    /// A text of 1 to 255 characters that must be there.
    func text(_ name: String) throws(Refusal) -> String {
        guard case .string(let text) = try required(name) else { throw .invalid("\(name) must be a string") }
        guard (1...255).contains(text.count) else { throw .invalid("\(name) must have 1 to 255 characters") }
        return text
    }

    /// A text that may be null or absent.
    func optionalText(_ name: String) throws(Refusal) -> String? {
        switch members[name] {
        case nil, .null?: return nil
        case .string(let text)?: return text
        default: throw .invalid("\(name) must be a string or null")
        }
    }

    /// A text of 1 to 255 characters that may be absent, but not null.
    func textIfPresent(_ name: String) throws(Refusal) -> String? { has(name) ? try text(name) : nil }

    /// One of several words; the member must be there unless there is a word for its absence.
    func word(_ name: String, of words: [String], absent: String? = nil) throws(Refusal) -> String {
        guard let value = members[name] else {
            guard let absent else { throw .invalid("\(name) is missing") }
            return absent
        }
        guard let word = value.text, words.contains(word) else { throw .invalid("\(name) must be one of \(words.joined(separator: ", "))") }
        return word
    }

    /// A whole number within bounds; nil where it is absent.
    func integer(_ name: String, _ bounds: ClosedRange<Int>) throws(Refusal) -> Int? {
        guard let value = members[name] else { return nil }
        guard case .number(let number) = value, let whole = Int(exactly: number), bounds.contains(whole) else {
            throw .invalid("\(name) must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return whole
    }

    /// An absolute http or https address; the member must be there.
    func address(_ name: String) throws(Refusal) -> String {
        guard let text = try required(name).text, let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false
        else { throw .invalid("\(name) must be an absolute http or https address") }
        return text
    }

    /// Refuses members that the operation does not take, such as those that only the service sets.
    func refuse(except known: [String]) throws(Refusal) {
        if let stranger = members.keys.filter({ !known.contains($0) }).min() { throw .invalid("\(stranger) should not exist") }
    }

    /// A flag; without another word for its absence it is false.
    func flag(_ name: String, absent: Bool = false) throws(Refusal) -> Bool {
        switch members[name] {
        case nil: return absent
        case .boolean(let flag)?: return flag
        default: throw .invalid("\(name) must be a boolean")
        }
    }

    /// An instant or null; the member itself must be there.
    func nullableDate(_ name: String) throws(Refusal) -> Date? {
        switch try required(name) {
        case .null: return nil
        case .string(let text):
            guard let date = Timestamp.date(text) else { throw .invalid("\(name) must be an ISO 8601 date-time or null") }
            return date
        default: throw .invalid("\(name) must be an ISO 8601 date-time or null")
        }
    }

    /// A member that must be there, null or not.
    func required(_ name: String) throws(Refusal) -> JSONValue {
        guard let value = members[name] else { throw .invalid("\(name) is missing") }
        return value
    }
}
