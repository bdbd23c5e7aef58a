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

    /// A flag; false where it is absent.
    func flag(_ name: String) throws(Refusal) -> Bool {
        switch members[name] {
        case nil: return false
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
