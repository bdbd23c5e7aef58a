import Orchestration

/// The OpenAPI 3.1 document of a table of routes.
enum OpenAPIDocument {
    static func make(_ routes: [Route], components: [(String, Schema)]) -> JSON {
        var paths: [String: [String: JSON]] = [:]
        for route in routes { paths[route.path, default: [:]][route.method.rawValue.lowercased()] = operation(route) }
        var schemas = Dictionary(uniqueKeysWithValues: components.map { ($0, $1.json) })
        schemas["Problem"] = problem
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "autowebinar", "version": "1",
                "description": "Autowebinars, rooms, analytics and events of livedigital for automation platforms. /v1 only ever gains members.",
            ],
            "servers": [["url": "/"]],
            "security": [["bearer": []], ["apiKey": []]],
            "paths": .object(paths.mapValues(JSON.object)),
            "components": [
                "schemas": .object(schemas),
                "securitySchemes": [
                    "bearer": ["type": "http", "scheme": "bearer"],
                    "apiKey": ["type": "apiKey", "in": "header", "name": "X-API-Key"],
                ],
            ],
        ]
    }

    private static func operation(_ route: Route) -> JSON {
        var operation: [String: JSON] = [
            "operationId": .string(route.name), "tags": [.string(route.group)], "summary": .string(route.summary), "responses": responses(route),
        ]
        if route.access == .open { operation["security"] = [] }
        var parameters = route.pathParameters.map { name -> JSON in
            ["name": .string(name), "in": "path", "required": true, "schema": route.place(name).schema.json]
        }
        parameters += route.query.map { field in
            [
                "name": .string(field.name), "in": "query", "required": .boolean(field.isRequired), "description": .string(field.summary),
                "schema": field.givenSchema(inQuery: true).json,
            ]
        }
        if route.method == .post, route.access == .key {
            parameters.append([
                "name": "Idempotency-Key", "in": "header", "required": false,
                "description": "The same key with the same request gives the same answer for 24 hours, and does nothing twice.",
                "schema": ["type": "string", "maxLength": 255],
            ])
        }
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        switch route.body {
        case .none: break
        case .members(let fields, let rules):
            operation["requestBody"] = [
                "required": .boolean(!rules.isEmpty || fields.contains(where: \.isRequired)),
                "content": ["application/json": ["schema": object(fields, rules)]],
            ]
        case .document(let schema), .raw(let schema):
            // What is described elsewhere is never empty.
            let isRequired = if case .array(let names)? = schema.json["required"] { !names.isEmpty } else { schema.json["$ref"] != nil }
            operation["requestBody"] = ["required": .boolean(isRequired), "content": ["application/json": ["schema": schema.json]]]
        }
        return .object(operation)
    }

    private static func object(_ fields: [AnyField], _ rules: [Schema]) -> JSON {
        var properties: [String: JSON] = [:]
        for field in fields {
            for name in [field.name] + field.aliases {
                // Of several names all but one may be left empty.
                let schema = field.aliases.isEmpty ? field.givenSchema() : field.schema.givenOrEmpty()
                properties[name] = schema.described(name == field.name ? field.summary : "Another name of \(field.name).").json
            }
        }
        var object: [String: JSON] = [
            "type": "object", "properties": .object(properties), "additionalProperties": false,
            "required": .array(fields.filter { $0.isRequired && $0.aliases.isEmpty }.map { .string($0.name) }),
        ]
        let named = fields.filter { !$0.aliases.isEmpty }.map { field in
            Schema.oneOf(([field.name] + field.aliases).map { ($0, field.schema) }, isRequired: field.isRequired, leftOut: field.leftOut)
        }
        if !named.isEmpty || !rules.isEmpty { object["allOf"] = .array((named + rules).map(\.json)) }
        return .object(object)
    }

    /// What any operation may be refused with.
    private static func refusals(_ route: Route) -> [ProblemCode] {
        var codes: [ProblemCode] = [
            .invalidRequestParams, .requestTimeout, .tooLarge, .headersTooLarge, .rateLimited, .internalError, .unavailable, .upstreamTimeout,
        ]
        // What livedigital answers with 409 or 410 is passed on.
        if route.access == .key { codes += [.unauthorized, .forbidden, .planRestricted, .conflict, .gone, .upstreamError, .upstreamUnavailable] }
        if route.method == .post, route.access == .key { codes += [.idempotencyKeyReused, .requestInProgress] }
        if !route.pathParameters.isEmpty { codes.append(.notFound) }
        return codes + route.refusals
    }

    private static func responses(_ route: Route) -> JSON {
        var responses: [String: JSON] = [:]
        for success in route.successes {
            let key = String(success.status)
            // Several forms of one answer are one response; the first one describes it.
            var response: [String: JSON] = ["description": responses[key]?["description"] ?? .string(success.description)]
            var content: [String: JSON] = [:]
            if let known = responses[key]?["content"], case .object(let others) = known { content = others }
            if let type = success.type { content[type] = merged(content[type], success.schema) }
            if !content.isEmpty { response["content"] = .object(content) }
            var headers: [String: JSON] = ["X-Request-Id": ["schema": ["type": "string"]]]
            for name in success.headers { headers[name] = ["schema": ["type": "string"]] }
            response["headers"] = .object(headers)
            responses[key] = .object(response)
        }
        for (status, codes) in Dictionary(grouping: Set(refusals(route)), by: \.status) {
            let names = codes.map(\.rawValue).sorted().joined(separator: ", ")
            responses[String(status)] = [
                "description": .string(names), "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
            ]
        }
        return .object(responses)
    }

    /// Answers of one status and type that differ in their shape.
    private static func merged(_ known: JSON?, _ schema: Schema?) -> JSON {
        guard let schema else { return known ?? [:] }
        guard let former = known?["schema"] else { return ["schema": schema.json] }
        return former == schema.json ? ["schema": former] : ["schema": ["anyOf": [former, schema.json]]]
    }

    private static let problem: JSON = [
        "type": "object",
        "properties": [
            "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
            "code": ["type": "string", "enum": .array(ProblemCode.allCases.map { .string($0.rawValue) })],
            "detail": ["type": "string"], "message": ["type": "string"],
            "errors": [
                "type": "array",
                "items": [
                    "type": "object", "required": ["field", "code", "message"],
                    "properties": ["field": ["type": "string"], "code": ["type": "string"], "message": ["type": "string"]],
                ],
            ],
            "retryable": ["type": "boolean"], "requestId": ["type": "string"],
            "upstream": [
                "anyOf": [
                    ["type": "null"],
                    [
                        "type": "object", "required": ["status", "operation"],
                        "properties": ["status": ["type": ["integer", "null"]], "operation": ["type": "string"]],
                    ],
                ]
            ],
        ],
        "required": ["type", "title", "status", "code", "detail", "message", "errors", "retryable", "requestId", "upstream"],
    ]
}
