import Crypto
import Foundation

/// The account and its ledger, as a value that performs nothing: no clock, no network.
struct RemoteState: Sendable {
    var account: SandboxAccount
    private(set) var ledger: [LedgerEntry] = []
    /// From when on the lists show an object; objects that are not in here are shown at once.
    var listedFrom: [String: Date] = [:]
    /// Signs the addresses of files.
    let fileKey = SymmetricKey(size: .bits256)

    /// What an operation needs from outside.
    struct Surroundings: Sendable {
        var now: Date
        var listLag: TimeInterval
        var reportDelay: TimeInterval
        var identifiers: SandboxIdentifiers
        var options = SandboxOptions()
        var dialect = Dialect.documented

        /// A new secret: 32 letters and digits, as livedigital's webhooks have.
        func secret() -> String { String((0..<32).map { _ in Self.letters.randomElement() ?? "a" }) }

        private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    }

    /// An account whose every object is in the ledger.
    init(seed: SandboxAccount, now: Date) throws(SandboxError) {
        account = SandboxAccount(owner: seed.owner)
        try merge(seed, now: now)
    }

    /// Puts objects into the account. Nothing changes where the result would contradict itself.
    mutating func merge(_ other: SandboxAccount, now: Date) throws(SandboxError) {
        var merged = account
        merged.merge(other)
        try merged.validate()
        let known = Set(
            account.spaces.map(\.id) + account.rooms.map(\.id) + account.playbacks.map(\.id) + account.events.map(\.id)
                + account.webhooks.map(\.spaceId).map { "webhook of " + $0 })
        account = merged
        for space in other.spaces { record(space, known.contains(space.id) ? .updated : .created, by: "account", at: now) }
        for room in other.rooms { record(room, known.contains(room.id) ? .updated : .created, by: "account", at: now) }
        for webhook in other.webhooks {
            record(webhook, known.contains("webhook of " + webhook.spaceId) ? .updated : .created, by: "account", at: now)
        }
        for playback in other.playbacks {
            record(playback, known.contains(playback.id) ? .updated : .created, by: "account", at: now)
        }
        for event in other.events {
            record(event, known.contains(event.id) ? .updated : .created, by: "account", at: now)
        }
    }

    // MARK: Finding

    func space(_ call: Call) throws(Refusal) -> SandboxAccount.Space {
        guard let space = account.spaces.first(where: { $0.id == call.id("spaceId") }) else { throw .notFound("Space") }
        return space
    }

    func room(_ call: Call) throws(Refusal) -> SandboxAccount.Room {
        let space = try space(call)
        guard let room = account.rooms.first(where: { $0.id == call.id("roomId") && $0.spaceId == space.id }) else { throw .notFound("Room") }
        return room
    }

    func playback(_ call: Call) throws(Refusal) -> SandboxAccount.Playback {
        let space = try space(call)
        guard let playback = account.playbacks.first(where: { $0.id == call.id("playbackId") && $0.spaceId == space.id }) else {
            throw .notFound("Playback")
        }
        return playback
    }

    func event(_ id: String, of playback: SandboxAccount.Playback) throws(Refusal) -> SandboxAccount.PlaybackEvent {
        guard let event = account.events.first(where: { $0.id == id && $0.playbackId == playback.id }) else { throw .notFound("Playback event") }
        return event
    }

    func isListed(_ id: String, at now: Date) -> Bool { listedFrom[id].map { $0 <= now } ?? true }

    // MARK: Remembering

    mutating func append(
        _ kind: LedgerEntry.Kind, _ id: String, _ what: LedgerEntry.Change, _ state: JSONValue, by operation: String, at now: Date
    ) {
        ledger.append(
            LedgerEntry(sequence: ledger.count + 1, at: now, operation: operation, kind: kind, id: id, what: what, state: state))
    }
}
