import Foundation

/// One call of an operation, read from the wire and not yet checked.
struct Call: Sendable {
    var operation: Operation
    /// The ids in the path.
    var parameters: [String: String]
    var query: [String: String]
    var body: Result<JSONValue, Refusal>?

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

    /// An instant in the query.
    func queryDate(_ name: String) throws(Refusal) -> Date? {
        guard let text = query[name] else { return nil }
        guard let date = Timestamp.date(text) else { throw .invalid("\(name) must be an ISO 8601 date-time") }
        return date
    }
}
