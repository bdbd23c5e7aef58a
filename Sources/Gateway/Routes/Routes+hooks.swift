import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration

extension Routes {
    private static let url = Field.form(
        "url", "Where events are posted to: https, and on the public internet.", .target, 1...2048, ProblemText.notTarget
    ).required.taking("targetUrl", "target_url", "hookUrl")
    private static let eventTypes = Field<[EventType]>(
        "events", "The types of events, in our spelling or in livedigital's: call.finished, call_finished.",
        .either(.list(spelledType, 1...EventType.allCases.count), spelledType)
    ) { value throws(Field<[EventType]>.Refusal) in
        // `event` and some tools give one as a text.
        let given = if case .array(let items) = value { items } else { [value] }
        var types: [EventType] = []
        for (index, item) in given.enumerated() {
            guard let type = item.text.flatMap(EventType.init(name:)) else {
                let path = given.count > 1 ? "[\(index)]" : ""
                let words = ProblemText.notOneOf(item.summary, EventType.allCases.map(\.rawValue))
                throw Field<[EventType]>.Refusal(code: "wrong_value", message: words, path: path)
            }
            types.append(type)
        }
        guard (1...EventType.allCases.count).contains(types.count) else {
            throw Field<[EventType]>.Refusal(code: "missing", message: types.isEmpty ? ProblemText.missing : ProblemText.givenTwice)
        }
        return types
    }.required.taking("event")
    private static let spaceId = Field.text("spaceId", "Only events of this space, by id or exact name.", 1...200).taking("spaceName")
        .leftOut(with: [("roomId", knownRoom), ("roomName", knownRoom), ("takeOver", .either(.absent, .refused))])
    private static let roomId = Field.text("roomId", "Only events of this room, by id or exact name.", 1...200).taking("roomName")
    private static let jobName = Field.jobName("jobName", "Only events of this job.")
    private static let secret = Field.form(
        "secret", "What to sign with: base64 of 24 to 64 bytes; one is made unless given.", .hookSecret
    ) { _ in ProblemText.hookSecret }
    private static let takeOver = Field.boolean(
        "takeOver", "Take over the webhook that somebody else set on the space; its receiver is told of events as before, by us.")
    private static let sought = Field.text("url", "Only hooks with this address.", 1...2048)
    private static let state = Field.choice("state", "Only deliveries in this state.", Delivery.State.allCases.map(\.name))
    private static let eventId = Field.text("eventId", "One event, delivered or not; all that were given up unless given.", 1...100)

    private static let spelledType = Schema.choice(EventType.allCases.flatMap { [$0.rawValue, $0.eventName] })

    /// What livedigital's ids look like.
    static let identifier = TextPattern("^[0-9A-Fa-f]{24}$")
    /// A room by its name, and taking over, need the space.
    private static let knownRoom = Schema.either(.absent, .text(pattern: identifier))

    static let hooks: [Route] = [
        Route(
            .post, "/v1/hooks", "createHook", group: "hooks", "Subscribe an address to events; the same again is the same hook.",
            body: .members([url.any, eventTypes.any, spaceId.any, roomId.any, jobName.any, secret.any, takeOver.any]),
            successes: [
                .json(Components.subscribedHook, "Subscribed.", status: 201), .json(Components.subscribedHook, "It was subscribed before."),
            ], refusals: [.notFound, .ambiguousName, .conflict]
        ) { call, services in
            try await subscribe(call, services)
        },
        Route(
            .get, "/v1/hooks", "listHooks", group: "hooks", "The hooks, the oldest first.", query: [sought.any] + ListAnswer.fields,
            successes: [ListAnswer.success(.named("Hook"), "Hooks.")]
        ) { call, services in
            let (items, next) = try await services.reader.hooks(
                connection: call.connection, url: call.query[sought], after: ListAnswer.position(call), limit: call.query[ListAnswer.limit] ?? 50)
            return try ListAnswer.make(items.map { call.language.telling($0) }, next: next.map { String($0) }, call)
        },
        Route(
            .get, "/v1/hooks/{hookId}", "getHook", group: "hooks", "One hook.", successes: [.json(.named("Hook"), "The hook.")], refusals: [.notFound]
        ) { call, services in
            try Answer.encoded(call.language.telling(try await hook(call, services)))
        },
        Route(
            .delete, "/v1/hooks/{hookId}", "deleteHook", group: "hooks", "End a subscription, with everything that is on its way to it.",
            successes: [.noContent]
        ) { call, services in
            _ = try await HookService(services.owned).unsubscribe(call.path["hookId"] ?? "", connection: call.connection)
            return .noContent
        },
        Route(
            .post, "/v1/hooks/{hookId}/test", "testHook", group: "hooks", "Send the hook a made-up event with `test: true`.",
            successes: [.json(.named("Event"), "The event that is sent.")], refusals: [.notFound, .conflict]
        ) { call, services in
            try Answer.encoded(
                try await existing(call) { try await HookService(services.owned).test($0, connection: call.connection) })
        },
        Route(
            .post, "/v1/hooks/{hookId}/replay", "replayHook", group: "hooks", "Send again what was given up, or one event, under the same ids.",
            body: .members([eventId.any]), successes: [.json(.object([("replayed", .integer())]), "How many are sent again.")],
            refusals: [.notFound, .conflict]
        ) { call, services in
            if let event = call.body[eventId], try await services.reader.event(event, connection: call.connection) == nil {
                let words = ProblemText.noSuch(.event, event)
                throw Problem(.notFound, words, errors: [Problem.Field(field: "eventId", code: "not_found", message: words)])
            }
            let count = try await existing(call) {
                try await HookService(services.owned).replay($0, event: call.body[eventId], connection: call.connection)
            }
            return .json(["replayed": .integer(count)])
        },
        Route(
            .post, "/v1/hooks/{hookId}/rotate-secret", "rotateHookSecret", group: "hooks",
            "Give the hook a new secret; for a day the one before signs beside it.",
            successes: [.json(.object([("secret", .text())]), "The new secret.")],
            refusals: [.notFound]
        ) { call, services in
            let secret = try await existing(call) { try await HookService(services.owned).rotateSecret($0, connection: call.connection) }
            return .json(["secret": .string(secret)])
        },
        Route(
            .get, "/v1/hooks/{hookId}/deliveries", "listDeliveries", group: "hooks", "What was sent to the hook, the latest event first.",
            query: [state.any] + ListAnswer.fields, successes: [ListAnswer.success(.named("Delivery"), "Deliveries.")], refusals: [.notFound]
        ) { call, services in
            let hook = try await hook(call, services)
            let wanted = call.query[state]
            let page = try await services.reader.deliveries(
                hook: hook.id, state: Delivery.State.allCases.first { $0.name == wanted }, cursor: call.query[ListAnswer.cursor],
                limit: call.query[ListAnswer.limit] ?? 50)
            return try ListAnswer.make(call.language.telling(page.items), next: page.nextCursor, call)
        },
    ]

    private static func hook(_ call: Call, _ services: GatewayServices) async throws -> Hook {
        try await existing(call) { try await services.reader.hook($0, connection: call.connection) }
    }

    /// What is known of the hook that the path names.
    private static func existing<T>(_ call: Call, _ find: (String) async throws -> T?) async throws -> T {
        let id = call.path["hookId"] ?? ""
        guard let found = try await find(id) else { throw Problem(.notFound, ProblemText.noSuch(.hook, id)) }
        return found
    }

    private static func subscribe(_ call: Call, _ services: GatewayServices) async throws -> Answer {
        let body = call.body
        if let name = body[jobName], try await services.reader.job(name, of: call.connection) == nil {
            let words = ProblemText.noSuch(.job, name)
            throw Problem(.notFound, words, errors: [Problem.Field(field: "jobName", code: "not_found", message: words)])
        }
        let place = try await GivenPlace(body[spaceId], body[roomId], call, services)
        try await place.requireKnown(call, services)
        if body[takeOver] == true {
            guard let space = place.spaceId else {
                throw Problem([Problem.Field(field: "takeOver", code: "missing", message: ProblemText.takeOverNeedsSpace)])
            }
            try await services.events.takeOverWebhook(connection: call.connection, space: space)
        }
        let subscription = HookSubscription(
            connection: call.connection, url: try body.require(url), events: try body.require(eventTypes), spaceId: place.spaceId,
            roomId: place.roomId,
            jobName: body[jobName])
        do {
            let subscribed = try await HookService(services.owned).subscribe(subscription, secret: body[secret], now: Date())
            guard case .object(var members) = try JSON(json: try Answer.encode(subscribed.hook)) else { return .noContent }
            members["secret"] = .string(subscribed.secret)
            return .json(.object(members), status: subscribed.isNew ? 201 : 200)
        } catch let error as HookAddressError {
            let words = Localized(below: error.description)
            throw Problem([Problem.Field(field: "url", code: "wrong_address", message: words)])
        }
    }
}
