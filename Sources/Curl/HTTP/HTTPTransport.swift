/// What sends a request and returns its answer: the seam between a client of an API and the network.
package protocol HTTPTransport: Sendable {
    /// Sends once and returns the answer whatever its status.
    ///
    /// Cancelling the task frees the transfer within half a second and throws ``HTTPFailure/Code/cancelled``.
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse
}
