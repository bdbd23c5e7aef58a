package import Foundation

/// One HTTP request. Nothing in it is kept after the answer, and the bearer token is in no description of it.
package struct HTTPRequest: Sendable {
    /// The method in capitals, such as `POST`.
    package var method: String
    /// An absolute `http` or `https` address; any other scheme fails with ``HTTPFailure/Code/invalidRequest``.
    package var url: String
    /// Header fields in the order they are sent. `Authorization` belongs in ``bearerToken``.
    package var headers: [(name: String, value: String)]
    /// The body, or nil for none. A `POST` without a body is sent with `Content-Length: 0`.
    package var body: Data?
    /// Sent as `Authorization: Bearer …` to the host of ``url`` only: a redirect to another host, port or scheme goes without it.
    package var bearerToken: String?
    /// Opens a connection of its own and closes it afterwards.
    ///
    /// A kept connection may die just as a request is written to it, and then nobody knows whether it was carried out. On a connection of its own
    /// that is rarer, so what makes something asks for one.
    package var freshConnection: Bool
    /// How many redirects are followed; 0 hands a 30x answer to the caller, one more than allowed is a failure.
    ///
    /// Only `GET` and `HEAD` follow: what changes something is never sent to an address that its author did not write.
    package var maximumRedirects: Int
    /// The largest body that is kept in memory; a longer one ends with ``HTTPFailure/Code/bodyTooLarge``.
    package var maximumBodyBytes: Int
    /// The time limits of the phases.
    package var timeouts: Timeouts

    /// Time limits of one request. Nil means no limit.
    package struct Timeouts: Sendable, Equatable {
        /// Name look-up, TCP and TLS together.
        package var connect: Duration?
        /// The whole request, from the first packet to the last byte of the answer.
        package var total: Duration?
        /// The longest time with less than one byte a second in either direction, for long downloads that have no total.
        /// Rounded up to whole seconds; the speed is an average over the last five, so a stall may be noticed that much later.
        package var stall: Duration?

        package init(connect: Duration? = .seconds(10), total: Duration? = .seconds(30), stall: Duration? = nil) {
            self.connect = connect
            self.total = total
            self.stall = stall
        }
    }

    package init(
        method: String = "GET", url: String, headers: [(name: String, value: String)] = [], body: Data? = nil, bearerToken: String? = nil,
        freshConnection: Bool = false, maximumRedirects: Int = 0, maximumBodyBytes: Int = 16 << 20, timeouts: Timeouts = Timeouts()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.bearerToken = bearerToken
        self.freshConnection = freshConnection
        self.maximumRedirects = maximumRedirects
        self.maximumBodyBytes = maximumBodyBytes
        self.timeouts = timeouts
    }
}
