import Foundation

// What somebody does by hand in livedigital's own pages: it goes past the API's rules, and shows in the lists at once.

extension RemoteState {
    static let author = "person"

    mutating func editPlayback(_ id: String, at now: Date, _ change: (inout SandboxAccount.Playback) throws -> Void) throws {
        let before = try playback(id)
        var playback = before
        try change(&playback)
        guard playback.id == before.id, playback.spaceId == before.spaceId else { throw Self.moved(id) }
        try check(SandboxAccount(playbacks: [playback]))
        replace(playback, by: Self.author, at: now)
    }

    mutating func editEvent(_ id: String, at now: Date, _ change: (inout SandboxAccount.PlaybackEvent) throws -> Void) throws {
        let before = try event(id)
        var event = before
        try change(&event)
        guard event.id == before.id, event.playbackId == before.playbackId else { throw Self.moved(id) }
        try check(SandboxAccount(events: [event]))
        replace(event, by: Self.author, at: now)
    }

    mutating func deletePlayback(_ id: String, at now: Date) throws(SandboxError) {
        remove(try playback(id), by: Self.author, at: now)
    }

    mutating func deleteEvent(_ id: String, at now: Date) throws(SandboxError) {
        remove(try event(id), by: Self.author, at: now)
    }

    private func playback(_ id: String) throws(SandboxError) -> SandboxAccount.Playback {
        guard let playback = account.playbacks.first(where: { $0.id == id }) else { throw Self.unknown("playback", id) }
        return playback
    }

    private func event(_ id: String) throws(SandboxError) -> SandboxAccount.PlaybackEvent {
        guard let event = account.events.first(where: { $0.id == id }) else { throw Self.unknown("playback event", id) }
        return event
    }

    func check(_ change: SandboxAccount) throws(SandboxError) {
        var edited = account
        edited.merge(change)
        try edited.validate()
    }

    static func unknown(_ kind: String, _ id: String) -> SandboxError {
        SandboxError(code: .unknownObject, message: "There is no \(kind) \(id) in the account.", context: ["id": id])
    }

    private static func moved(_ id: String) -> SandboxError {
        SandboxError(
            code: .invalidAccount, message: "The object \(id) cannot be given another id or put elsewhere; delete it and make a new one.",
            context: ["id": id])
    }
}
