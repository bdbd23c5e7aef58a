/// Why the HTTP API cannot be served, with what to do.
package struct GatewayError: Error, Sendable, CustomStringConvertible {
    package var description: String
}
