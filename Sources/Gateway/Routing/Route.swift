import Foundation
import Orchestration

/// One operation of the API: what serves the requests and what the OpenAPI document says are this one value.
struct Route: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// Who may ask.
    enum Access: Sendable {
        /// Anybody.
        case open
        /// Whoever has a key; everything is confined to its connection.
        case key
    }

    /// What stands in the body.
    enum Body: Sendable {
        case none
        /// - Parameter rules: what is to hold between them, as schemas of the whole.
        case members([AnyField], rules: [Schema] = [])
        /// A JSON object that the handler reads.
        case document(Schema)
        /// Whatever comes, which the handler reads from its bytes.
        case raw(Schema)
    }

    /// An answer that is no refusal.
    struct Success: Sendable {
        var status: Int
        var description: String
        /// Nil where there is no body.
        var type: String? = "application/json"
        var schema: Schema?
        var headers: [String] = []

        static func json(_ schema: Schema, _ description: String, status: Int = 200, headers: [String] = []) -> Success {
            Success(status: status, description: description, schema: schema, headers: headers)
        }

        static let noContent = Success(status: 204, description: "Done.", type: nil)
    }

    let method: Method
    /// Such as `/v1/runs/{runId}`.
    let path: String
    /// A verb and a noun in camelCase, unique.
    let name: String
    let group: String
    let summary: String
    var access = Access.key
    /// What the parts of the path may be; any line where nothing is said.
    var places: [AnyField] = []
    var query: [AnyField] = []
    var body = Body.none
    let successes: [Success]
    /// The refusals besides those that any operation has.
    var refusals: [ProblemCode] = []
    /// Whether it makes a run: what it began goes on by itself, and an identical POST that comes while the first is under way is a retry of it, even
    /// without a key.
    var makesRun = false
    let handle: @Sendable (Call, GatewayServices) async throws -> Answer

    init(
        _ method: Method, _ path: String, _ name: String, group: String, _ summary: String, access: Access = .key,
        places: [AnyField] = [], query: [AnyField] = [], body: Body = .none, successes: [Success], refusals: [ProblemCode] = [],
        makesRun: Bool = false,
        handle: @escaping @Sendable (Call, GatewayServices) async throws -> Answer
    ) {
        self.method = method
        self.path = path
        self.name = name
        self.group = group
        self.summary = summary
        self.access = access
        self.places = places
        self.query = query
        self.body = body
        self.successes = successes
        self.refusals = refusals
        self.makesRun = makesRun
        self.handle = handle
    }

    /// The names in braces of the path.
    var pathParameters: [String] { RouteTable.segments(path).filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) } }

    /// What a part of the path may be.
    func place(_ name: String) -> AnyField { places.first { $0.name == name } ?? Field.text(name, "").any }
}

/// One request that has found its route and whose members are right.
struct Call: Sendable {
    let route: Route
    let path: [String: String]
    let query: Input
    let body: Input
    /// The members of the body where it is a document.
    let document: [String: JSON]
    /// The body as it came.
    let bytes: Data
    /// Whose things it is about; nil only for operations that anybody may ask for.
    let tenant: Tenant?
    let requestId: String
    let language: Language
    /// When the answer must be there.
    let deadline: ContinuousClock.Instant
    /// The address of this server as the client knows it, without a last slash.
    let origin: String
    /// The query as it came, to make the address of the next page.
    let target: String
    let header: @Sendable (String) -> String?

    /// How repetitions of this request are told; nil where it may be repeated anyway.
    var repetition: Repetition?

    /// The connection that everything is confined to.
    var connection: String { tenant?.connection ?? "" }
}
