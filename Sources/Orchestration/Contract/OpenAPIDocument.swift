/// What an OpenAPI 3 document says about the operations of a service, as far as the contract table is about it.
package struct OpenAPIDocument: Sendable {
    /// The operations, in the order of path and method.
    let operations: [OpenAPIOperation]
    /// The paths of its servers, such as `/v1`, each without a slash at the end; none where it does not say where all of them lie.
    let serverPaths: [String]

    /// Reads a document from its text.
    ///
    /// - Throws: ``OpenAPIProblem`` where it is none.
    package init(text: String) throws(OpenAPIProblem) {
        let root = try OpenAPIValue(text: text)
        guard let version = root["openapi"].text, version.hasPrefix("3.") else {
            let older = root["swagger"] == .null ? "" : "; convert Swagger 2 to OpenAPI 3 first"
            throw OpenAPIProblem("it is no OpenAPI 3 document: its member \"openapi\" is no version 3.x\(older)")
        }
        let schemas = OpenAPISchemas(root: root)
        var operations: [OpenAPIOperation] = []
        for (path, item) in root["paths"].map.sorted(by: { $0.key < $1.key }) {
            let item = schemas.resolved(item)
            for method in ["get", "post", "put", "patch", "delete"] where item[method] != .null {
                operations.append(OpenAPIOperation(path, method, item[method], shared: item["parameters"].list, schemas))
            }
        }
        guard !operations.isEmpty else { throw OpenAPIProblem("it describes no operation") }
        self.operations = operations
        let paths = root["servers"].list.compactMap { $0["url"].text }.map(Self.path(ofServer:))
        serverPaths = paths.contains(nil) ? [] : paths.compactMap(\.self)
    }

    /// The path of a server; nil where it depends on where the document lies, or on a variable.
    private static func path(ofServer url: String) -> String? {
        guard let host = url.prefixMatch(of: /(?:[^\/?#]*:)?\/\/[^\/?#]*|(?=\/)/) else { return nil }
        let path = url[host.range.upperBound...].prefix { !"?#".contains($0) }
        return path.contains("{") ? nil : String(path.hasSuffix("/") ? path.dropLast() : path)
    }

    /// The path of an operation below the address that the service is configured with; nil where it does not lie there.
    ///
    /// - Parameter basePath: the path of that address, such as `/v1`.
    func path(of operation: OpenAPIOperation, below basePath: String) -> String? {
        if serverPaths.contains(basePath) { return operation.path }
        let wholes = (serverPaths.isEmpty ? [""] : serverPaths).map { $0 + operation.path }
        if let whole = wholes.first(where: { $0.hasPrefix(basePath + "/") }) { return String(whole.dropFirst(basePath.count)) }
        return serverPaths.isEmpty ? operation.path : nil
    }
}

/// One operation of an OpenAPI document.
struct OpenAPIOperation: Sendable {
    /// A parameter of the path or the query.
    struct Parameter: Sendable, Hashable {
        var name: String
        var isInPath: Bool
        var isRequired: Bool
    }

    /// Headers that every call sends, or that OpenAPI describes elsewhere (OpenAPI 3.1, 4.8.12.2).
    private static let usualHeaders: Set = ["accept", "authorization", "content-type"]

    let path: String
    /// In capitals.
    let method: String
    /// Its id, or the one that Swagger UI makes of method and path.
    let id: String
    let parameters: [Parameter]
    /// The headers and cookies that it requires, such as `header X-Space-Id`; none of them is ever sent.
    let requiredElsewhere: [String]
    /// The type of the body where it takes a body and none that is JSON, such as `multipart/form-data`.
    let otherBody: String?
    /// The members of the request's JSON body, without those that are only answered.
    let request: [OpenAPIMember]
    /// Whether the document says which members the body has, though all of them may be only answered.
    let describesRequest: Bool
    /// The members of the object that a 2xx answers, or of the items of the list.
    let answer: [OpenAPIMember]

    init(_ path: String, _ method: String, _ value: OpenAPIValue, shared: [OpenAPIValue], _ schemas: OpenAPISchemas) {
        self.path = path
        self.method = method.uppercased()
        // Swagger UI: whatever is no letter, digit or underscore of the path becomes an underscore.
        id = value["operationId"].text ?? method + path.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }.joined()
        var parameters: [String: Parameter] = [:]
        var elsewhere: [String: Bool] = [:]
        for parameter in (shared + value["parameters"].list).map(schemas.resolved) {
            guard let name = parameter["name"].text, let place = parameter["in"].text else { continue }
            let isRequired = place == "path" || parameter["required"] == .bool(true)
            if ["path", "query"].contains(place) {
                parameters["\(place) \(name)"] = Parameter(name: name, isInPath: place == "path", isRequired: isRequired)
            } else if place == "cookie" || !Self.usualHeaders.contains(name.lowercased()) {
                elsewhere["\(place) \(name)"] = isRequired
            }
        }
        self.parameters = parameters.sorted { $0.key < $1.key }.map(\.value)
        requiredElsewhere = elsewhere.filter(\.value).keys.sorted()
        let body = schemas.resolved(value["requestBody"])
        let types = body["content"].map.keys.sorted()
        otherBody = types.contains { $0.lowercased().contains("json") || $0.contains("*") } ? nil : types.first
        let members = schemas.members(ofContent: body)
        (request, describesRequest) = (members.filter { !$0.isReadOnly }, !members.isEmpty)
        let success = value["responses"].map.sorted { $0.key < $1.key }.first { $0.key.hasPrefix("2") }
        answer = success.map { schemas.members(ofContent: schemas.resolved($0.value)) } ?? []
    }
}
