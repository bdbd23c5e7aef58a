import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import Orchestration

/// Ends a connection on which nothing more may be read.
private struct ConnectionDropped: Error {}

extension GatewayServer {
    /// Answers one request.
    func respond(to request: Request, with writer: consuming ResponseWriter, on channel: any Channel) async throws {
        let began = ContinuousClock.now
        let requestId = UUID().uuidString.lowercased()
        let language = Language(accepting: request.headers[.acceptLanguage])
        var found: Route?
        /// Whether the connection is past the body; nil before it was read, which can be done once.
        var isConsumed: Bool?
        var answer: Answer
        var settle: RepeatedRequests.Settlement?
        do throws(any Error) {
            let (path, query) = Self.parts(request.head.path ?? "/")
            let (route, parameters) = try routes.find(method: request.method.rawValue, path: path)
            found = route
            var tenant: Tenant?
            if route.access == .key {
                tenant = try await within(limits.handling) { try await self.tenant(of: request) }
                guard tenant != nil else { throw Problem(.upstreamTimeout, ProblemText.tooSlow(goesOn: false)) }
            }
            // The client's own time does not count, livedigital's does.
            let left = limits.handling - (ContinuousClock.now - began)
            let body = await RequestBodyReader.read(request, patience: limits.body)
            isConsumed = body.isConsumed
            if let problem = body.problem { throw problem }
            let call = try call(route, parameters, query, body.bytes, tenant, request, requestId: requestId, language, deadline: .now + left)
            (answer, settle) = try await carryOut(call)
        } catch {
            if isConsumed == nil { isConsumed = await RequestBodyReader.read(request, patience: limits.body).isConsumed }
            let problem = Problem(error, requestId: requestId)
            if problem.code == .internalError {
                logger.error("a request failed", metadata: ["request": "\(requestId)", "route": "\(found?.name ?? "-")", "error": "\(error)"])
            }
            answer = problem.answer(language, requestId: requestId)
        }
        answer.headers["X-Request-Id"] = requestId
        if isConsumed != true { answer.headers["Connection"] = "close" }
        services.metrics.count(route: found?.path ?? "unknown", method: found?.method.rawValue ?? "-", status: answer.status, took: .now - began)
        logger.debug(
            "answered",
            metadata: [
                "request": "\(requestId)", "route": "\(found?.name ?? "-")", "status": "\(answer.status)",
                "milliseconds": "\((ContinuousClock.now - began) / .milliseconds(1))",
            ])
        let response = answer.response(isHead: request.method == .head)
        // Asked before the answer: who closes the connection afterwards has got it.
        let isAwaited = settle == nil ? true : await Self.isThere(channel)
        do {
            try await writer.write(response: response.head, body: response.body)
        } catch {
            await settle?(false)
            throw error
        }
        await settle?(isAwaited)
        if isConsumed != true { throw ConnectionDropped() }
    }

    /// Whether the client has closed neither the connection nor its half of it, as the socket says: that the input has ended is told to no handler for
    /// certain while a request is being answered.
    private static func isThere(_ channel: any Channel) async -> Bool {
        guard let socket = channel as? any SocketOptionProvider, let state = try? await socket.getTCPInfo().get() else { return false }
        return state.tcpi_state == UInt8(TCP_ESTABLISHED)
    }

    private static func parts(_ target: String) -> (path: String, query: String) {
        var target = target[...]
        // Proxies may send the whole address (RFC 9112, section 3.2.2).
        if target.hasPrefix("http://") || target.hasPrefix("https://") {
            target = target.drop { $0 != "/" }.dropFirst(2)
            target = target.firstIndex(of: "/").map { target[$0...] } ?? "/"
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }

    private static let apiKey = HTTPField.Name("X-API-Key")

    private func tenant(of request: Request) async throws -> Tenant {
        var key = Self.apiKey.flatMap { request.headers[$0] }
        if let header = request.headers[.authorization] {
            let parts = header.split(separator: " ", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == "bearer" { key = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        return try await services.authoriser.tenant(key)
    }

    private func call(
        _ route: Route, _ path: [String: String], _ query: String, _ bytes: Data, _ tenant: Tenant?, _ request: Request, requestId: String,
        _ language: Language, deadline: ContinuousClock.Instant
    ) throws -> Call {
        let wrong = path.sorted { $0.key < $1.key }.compactMap { name, value in route.place(name).problem(.string(value)) }
        guard wrong.isEmpty else { throw Problem(notFound: wrong) }
        let headers = request.headers
        let origin =
            services.configuration.server.publicURL ?? request.head.authority.map { "http://\($0)" } ?? ""
        return Call(
            route: route, path: path, query: try Input(QueryText.members(query), route.query),
            body: try members(route, bytes), document: try document(route, bytes), bytes: bytes, tenant: tenant, requestId: requestId,
            language: language, deadline: deadline, origin: origin, target: request.head.path ?? "/",
            header: { name in HTTPField.Name(name).flatMap { headers[$0] } })
    }

    private func members(_ route: Route, _ bytes: Data) throws -> Input {
        switch route.body {
        case .document, .raw: return .none
        case .none:
            // Some clients send an empty object with every request.
            guard bytes.isEmpty || (try? JSON(json: bytes)) == .object([:]) else { throw Problem(.invalidRequestParams, ProblemText.unexpectedBody) }
            return .none
        case .members(let fields, _):
            return try Input(object(bytes), fields)
        }
    }

    private func document(_ route: Route, _ bytes: Data) throws -> [String: JSON] {
        if case .document = route.body { try object(bytes) } else { [:] }
    }

    /// The members of a body; none where there is no body.
    private func object(_ bytes: Data) throws(Problem) -> [String: JSON] {
        if bytes.isEmpty { return [:] }
        // Foundation would take UTF-16 and UTF-32, too.
        guard String(validating: bytes, as: UTF8.self) != nil, case .object(let members)? = try? JSON(json: bytes) else {
            throw Problem(.invalidRequestParams, ProblemText.notJSON)
        }
        if let member = JSON.repeatedMember(of: bytes) {
            throw Problem([Problem.Field(field: member, code: "given_twice", message: ProblemText.givenTwice)])
        }
        return members
    }

    private func carryOut(_ call: Call) async throws -> (Answer, RepeatedRequests.Settlement?) {
        guard let tenant = call.tenant else { return try await handle(call) }
        return try await services.admission.admit(tenant) { try await handle(call) }
    }

    private func handle(_ call: Call) async throws -> (Answer, RepeatedRequests.Settlement?) {
        let services = services
        let answer = try await within(call.deadline - .now) { () -> (Answer, RepeatedRequests.Settlement?) in
            guard call.route.method == .post, call.route.access == .key, call.route.makesRun || call.header("Idempotency-Key") != nil else {
                return (try await call.route.handle(call, services), nil)
            }
            return try await services.requests.answer(call, services)
        }
        guard let answer else { throw Problem(.upstreamTimeout, ProblemText.tooSlow(goesOn: call.route.makesRun)) }
        return answer
    }
}
