import Foundation

/// The address of a service as people write it, wherever they write it.
package enum WebAddress: Equatable {
    /// Without a slash at its end.
    case address(String)
    /// The text is no address of the web.
    case unreadable
    /// It is one that must not be used, and why.
    case refused(String)

    /// What a text that is ``unreadable`` should have been.
    package static let expected = "an address such as https://example.com"

    /// How an address is refused whose port nothing can have.
    static let missingPort = "the address names a port that does not exist; ports go from 1 to 65535"

    package static func read(_ text: String) -> WebAddress {
        guard let components = URLComponents(string: text), let scheme = components.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = components.host, !host.isEmpty
        else { return .unreadable }
        guard components.query == nil, components.fragment == nil else { return .refused("the address must not have a query or fragment") }
        guard components.user == nil, components.password == nil else { return .refused("the address must not hold a user name or password") }
        guard components.hasPossiblePort else { return .refused(missingPort) }
        return .address(text.hasSuffix("/") ? String(text.dropLast()) : text)
    }
}

extension URLComponents {
    /// Whether no port is given, or one that can be.
    var hasPossiblePort: Bool { rangeOfPort == nil || (1...65_535).contains(port ?? 0) }
}
