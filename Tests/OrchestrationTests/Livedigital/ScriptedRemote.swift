import Curl
import DurableFlow
import Foundation
import LivedigitalAPI
import Synchronization
import Testing

@testable import Orchestration

/// Answers requests by method and path, each path's answers in order, and keeps what was asked. A request that is not scripted fails the test.
final class ScriptedRemote: HTTPTransport {
    private struct State {
        var script: [String: [Result<HTTPResponse, HTTPFailure>]] = [:]
        var asked: [String] = []
        var sent: [String] = []
    }

    private let state = Mutex(State())

    /// What was asked, such as `GET /spaces/space1/playbacks`, in order.
    var asked: [String] { state.withLock { $0.asked } }

    /// The bodies that were sent, in order.
    var sent: [String] { state.withLock { $0.sent } }

    /// Scripts the next answer to a request; the last one scripted serves all further ones.
    @discardableResult
    func on(_ request: String, _ status: Int, _ body: String = "", headers: [(name: String, value: String)] = []) -> Self {
        on(request, .success(HTTPResponse(status: status, headers: headers, body: Data(body.utf8))))
    }

    @discardableResult
    func on(_ request: String, _ result: Result<HTTPResponse, HTTPFailure>) -> Self {
        state.withLock { $0.script[request, default: []].append(result) }
        return self
    }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let name = "\(request.method) \(request.url.dropFirst("https://remote.test/v1".count))"
        let answer = state.withLock { state -> Result<HTTPResponse, HTTPFailure>? in
            state.asked.append(name)
            if let body = request.body { state.sent.append(String(decoding: body, as: UTF8.self)) }
            guard let answers = state.script[name], let first = answers.first else { return nil }
            if answers.count > 1 { state.script[name]?.removeFirst() }
            return first
        }
        guard let answer else {
            Issue.record("unexpected request \(name)")
            throw HTTPFailure(code: .cannotConnect, message: "nothing scripted", requestWasSent: false)
        }
        return try answer.get()
    }

    func client(_ overrides: [ContractOverride] = []) throws -> LivedigitalClient {
        LivedigitalClient(
            baseURL: "https://remote.test/v1", token: "t0ken", contract: try Contract.assumed.applying(overrides), transport: self)
    }

    /// A performer that works against this remote.
    func performer(reports: URL = URL(fileURLWithPath: "/nonexistent"), _ overrides: ContractOverride...) throws -> LivedigitalPerformer {
        let client = LivedigitalClient(
            baseURL: "https://remote.test/v1", token: "t0ken", contract: try Contract.assumed.applying(overrides), transport: self)
        return LivedigitalPerformer(clients: { _ in client }, listing: SharedListing(now: { Webinar.now }), reports: ReportStore(root: reports))
    }
}

extension Result<HTTPResponse, HTTPFailure> {
    static func broken(_ code: HTTPFailure.Code, sent: Bool) -> Self {
        .failure(HTTPFailure(code: code, message: "it broke", requestWasSent: sent))
    }
}

extension CallContext {
    /// The context of the fixtures' run, where some objects belong to other runs.
    static func run(ownedByOthers others: Set<String> = [], failing: Bool = false) -> CallContext {
        CallContext(runKey: "demo@2027-01-15T09:00:00.000Z", step: "step", lane: "default", notBefore: Webinar.now) { _, identifiers in
            if failing { throw Failure(code: "journal", message: "the journal cannot be read") }
            return others.intersection(identifiers)
        }
    }
}

extension Performance<AutowebinarAnswer> {
    /// The outcome in short: `answered`, `refused invalid_request`, `notReady`, `unknown` and so on.
    var brief: String {
        switch self {
        case .answered: "answered"
        case .refused(let failure): "refused \(failure.code)"
        case .notReady: "notReady"
        case .hindered(let hindrance): hindrance.brief
        }
    }

    var answer: AutowebinarAnswer? { if case .answered(let answer, _) = self { answer } else { nil } }
    var made: [RemoteObject] { if case .answered(_, let made) = self { made } else { [] } }
}

extension Finding<AutowebinarAnswer> {
    var brief: String {
        switch self {
        case .found: "found"
        case .absent: "absent"
        case .unproved: "unproved"
        case .hindered(let hindrance): hindrance.brief
        }
    }

    var answer: AutowebinarAnswer? { if case .found(let answer, _) = self { answer } else { nil } }
    var made: [RemoteObject] { if case .found(_, let made) = self { made } else { [] } }
    var question: String { if case .unproved(let question) = self { question } else { "" } }
}

extension Hindrance {
    var brief: String {
        switch self {
        case .notSent: "notSent"
        case .rateLimited(let retryAfter): "rateLimited \(retryAfter.map { "\($0.components.seconds)" } ?? "-")"
        case .blocked(let failure): "blocked \(failure.code)"
        case .mismatch: "mismatch"
        case .unknown: "unknown"
        }
    }
}
