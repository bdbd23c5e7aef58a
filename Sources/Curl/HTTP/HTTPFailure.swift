/// Why a request has no answer, and how far it got.
package struct HTTPFailure: Error, Sendable, Equatable {
    /// The kind of failure.
    package enum Code: String, Sendable {
        /// The request itself cannot be sent: a malformed address, a scheme other than `http` and `https`.
        case invalidRequest
        /// The name was not found.
        case nameNotFound
        /// No connection could be opened.
        case cannotConnect
        /// The name of the server means an address that ``CurlClient/Configuration/admitsPeer`` refuses.
        case addressRefused
        /// The server's certificate is not trusted, or the file of those to trust cannot be read: waiting does not mend it.
        case untrusted
        /// No encrypted connection came about, for another reason than trust.
        case notEncrypted
        /// A time limit passed.
        case timedOut
        /// The connection ended before the answer was whole.
        case connectionLost
        /// The answer is not HTTP, or its length is not what it said.
        case malformedAnswer
        /// The body is larger than allowed.
        case bodyTooLarge
        /// The file has another size than it was expected to have.
        case wrongSize
        /// The file could not be written.
        case cannotWriteFile
        /// The task was cancelled or the client shut down.
        case cancelled
    }

    package var code: Code
    /// One sentence in English, without secrets and without the query of the address.
    package var message: String
    /// True when at least one byte of any request was written to any connection: the remote side may have acted on it.
    /// False proves that the remote side saw nothing, so the request may be sent again without a look-up.
    package var requestWasSent: Bool

    package init(code: Code, message: String, requestWasSent: Bool) {
        self.code = code
        self.message = message
        self.requestWasSent = requestWasSent
    }
}
