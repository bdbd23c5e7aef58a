import Foundation

/// One call of an operation, read from the wire and not yet checked.
struct Call: Sendable {
    var operation: Operation
    /// The ids in the path.
    var parameters: [String: String]
    var query: [String: String]
    var body: Result<JSONValue, Refusal>?
    var head = Head()

    /// What the header says beyond the bearer token.
    struct Head: Sendable {
        /// Host and port by which the client knows the sandbox.
        var authority = ""
        var range: String?
        var ifRange: String?
        var carriesToken = false
    }

    /// The id in the path; every route that is asked for one has it.
    func id(_ name: String) -> String { parameters[name] ?? "" }

    /// True or false for an updatePlayback with that published state, nil for every other call.
    var publishes: Bool? {
        guard operation == .updatePlayback, case .success(let body)? = body else { return nil }
        return body["isPublished"] == .boolean(true)
    }

    /// The body's members, refused where there is no JSON object.
    func members() throws(Refusal) -> Members {
        guard let body else { throw .invalid("body is missing") }
        guard case .object(let members) = try body.get() else { throw .invalid("body must be a JSON object") }
        return Members(members: members)
    }

    /// An object's id that must be in the query.
    func queryId(_ name: String) throws(Refusal) -> String {
        guard let text = query[name] else { throw .invalid("\(name) is missing") }
        guard SandboxAccount.isObjectId(text) else { throw .invalid("\(name) must have 24 lower-case hexadecimal digits") }
        return text
    }

    /// Refuses members of the query that the operation does not know.
    func refuseQuery(except known: [String]) throws(Refusal) {
        if let stranger = query.keys.filter({ !known.contains($0) }).min() { throw .invalid("\(stranger) is not known here") }
    }

    /// An instant in the query.
    func queryDate(_ name: String) throws(Refusal) -> Date? {
        guard let text = query[name] else { return nil }
        guard let date = Timestamp.date(text) else { throw .invalid("\(name) must be an ISO 8601 date-time") }
        return date
    }
}
