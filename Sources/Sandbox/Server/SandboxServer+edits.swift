import Foundation
import HummingbirdCore
import Synchronization

extension SandboxServer {
    /// Changes a playback as somebody would by hand in livedigital's own pages. The ledger has it under the operation `person`.
    ///
    /// The API's rules for publishing are not asked. Fails, with nothing changed, where there is no such playback
    /// (``SandboxError/Code/unknownObject``), where the id or the space would change or the record is none of the space
    /// (``SandboxError/Code/invalidAccount``), and with whatever the closure throws.
    package func editPlayback(_ id: String, _ change: (inout SandboxAccount.Playback) throws -> Void) throws {
        let now = clock.now
        try remote.withLock { try $0.editPlayback(id, at: now, change) }
    }

    /// Changes a playback event by hand, as ``editPlayback(_:_:)`` does a playback.
    package func editEvent(_ id: String, _ change: (inout SandboxAccount.PlaybackEvent) throws -> Void) throws {
        let now = clock.now
        try remote.withLock { try $0.editEvent(id, at: now, change) }
    }

    /// Deletes a playback and its events by hand. Fails with ``SandboxError/Code/unknownObject`` where there is none.
    package func deletePlayback(_ id: String) throws(SandboxError) {
        let now = clock.now
        try remote.withLock { remote throws(SandboxError) in try remote.deletePlayback(id, at: now) }
    }

    /// Deletes a playback event by hand. Fails with ``SandboxError/Code/unknownObject`` where there is none.
    package func deleteEvent(_ id: String) throws(SandboxError) {
        let now = clock.now
        try remote.withLock { remote throws(SandboxError) in try remote.deleteEvent(id, at: now) }
    }

    /// The same over HTTP: PATCH with the members that change, or DELETE.
    func edit(_ object: EditedObject, method: String, _ request: Request) async throws -> Answer {
        switch (method, object) {
        case ("PATCH", .playback(let id)):
            let members = try await members(of: request, known: ["name", "recordId", "isPublished"])
            try editPlayback(id) { playback in
                if members.has("name") { playback.name = try members.text("name") }
                if members.has("recordId") { playback.recordId = try members.optionalText("recordId") }
                if members.has("isPublished") { playback.isPublished = try members.flag("isPublished") }
            }
        case ("PATCH", .event(let id)):
            let members = try await members(of: request, known: ["name", "startDate", "endDate", "timezone"])
            try editEvent(id) { event in
                if members.has("name") { event.name = try members.text("name") }
                if members.has("startDate") { event.startDate = try members.nullableDate("startDate") }
                if members.has("endDate") { event.endDate = try members.nullableDate("endDate") }
                if members.has("timezone") { event.timezone = try members.text("timezone") }
            }
        case ("DELETE", .playback(let id)): try deletePlayback(id)
        case ("DELETE", .event(let id)): try deleteEvent(id)
        default: throw Refusal.wrongMethod(allowed: ["DELETE", "PATCH"])
        }
        return Answer(status: 204, content: .none)
    }

    /// A name that is spelt wrong would change nothing, and the test that sent it would not notice.
    private func members(of request: Request, known: [String]) async throws -> Members {
        guard case .object(let members) = try await decode(JSONValue.self, from: request) else { throw Refusal.invalid("body must be a JSON object") }
        if let stranger = members.keys.filter({ !known.contains($0) }).min() { throw Refusal.invalid("\(stranger) is not known here") }
        guard !members.isEmpty else { throw Refusal.invalid("body names nothing that is to change") }
        return Members(members: members)
    }
}

/// What a path of the administration names to be changed by hand.
enum EditedObject: Sendable {
    case playback(String)
    case event(String)

    /// Nil where the path names neither.
    init?(path: String) {
        let segments = path.split(separator: "/")
        guard segments.count == 3, segments[0] == "_sandbox" else { return nil }
        switch segments[1] {
        case "playbacks": self = .playback(String(segments[2]))
        case "events": self = .event(String(segments[2]))
        default: return nil
        }
    }
}
