import Foundation
import HTTPTypes
import HummingbirdCore

extension SandboxServer {
    private struct CallStart: Decodable {
        var roomId: String
        var participants: Int?
    }

    private struct RecordStart: Decodable {
        var callId: String
        var name: String?
    }

    private struct RecordFinish: Decodable {
        var fileSize: Int?
    }

    private struct Forgery: Decodable {
        var secret: String?
    }

    /// The routes that make something happen in a room or at a webhook; nil where the path is none of them.
    func cause(_ request: Request) async throws -> Answer? {
        let segments = request.uri.path.split(separator: "/").dropFirst().map(String.init)
        switch (request.method.rawValue, segments.first, segments.count) {
        case ("POST", "calls", 1):
            let start = try await decode(CallStart.self, from: request)
            return try json(try startCall(roomId: start.roomId, participants: start.participants ?? 1), status: 201)
        case ("POST", "calls", 3) where segments[2] == "finish":
            try finishCall(segments[1])
        case ("POST", "records", 1):
            let start = try await decode(RecordStart.self, from: request)
            return try json(try startRecord(callId: start.callId, name: start.name), status: 201)
        case ("POST", "records", 3) where segments[2] == "finish":
            try finishRecord(segments[1], fileSize: try await decode(RecordFinish.self, from: request).fileSize)
        case ("POST", "records", 3) where segments[2] == "fail": try failRecord(segments[1])
        case ("POST", "records", 3) where segments[2] == "abort": try abortRecord(segments[1])
        case ("POST", "webhook-events", 1):
            let data = try await body(of: request)
            let secret = try decode(Forgery.self, from: data).secret
            guard let delivery = send(try decode(WebhookEvent.self, from: data), secret: secret) else { throw Refusal.notFound("Active webhook") }
            return try json(delivery, status: 201)
        case ("GET", "deliveries", 1): return try json(deliveries)
        case ("POST", "deliveries", 3) where segments[2] == "again":
            return try json(try redeliver(Int(segments[1]) ?? 0), status: 201)
        case ("GET", "options", 1): return try json(options)
        case ("PUT", "options", 1): set(try await decode(SandboxOptions.self, from: request))
        default: return nil
        }
        return Answer(status: 204, content: .none)
    }
}
