/// How long things may take, and how many may be at once.
struct ServerLimits: Sendable {
    /// The first head of a request on a new connection; bytes that trickle in do not prolong it.
    var head = Duration.seconds(10)
    /// The body of a request.
    var body = Duration.seconds(10)
    /// Telling who asks and carrying the request out, whatever livedigital does. With what is around it, an answer takes 8 seconds at most.
    var handling = Duration.seconds(7)
    /// What is being answered when the server is stopped.
    var grace = Duration.seconds(2)
    /// Connections at the same time; others wait to be accepted.
    var connections = 1024
    /// Requests of one tenant at the same time; others are refused with 429.
    var requestsOfTenant = 64
}
