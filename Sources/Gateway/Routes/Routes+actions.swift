import Orchestration

extension Routes {
    private static let force = Field.boolean("force", "Delete it even where this service did not make it.")

    /// The actions that are carried out as durable runs.
    static let actions: [Route] = [
        action(.createSpace, .post, "/v1/spaces", 201),
        action(.updateSpace, .put, "/v1/spaces/{spaceId}", 200),
        action(.deleteSpace, .delete, "/v1/spaces/{spaceId}", 204, query: [force.any]) { call in
            call.query[force].map { ["force": .boolean($0)] } ?? [:]
        },
        action(.createRoom, .post, "/v1/rooms", 201),
        action(.createRoom, .post, "/v1/spaces/{spaceId}/rooms", 201, name: "createRoomInSpace"),
        action(.updateRoom, .put, "/v1/spaces/{spaceId}/rooms/{roomId}", 200),
        action(.deleteRoom, .delete, "/v1/spaces/{spaceId}/rooms/{roomId}", 204),
        action(.createRoomInvite, .post, "/v1/spaces/{spaceId}/rooms/{roomId}/invites", 201),
        action(.roomGenerateAccess, .post, "/v1/spaces/{spaceId}/rooms/{roomId}/access", 201),
        action(.createAutowebinar, .post, "/v1/autowebinars", 201),
    ]

    /// - Parameters:
    ///   - success: the status of the outcome.
    ///   - more: members that do not come in the body.
    private static func action(
        _ definition: ActionDefinition, _ method: Route.Method, _ path: String, _ success: Int, name: String? = nil, query: [AnyField] = [],
        more: @escaping @Sendable (Call) -> [String: JSON] = { _ in [:] }
    ) -> Route {
        let carrier = ActionCall(definition: definition, success: success)
        // A part of the path is an id or an exact name, as everywhere.
        let inPath = RouteTable.segments(path).filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        let places = inPath.compactMap { part in definition.parameters.first { $0.name == part }.map { (part, $0.eitherMember ?? part) } }
        let outcome: Route.Success =
            success == 204
            ? .noContent
            : .json(
                definition.resultSchema, definition.summary.english, status: success,
                headers: method == .post ? ["Location", "Idempotent-Replayed"] : ["Location"])
        var refusals: [ProblemCode] = [.notFound, .conflict, .gone]
        if definition.errors.contains(.ambiguousName) { refusals.append(.ambiguousName) }
        if definition.errors.contains(.notCreatedHere) { refusals.append(.notCreatedHere) }
        return Route(
            method, path, name ?? definition.name, group: "actions", definition.title.english,
            places: inPath.map { Field.text($0, "By id or exact name.", 1...ValueType.longestIdentifier).any }, query: [RunAnswer.wait.any] + query,
            body: method == .delete ? .none : .document(definition.bodySchema(excluding: Set(inPath))), successes: [outcome] + RunAnswer.pending,
            refusals: refusals, makesRun: true
        ) { call, services in
            var members = more(call)
            for (part, member) in places { members[member] = call.path[part].map(JSON.string) }
            return try await carrier.answer(members, call, services)
        }
    }
}
