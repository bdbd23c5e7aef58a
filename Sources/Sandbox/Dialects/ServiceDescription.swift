/// The API as an OpenAPI 3 document, as the service would publish it.
struct ServiceDescription {
    let dialect: Dialect

    init(_ dialect: Dialect) { self.dialect = dialect }

    /// The whole document.
    var document: JSONValue {
        var paths: [String: JSONValue] = [:]
        for operation in Operation.allCases where !operation.isFile {
            let (method, path) = dialect.route(of: operation)
            // The version is in the server's address, as the real service's ids of operations show.
            let key = String(path.dropFirst("/v1".count))
            guard case .object(var methods) = paths[key] ?? .object([:]) else { continue }
            methods[method.lowercased()] = describe(operation, path)
            paths[key] = .object(methods)
        }
        return .object([
            "openapi": .string("3.0.3"), "info": .object(["title": .string("livedigital (sandbox)"), "version": .string("1")]),
            "servers": .array([.object(["url": .string("/v1")])]), "paths": .object(paths),
        ])
    }

    private func describe(_ operation: Operation, _ path: String) -> JSONValue {
        let shape = OperationShape(operation, dialect)
        let inPath = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { Member(String($0.dropFirst().dropLast()), required: true) }
        var members: [String: JSONValue] = [
            "parameters": .array(inPath.map { $0.parameter("path") } + shape.query.map { $0.parameter("query") }),
            "responses": .object(["200": .object(["description": .string("Done"), "content": content(shape.answer)])]),
        ]
        members["operationId"] = operation.publishedId.map { .string($0) }
        if !shape.body.isEmpty {
            members["requestBody"] = .object([
                "required": .boolean(true), "content": .object(["application/json": .object(["schema": Self.object(shape.body)])]),
            ])
        }
        return .object(members)
    }

    private func content(_ answer: OperationShape.Answer) -> JSONValue {
        switch answer {
        case .nothing: .object([:])
        case .file: .object(["application/octet-stream": .object([:])])
        case .object(let members): Self.json(Self.object(members))
        case .list(let members):
            Self.json(
                dialect == .second
                    ? Self.list(members)
                    : .object([
                        "type": .string("object"),
                        "properties": .object(["items": Self.list(members), "total": .object(["type": .string("integer")])]),
                    ]))
        }
    }

    private static func json(_ schema: JSONValue) -> JSONValue { .object(["application/json": .object(["schema": schema])]) }

    private static func list(_ members: [Member]) -> JSONValue { .object(["type": .string("array"), "items": object(members)]) }

    private static func object(_ members: [Member]) -> JSONValue {
        .object([
            "type": .string("object"), "properties": .object(Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.schema) })),
            "required": .array(members.filter(\.isRequired).map { .string($0.name) }),
        ])
    }
}

/// A member of a query, a request or an answer.
struct Member {
    var name: String
    var schema: JSONValue
    var isRequired: Bool

    init(_ name: String, _ type: String = "string", values: [String] = [], required: Bool = false) {
        self.name = name
        var schema: [String: JSONValue] = ["type": .string(type)]
        if !values.isEmpty { schema["enum"] = .array(values.map { .string($0) }) }
        self.schema = .object(schema)
        isRequired = required
    }

    func parameter(_ place: String) -> JSONValue {
        .object(["name": .string(name), "in": .string(place), "required": .boolean(isRequired), "schema": schema])
    }
}

extension Operation {
    /// The id under which livedigital publishes it; nil where Swagger UI makes one of method and path.
    var publishedId: String? {
        switch self {
        case .getRecords: nil
        case .redirectToDownloadRoomRecord: "RedirectToDownloadRoomRecord"
        case .createWebhook: "CreateWebHook"
        case .getWebhook: "GetWebHook"
        case .updateWebhook: "UpdateWebHook"
        case .deleteWebhook: "DeleteWebHook"
        case .refreshSecretWebhook: "RefreshSecretWebHook"
        default: rawValue
        }
    }
}
