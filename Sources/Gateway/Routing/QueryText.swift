import Foundation
import Orchestration

/// The query of an address.
enum QueryText {
    /// The members with their values decoded; several values of one name are a list.
    static func members(_ query: String) -> [String: JSON] {
        var members: [String: JSON] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = decode(parts[0])
            let value = JSON.string(parts.count > 1 ? decode(parts[1]) : "")
            switch members[name] {
            case nil: members[name] = value
            case .array(let values): members[name] = .array(values + [value])
            case .some(let first): members[name] = .array([first, value])
            }
        }
        return members
    }

    private static func decode(_ text: Substring) -> String {
        let spaced = text.replacing("+", with: " ")
        // What is no percent encoding is taken as it stands; the member's reader judges it.
        return spaced.removingPercentEncoding ?? String(spaced)
    }

    static func encode(_ text: String) -> String {
        text.addingPercentEncoding(
            withAllowedCharacters: CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")) ?? ""
    }
}
