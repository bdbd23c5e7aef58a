import Foundation
import Orchestration

extension Routes {
    private static let jobName = Field.jobName("job", "Only sessions of this job.")
    private static let from = Field.instant("from", "Only sessions that start at or after this instant.")
    private static let to = Field.instant("to", "Only sessions that start before this instant.")
    private static let state = Field.choice("state", "Only sessions in this state.", Session.State.allCases.map(\.rawValue))
    private static let format = Field.choice("format", "The form of the report; xlsx unless given.", ["xlsx", "csv", "json"])

    static let sessions: [Route] = [
        Route(
            .get, "/v1/sessions", "listSessions", group: "sessions", "Autowebinar showings and calls with their state and reports, newest first.",
            query: [jobName.any, state.any, from.any, to.any] + ListAnswer.fields,
            successes: [ListAnswer.success(.named("Session"), "Sessions.")]
        ) { call, services in
            let now = services.owned.now
            let span = try call.query.span(from, to)
            var jobs: [String] = []
            if let name = call.query[jobName] { jobs = [try await services.reader.storedName(ofJob: name, of: call.connection)] }
            let selection = SessionSelection(jobs: jobs, connection: call.connection, from: span.from, to: span.to)
            let wanted = call.query[state]
            let sessions = try await services.reader.sessions(selection).reversed().filter { wanted == nil || $0.state(at: now).rawValue == wanted }
            let (items, next) = ListAnswer.page(sessions, call)
            return try ListAnswer.make(items.map { call.telling($0, at: now, services) }, next: next, call)
        },
        Route(
            .get, "/v1/sessions/{sessionId}", "getSession", group: "sessions", "One session.", successes: [.json(.named("Session"), "The session.")],
            refusals: [.notFound]
        ) { call, services in
            try Answer.encoded(call.telling(try await session(call, services), at: Date(), services))
        },
        Route(
            .get, "/v1/sessions/{sessionId}/participants", "listParticipants", group: "sessions",
            "Who came: an object a participant, with the columns of the report.", query: ListAnswer.fields,
            successes: [ListAnswer.success(.anyObject, "Participants in the order of the report."), waiting], refusals: [.notFound, .gone]
        ) { call, services in
            let session = try await session(call, services)
            guard let participants = try await services.reader.participants(session) else { return try SessionFiles.missing(session) }
            guard case .array(let all) = try JSON(json: Data(participants.json.utf8)) else { return try SessionFiles.missing(session) }
            let (items, next) = ListAnswer.page(all, call, limit: 1000)
            return try ListAnswer.make(items, next: next, call)
        },
        Route(
            .get, "/v1/sessions/{sessionId}/analytics", "getAnalytics", group: "sessions", "The analytics report of a session.",
            query: [format.any, SessionFiles.link.any],
            successes: [
                Route.Success(status: 200, description: "The report.", type: SessionFiles.workbook),
                Route.Success(status: 200, description: "", type: "text/csv", schema: .text()),
                .json(
                    .either(.list(.anyObject), .object([("url", .text()), ("expiresAt", .instant)])),
                    "The participants with format=json, or a link with as=link."), waiting,
            ], refusals: [.notFound, .gone]
        ) { call, services in
            let session = try await session(call, services)
            let form = call.query[format] ?? "xlsx"
            let report = try await SessionFiles.report(session, form, services)
            // A link is given only to what it would open.
            guard call.query[SessionFiles.link] == "link", report.status == 200 else { return report }
            return try SessionFiles.link(to: .init(connection: call.connection, session: session.id, format: form), call, services)
        },
        Route(
            .get, "/v1/files/{link}", "getFile", group: "sessions", "What a signed link opens, to whoever has it.", access: .open,
            places: [Field.text("link", "What the signed link holds.", 1...8000).any],
            successes: [
                Route.Success(status: 200, description: "The file.", type: SessionFiles.workbook),
                Route.Success(status: 200, description: "", type: "text/csv", schema: .text()),
                .json(Schema([:]), ""),
            ], refusals: [.notFound, .gone]
        ) { call, services in
            let target = try services.links.target(of: call.path["link"] ?? "", now: Date())
            if let file = target.file { return try SessionFiles.stored(file, target.format, services) }
            guard let session = try await services.reader.session(target.session ?? "", of: target.connection) else {
                throw Problem(.gone, ProblemText.expiredLink)
            }
            return try await SessionFiles.report(session, target.format, services)
        },
    ]

    private static let waiting = Route.Success.json(
        .object([("status", .choice(["pending", "late"])), ("sessionId", .text())]), "It is not there yet.", status: 202, headers: ["Retry-After"])

    private static func session(_ call: Call, _ services: GatewayServices) async throws -> Session {
        let id = call.path["sessionId"] ?? ""
        guard let session = try await services.reader.session(id, of: call.connection) else {
            throw Problem(.notFound, ProblemText.noSuch(.session, id))
        }
        return session
    }
}
