package import Curl
package import Foundation

/// livedigital's API as typed functions, one for each row of the contract table.
///
/// Every function sends once and either returns what livedigital answered or throws a ``LivedigitalError`` that says whether the call was
/// carried out, was not, or may have been. Nothing is tried again here. Cancelling the task frees the transfer; a call that was on its
/// way then fails with ``LivedigitalError/Kind/unknown(retryAfter:)``. Any 2xx status is success, and JSON is read only where there is a body.
///
/// The value may be copied and used from any task at once.
package struct LivedigitalClient: Sendable {
    /// The table that the calls follow.
    package let contract: Contract
    let baseURL: String
    let token: String
    private let transport: any HTTPTransport
    private let timeouts: HTTPRequest.Timeouts
    let waitingRoomOn: String?
    let now: @Sendable () -> Date
    private let endpoints: [OperationID: Endpoint]
    private let lastServerDate = LastServerDate()

    private struct Endpoint: Sendable {
        let row: ContractRow
        let names: AnswerNames

        init(_ operation: OperationID, _ contract: Contract) {
            row = contract[operation]
            names = contract.names(for: operation)
        }
    }

    /// - Parameters:
    ///   - baseURL: the address in front of every path, such as `https://moodhood-api.livedigital.space/v1`, with or without a last slash.
    ///     An address that is none shows at the first call, as ``LivedigitalError/Kind/misconfigured``.
    ///   - token: the personal token. It is sent to the host of `baseURL` only and is in no error and no description.
    ///   - contract: the table of methods, paths and names.
    ///   - transport: what sends the requests.
    ///   - timeout: for the whole of one call.
    ///   - waitingRoomOn: livedigital's word for a waiting room that is switched on; nil where it is not known.
    ///   - now: the clock, for ``serverDate`` and for `Retry-After` in answers without a `Date`.
    package init(
        baseURL: String, token: String, contract: Contract = .assumed, transport: any HTTPTransport, timeout: Duration = .seconds(30),
        waitingRoomOn: String? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.baseURL = baseURL.withoutLastSlashes
        self.token = token
        self.contract = contract
        self.transport = transport
        self.timeouts = HTTPRequest.Timeouts(connect: min(.seconds(10), timeout), total: timeout)
        self.waitingRoomOn = waitingRoomOn
        self.now = now
        self.endpoints = Dictionary(uniqueKeysWithValues: OperationID.allCases.map { ($0, Endpoint($0, contract)) })
    }

    /// livedigital's clock and ours at the last answer that carried a `Date`; nil before the first.
    package var serverDate: ServerDate? { lastServerDate.value }
}

extension LivedigitalClient: CustomStringConvertible, CustomReflectable {
    /// The base URL; never the token.
    package var description: String { "LivedigitalClient(\(baseURL))" }
    /// The base URL alone, so that no dump shows the token.
    package var customMirror: Mirror { Mirror(self, children: ["baseURL": baseURL]) }
}

extension LivedigitalClient {
    /// The row of an operation with the ids of one call; throws where an id would turn the address into another one.
    func call(_ operation: OperationID, _ values: PathValues) throws(LivedigitalError) -> Call {
        let endpoint = endpoints[operation] ?? Endpoint(operation, contract)
        let call = Call(row: endpoint.row, names: endpoint.names, values: values, token: token)
        if let parameter = values.unusable {
            throw call.failure(.refused, "the \(parameter.rawValue) is empty or no id, so nothing was sent")
        }
        return call
    }

    /// The whole address of a call.
    func url(of call: Call) -> String {
        var url = baseURL
        call.row.template.append(to: &url, call.values)
        if call.row.spaceId == .query, let spaceId = call.values.spaceId {
            url += call.row.template.hasQuery ? "&spaceId=" : "?spaceId="
            url += spaceId.percentEncoded
        }
        return url
    }

    /// A call with the token, not yet sent.
    func request(_ call: Call, accept: String = "application/json") -> HTTPRequest {
        HTTPRequest(
            method: call.row.method, url: url(of: call), headers: [("Accept", accept)], bearerToken: token,
            freshConnection: call.operation.kind == .create, timeouts: timeouts)
    }

    /// Sends a call with the token and returns the answer whatever its status.
    func send(_ call: Call, body: JSONText? = nil, accept: String = "application/json") async throws(LivedigitalError) -> HTTPResponse {
        var request = request(call, accept: accept)
        if var body {
            if call.row.spaceId == .body, let spaceId = call.values.spaceId { body.member("spaceId", .string(spaceId)) }
            request.headers.append(("Content-Type", "application/json"))
            request.body = body.closed()
        }
        do {
            return try await answer(request)
        } catch {
            throw call.failure(error)
        }
    }

    /// Sends a request of ``request(_:accept:)`` and notes livedigital's clock.
    func answer(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let response = try await transport.send(request)
        if let field = response.field("date") { lastServerDate.note(field, receivedAt: now()) }
        return response
    }

    /// Fetches a file that an answer links to, without the token, following redirects.
    func fetch(_ link: String, _ call: Call) async throws(LivedigitalError) -> HTTPResponse {
        let request = HTTPRequest(
            url: link, headers: [("Accept", "*/*")], maximumRedirects: 5, maximumBodyBytes: 64 << 20,
            timeouts: HTTPRequest.Timeouts(connect: timeouts.connect, total: nil, stall: timeouts.total))
        do {
            return try await transport.send(request)
        } catch {
            throw call.failure(error)
        }
    }

    /// Sends and throws unless the status is 2xx.
    func success(_ call: Call, body: JSONText? = nil) async throws(LivedigitalError) -> HTTPResponse {
        let response = try await send(call, body: body)
        guard response.isSuccess else { throw failure(call, response) }
        return response
    }

    /// What an answer outside 2xx means.
    func failure(_ call: Call, _ response: HTTPResponse) -> LivedigitalError { call.failure(response, receivedAt: now()) }

    /// Sends and reads one object.
    func object<Value: WireValue>(
        _ operation: OperationID, _ values: PathValues, body: JSONText? = nil
    ) async throws(LivedigitalError) -> Value {
        let call = try call(operation, values)
        let response = try await success(call, body: body)
        return try read(OneAnswer<Value>.self, response, call).value
    }

    /// Sends and reads a list.
    func listing<Value: WireValue>(_ operation: OperationID, _ values: PathValues) async throws(LivedigitalError) -> Listing<Value> {
        let call = try call(operation, values)
        let response = try await success(call)
        return try read(ListAnswer<Value>.self, response, call).listing
    }

    /// Reads the body of a 2xx answer.
    func read<Answer: WireAnswer>(_ type: Answer.Type, _ response: HTTPResponse, _ call: Call) throws(LivedigitalError) -> Answer {
        guard !response.body.isEmpty else { throw call.unreadable(response, "is empty") }
        guard let text = response.body.withUnsafeBytes(WireText.init) else {
            throw call.unreadable(response, "is not the JSON that was expected; it begins with \"\(call.beginning(of: response.body))\"")
        }
        do {
            return try Answer(text, call.names)
        } catch let problem as WireProblem {
            throw call.unreadable(response, problem.text)
        } catch {
            throw call.unreadable(response, "cannot be read: \(error)")
        }
    }
}
