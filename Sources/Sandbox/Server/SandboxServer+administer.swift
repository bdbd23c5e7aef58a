import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

extension SandboxServer {
    private struct ClockChange: Decodable {
        var advanceSeconds: Double
    }

    private struct TokenChange: Decodable {
        var token: String
    }

    /// The `/_sandbox` routes. They take no token but only answer loopback, and no web page: a fault can kill a process.
    func administer(_ request: Request, on channel: any Channel) async throws -> Answer {
        guard let peer = channel.remoteAddress, Self.isLoopback(peer) else {
            throw Refusal.forbidden("The sandbox is administered from its own machine only")
        }
        guard request.headers[HTTPField.Name.origin] == nil else { throw Refusal.forbidden("The sandbox is not administered from a web page") }
        switch (request.method.rawValue, request.uri.path) {
        case ("GET", "/_sandbox/ledger"): return try json(ledger)
        case ("GET", "/_sandbox/requests"): return try json(requests)
        case ("GET", "/_sandbox/operations"): return try json(Operation.allCases.map(\.rawValue))
        case ("GET", "/_sandbox/faults"): return try json(faults)
        case ("POST", "/_sandbox/faults"):
            let fault = try await decode(Fault.self, from: request)
            return try json(arm(fault), status: 201)
        case ("DELETE", "/_sandbox/faults"):
            clearFaults()
            return Answer(status: 204, content: .none)
        case ("POST", "/_sandbox/clock"):
            let seconds = try await decode(ClockChange.self, from: request).advanceSeconds
            guard abs(seconds) < 1e9 else { throw Refusal.invalid("advanceSeconds must lie between -1e9 and 1e9") }
            clock.advance(by: seconds)
            return try json(["now": now])
        case ("POST", "/_sandbox/account"):
            try merge(try await decode(SandboxAccount.self, from: request))
            return Answer(status: 204, content: .none)
        case ("PUT", "/_sandbox/token"):
            accept(token: try await decode(TokenChange.self, from: request).token)
            return Answer(status: 204, content: .none)
        case (let method, let path):
            if let answer = try await cause(request) { return answer }
            if let object = EditedObject(path: path) { return try await edit(object, method: method, request) }
            let methods = [
                "/_sandbox/ledger": ["GET"], "/_sandbox/requests": ["GET"], "/_sandbox/operations": ["GET"],
                "/_sandbox/faults": ["DELETE", "GET", "POST"],
                "/_sandbox/clock": ["POST"], "/_sandbox/account": ["POST"], "/_sandbox/token": ["PUT"],
            ]
            throw methods[path].map { Refusal.wrongMethod(allowed: $0) } ?? .notFound("Path \(path)")
        }
    }

    func json(_ value: some Encodable, status: Int = 200) throws -> Answer {
        Answer(status: status, content: .encoded(try JSONEncoder.sandbox.encode(value)))
    }

    func decode<Value: Decodable>(_ type: Value.Type, from request: Request) async throws -> Value {
        try decode(type, from: try await body(of: request))
    }

    func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        do {
            return try JSONDecoder.sandbox.decode(type, from: data)
        } catch let error as DecodingError {
            throw Refusal.invalid(error.place)
        }
    }

    private static func isLoopback(_ address: SocketAddress) -> Bool {
        guard let text = address.ipAddress else { return false }
        return text == "::1" || text.hasPrefix("127.") || text.hasPrefix("::ffff:127.")
    }
}

extension DecodingError {
    /// The member and what is wrong with it.
    fileprivate var place: String {
        switch self {
        case .keyNotFound(let key, let context): Self.path(context.codingPath + [key]) + " is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            Self.path(context.codingPath) + ": " + context.debugDescription
        @unknown default: "the body cannot be read"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "body" : keys.map { key in key.intValue.map(String.init) ?? key.stringValue }.joined(separator: ".")
    }
}
