import Foundation
import Orchestration

extension Routes {
    private static let jobName = Field.text("job", "Only sessions of this job.", 1...63)
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
            let now = Date()
            let selection = SessionSelection(
                jobs: call.query[jobName].map { [$0] } ?? [], connection: call.connection, from: call.query[from], to: call.query[to])
            let wanted = call.query[state]
            let views = try await services.reader.sessions(selection).reversed()
                .map { SessionView($0, at: now) }.filter { wanted == nil || $0.state.rawValue == wanted }
            let (items, next) = try ListAnswer.page(views, call)
            return try ListAnswer.make(items, next: next, call)
        },
        Route(
            .get, "/v1/sessions/{sessionId}", "getSession", group: "sessions", "One session.", successes: [.json(.named("Session"), "The session.")],
            refusals: [.notFound]
        ) { call, services in
            try Answer.encoded(SessionView(try await session(call, services), at: Date()))
        },
        Route(
            .get, "/v1/sessions/{sessionId}/participants", "listParticipants", group: "sessions",
            "Who came: an object a participant, with the columns of the report.", query: [],
            successes: [.json(.list(.anyObject), "Participants in the order of the report."), waiting], refusals: [.notFound, .gone]
        ) { call, services in
            let session = try await session(call, services)
            guard let participants = try await services.reader.participants(session.id) else { return try SessionFiles.missing(session) }
            return Answer(status: 200, content: .bytes(Data(participants.json.utf8), type: "application/json"))
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
            guard call.query[SessionFiles.link] == "link" else { return try await SessionFiles.report(session, form, services) }
            guard SessionFiles.isReady(session) else { return try SessionFiles.missing(session) }
            return try SessionFiles.link(to: .init(connection: call.connection, session: session.id, format: form), call, services)
        },
        Route(
            .get, "/v1/files/{link}", "getFile", group: "sessions", "What a signed link opens, to whoever has it.", access: .open,
            successes: [
                Route.Success(status: 200, description: "The file.", type: SessionFiles.workbook),
                Route.Success(status: 200, description: "", type: "text/csv", schema: .text()),
                .json(.list(.anyObject), ""),
            ], refusals: [.notFound, .gone]
        ) { call, services in
            let target = try services.links.target(of: call.path["link"] ?? "", now: Date())
            if let file = target.file { return try SessionFiles.stored(file, target.format) }
            guard let session = try await services.reader.session(target.session ?? ""), session.connection == target.connection else {
                throw Problem(.gone, ProblemText.expiredLink)
            }
            return try await SessionFiles.report(session, target.format, services)
        },
    ]

    private static let waiting = Route.Success.json(
        .object([("status", .choice(["pending", "late"])), ("sessionId", .text())]), "It is not there yet.", status: 202, headers: ["Retry-After"])

    private static func session(_ call: Call, _ services: GatewayServices) async throws -> Session {
        let id = call.path["sessionId"] ?? ""
        guard let session = try await services.reader.session(id), session.connection == call.connection else {
            throw Problem(.notFound, ProblemText.noSuch(.session, id))
        }
        return session
    }
}
