import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// Ends the handling of a connection on which nothing more may be written.
struct ConnectionDropped: Error {}

extension SandboxServer {
    /// Answers one request, or throws with nothing written, upon which the connection is closed.
    func respond(to request: Request, with writer: consuming ResponseWriter, on channel: any Channel) async throws {
        let answer: Answer
        do {
            let path = request.uri.path
            if path == "/doc/openapi.json", request.method == .get {
                answer = Answer(status: 200, content: .json(ServiceDescription(configuration.dialect).document))
            } else if path.hasPrefix("/_sandbox") {
                answer = try await administer(request, on: channel)
            } else {
                answer = try await serve(request, on: channel)
            }
        } catch let refusal as Refusal {
            answer = configuration.dialect.worded(refusal)
        } catch let error as SandboxError {
            answer = Refusal(error).answer
        }
        let response: Response
        do {
            response = try answer.response(date: clock.now)
        } catch {
            configuration.logger.error("An answer cannot be written", metadata: ["reason": "\(error)"])
            let refusal = Refusal(status: 500, message: "Internal server error: \(error)", code: "internal")
            response = try refusal.answer.response(date: clock.now)
        }
        try await writer.write(response: response.head, body: response.body)
    }

    /// Serves an API request and keeps the log.
    private func serve(_ request: Request, on channel: any Channel) async throws -> Answer {
        let path = request.uri.path
        let route = Result { () throws(Refusal) in try routes.resolve(method: request.method.rawValue, path: path) }
        let authorised = isAuthorised(request)
        let entry = RequestEntry(
            sequence: 0, at: clock.now, operation: (try? route.get())?.operation.rawValue, method: request.method.rawValue, path: path,
            query: request.uri.query, status: nil, authorised: authorised)
        let sequence = log.withLock { $0.note(entry) }
        do {
            let (operation, parameters) = try route.get()
            let query = Dictionary(
                request.uri.queryParameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { first, _ in first })
            let body = operation.takesBody ? try await json(of: request) : nil
            let head = Call.Head(
                authority: request.head.authority ?? "", range: request.headers[.range], ifRange: request.headers[.ifRange],
                carriesToken: request.headers[.authorization] != nil)
            let call = Call(operation: operation, parameters: parameters, query: query, body: body, head: head)
            let answer = try await answer(authorised ? understood(call) : call, authorised: authorised, on: channel)
            log.withLock { $0.setStatus(answer.status, of: sequence) }
            return answer
        } catch let refusal as Refusal {
            log.withLock { $0.setStatus(configuration.dialect.worded(refusal).status, of: sequence) }
            throw refusal
        }
    }

    /// The call in the members of the documented dialect.
    private func understood(_ call: Call) throws(Refusal) -> Call {
        configuration.dialect == .second ? try SecondDialect.incoming(call) : call
    }

    /// Does the call's work, and goes wrong where a fault says so.
    private func answer(_ call: Call, authorised: Bool, on channel: any Channel) async throws -> Answer {
        let work: @Sendable () throws(Refusal) -> Answer = { () throws(Refusal) in
            guard authorised || call.operation.isFile else { throw .unauthorized }
            let surroundings = self.surroundings
            return try self.remote.withLock { remote throws(Refusal) in try remote.answer(call, in: surroundings) }
        }
        guard let fault = board.withLock({ $0.take(call) }) else { return try work() }
        if let interruption = fault.action.interruption {
            var answer = try work()
            if case .file(let file, let part, _) = answer.content { answer.content = .file(file, part, interruption) }
            return answer
        }
        if case .late(let duration) = fault.action {
            try? await channel.close()
            try await wait(duration)
            _ = try? work()
            throw ConnectionDropped()
        }
        guard fault.moment == .after else {
            if let instead = try await carryOut(fault, on: channel) { return instead }
            return try work()
        }
        // A refusal is the work's outcome, too: it is lost or delayed like any other answer.
        let outcome = Result { () throws(Refusal) in try work() }
        return try await carryOut(fault, on: channel) ?? outcome.get()
    }

    /// The answer that a fault gives instead of the service's, or nil where it only took time.
    private func carryOut(_ fault: Fault, on channel: any Channel) async throws -> Answer? {
        switch fault.action {
        case .status(let status, let retryAfter, let message):
            let refusal = Refusal(
                status: status, message: message ?? "Something went wrong", code: "fault",
                headers: retryAfter.map { ["Retry-After": String($0)] } ?? [:])
            return refusal.answer
        case .garbage:
            return Answer(status: 200, content: .garbage)
        case .delay(let duration), .late(let duration):
            try await wait(duration)
            return nil
        case .cut, .stall: return nil
        case .kill(let pid):
            kill(pid, SIGKILL)
            fallthrough
        case .drop:
            // Closed here and not by the thrown error alone, so that requests already read from this connection are not served either.
            try? await channel.close()
            throw ConnectionDropped()
        }
    }

    /// Waits in real time; the end of the server ends the wait.
    private func wait(_ duration: Duration) async throws {
        try await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
    }

    var surroundings: RemoteState.Surroundings {
        .init(
            now: clock.now, listLag: configuration.listLag.timeInterval, reportDelay: configuration.reportDelay.timeInterval,
            identifiers: configuration.identifiers, options: options, dialect: configuration.dialect)
    }

    private func isAuthorised(_ request: Request) -> Bool { request.headers[.authorization] == "Bearer " + token.withLock { $0 } }

    /// The body as JSON. Too large a body is refused for the whole request, an unreadable one only when its operation comes to look at it.
    private func json(of request: Request) async throws -> Result<JSONValue, Refusal> {
        let data = try await body(of: request)
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true else {
            return .failure(.invalid("body must be application/json"))
        }
        return Result { try JSONDecoder.sandbox.decode(JSONValue.self, from: data) }.mapError { _ in .invalid("body is not JSON") }
    }

    /// The whole body, at most ``maximumBodyBytes``.
    func body(of request: Request) async throws -> Data {
        do {
            let buffer = try await request.body.collect(upTo: Self.maximumBodyBytes)
            return Data(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Refusal.tooLarge
        }
    }
}
