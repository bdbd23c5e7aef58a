import Curl
import Foundation
import LivedigitalAPI
import Synchronization
import Testing

/// Answers requests from a list, in order, and keeps what was asked. A request beyond the list fails the test.
final class ScriptedTransport: HTTPTransport {
    private struct State {
        var script: [Result<HTTPResponse, HTTPFailure>]
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>

    init(_ script: Result<HTTPResponse, HTTPFailure>...) { state = Mutex(State(script: script)) }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let answer = state.withLock { state -> Result<HTTPResponse, HTTPFailure>? in
            state.requests.append(request)
            return state.script.isEmpty ? nil : state.script.removeFirst()
        }
        guard let answer else {
            Issue.record("unexpected request \(request.method) \(request.url)")
            throw HTTPFailure(code: .cannotConnect, message: "nothing scripted", requestWasSent: false)
        }
        return try answer.get()
    }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// The one request there was.
    func request() throws -> HTTPRequest {
        let all = requests
        try #require(all.count == 1)
        return all[0]
    }
}

extension Result<HTTPResponse, HTTPFailure> {
    static func answer(_ status: Int, _ body: String = "", headers: [(name: String, value: String)] = []) -> Self {
        .success(HTTPResponse(status: status, headers: headers, body: Data(body.utf8)))
    }

    static func failure(_ code: HTTPFailure.Code, sent: Bool, _ message: String = "it broke") -> Self {
        .failure(HTTPFailure(code: code, message: message, requestWasSent: sent))
    }
}

extension HTTPRequest {
    var text: String? { body.map { String(decoding: $0, as: UTF8.self) } }
}

let base = "https://api.example.com/v1"
let token = "s3cr3t-t0ken"
let space = "662cc96d46ac941cda787127"
let room = "66d1d55d1cf5d9c045c0d1c4"
let record = "66d546c02b949f07df0e96ae"
let playback = "a06b59a7-8529-42f7-bb0e-52e571de3488"

func client(_ transport: ScriptedTransport, _ overrides: ContractOverride...) throws -> LivedigitalClient {
    LivedigitalClient(
        baseURL: base, token: token, contract: try Contract.assumed.applying(overrides), transport: transport, timeout: .seconds(20),
        now: { Date(timeIntervalSince1970: 1_700_000_000) })
}

/// The error that the call throws; fails the test when it throws none.
func failure<Value>(_ call: () async throws(LivedigitalError) -> Value) async throws -> LivedigitalError {
    do {
        _ = try await call()
    } catch {
        return error
    }
    throw NothingThrown()
}

struct NothingThrown: Error {}
