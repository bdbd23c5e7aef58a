import Foundation
import Orchestration

extension Routes {
    private static let type = Field.choice(
        "type", "Only events of this type, in our spelling or in livedigital's.", EventType.allCases.flatMap { [$0.rawValue, $0.eventName] })
    private static let updatedFrom = Field.instant("updatedFrom", "Only events that were recorded at or after this instant.")
    private static let updatedTo = Field.instant("updatedTo", "Only events that were recorded before this instant.")

    private static let cursor = Field.form(
        "cursor", "Where the page begins: `nextCursor` of the one before.", TextPattern(#"^[0-9]{1,18}\.[0-9]{1,18}$"#)
    ) { _ in ProblemText.staleCursor }

    /// Events as they are polled, shown as samples, and posted to us by livedigital.
    static let events: [Route] = [
        Route(
            .get, "/v1/events", "listEvents", group: "events", "What happened, newest first, in the shape that hooks are sent.",
            query: [type.any, updatedFrom.any, updatedTo.any, ListAnswer.limit.any, cursor.any, ListAnswer.shape.any],
            successes: [ListAnswer.success(.named("Event"), "Events.")]
        ) { call, services in
            let types = try call.query[type].map { [try known($0, field: "type")] } ?? []
            let span = try call.query.span(updatedFrom, updatedTo)
            let page = try await services.reader.events(
                EventSelection(
                    connection: call.connection, types: types, updatedFrom: span.from, updatedTo: span.to,
                    limit: call.query[ListAnswer.limit] ?? 50, cursor: call.query[cursor]))
            return try ListAnswer.make(page.items, next: page.nextCursor, call)
        },
        Route(
            .get, "/v1/samples/{type}", "listSamples", group: "events",
            "One to three events of a type: the latest, or made-up ones of the very same shape.",
            places: [Field.choice("type", type.summary, EventType.allCases.flatMap { [$0.rawValue, $0.eventName] }).any],
            successes: [.json(.list(.named("Event")), "Events.")], refusals: [.notFound]
        ) { call, services in
            let name = call.path["type"] ?? ""
            guard let type = EventType(name: name) else { throw Problem(.notFound, ProblemText.noSuch(.event, name)) }
            return try Answer.encoded(try await services.reader.samples(type, connection: call.connection))
        },
        Route(
            .post, "/v1/ingest/{address}", "ingestEvent", group: "events",
            "Where livedigital's webhooks post to: signed, kept, and only then answered.",
            access: .open, body: .raw(.anyObject), successes: [.json(.object([("status", .choice(["kept"]))]), "It is kept.")],
            refusals: [.unauthorized, .notFound]
        ) { call, services in
            let answer: IngestService.Answer
            do {
                answer = try await services.events.ingest.ingest(call.bytes, opaque: call.path["address"] ?? "", now: Date())
            } catch {
                // Nothing is kept, and livedigital tries again.
                throw Problem(.unavailable, ProblemText.unavailable)
            }
            switch answer {
            case .kept: return Answer(status: 200, content: .bytes(kept, type: "application/json"))
            case .unknownAddress: throw Problem(.notFound, ProblemText.unknownAddress)
            case .badSignature: throw Problem(.unauthorized, ProblemText.badSignature)
            case .notVerifiableYet: throw Problem(.unavailable, ProblemText.secretAwaited)
            }
        },
    ]

    private static let kept = Data(#"{"status":"kept"}"#.utf8)

    private static func known(_ name: String, field: String) throws(Problem) -> EventType {
        if let type = EventType(name: name) { return type }
        let words = ProblemText.notOneOf("\"\(name)\"", EventType.allCases.map(\.rawValue))
        throw Problem([Problem.Field(field: field, code: "wrong_value", message: words)])
    }
}
