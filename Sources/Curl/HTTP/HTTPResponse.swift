package import Foundation

/// A whole HTTP answer: the final one where redirects were followed.
package struct HTTPResponse: Sendable {
    /// The status code.
    package var status: Int
    /// Header fields in the order received, names as the server wrote them.
    package var headers: [(name: String, value: String)]
    /// The body; empty where there was none or where it went into a file.
    package var body: Data
    /// True when a connection was opened for this request, false when a kept one served it.
    package var openedConnection: Bool

    package init(status: Int, headers: [(name: String, value: String)] = [], body: Data = Data(), openedConnection: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.openedConnection = openedConnection
    }

    /// The first field of that name, whatever its capitals (RFC 9110, section 5.1).
    package func header(_ name: String) -> String? {
        headers.first { $0.name.caseInsensitiveCompare(name) == .orderedSame }?.value
    }
}
