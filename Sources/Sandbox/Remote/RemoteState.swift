import Foundation

/// The account and its ledger, as a value that performs nothing: no clock, no network.
struct RemoteState: Sendable {
    private(set) var account: SandboxAccount
    private(set) var ledger: [LedgerEntry] = []
    /// From when on the lists show an object; objects that are not in here are shown at once.
    private var listedFrom: [String: Date] = [:]

    /// What an operation needs from outside.
    struct Surroundings: Sendable {
        var now: Date
        var listLag: TimeInterval
        var reportDelay: TimeInterval
        var identifiers: SandboxIdentifiers
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
        let known = Set(account.playbacks.map(\.id) + account.events.map(\.id))
        account = merged
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

    // MARK: Changing

    mutating func add(_ playback: SandboxAccount.Playback, by operation: Operation, in surroundings: Surroundings) {
        account.playbacks.append(playback)
        listedFrom[playback.id] = surroundings.now.addingTimeInterval(surroundings.listLag)
        record(playback, .created, by: operation.rawValue, at: surroundings.now)
    }

    mutating func add(_ event: SandboxAccount.PlaybackEvent, by operation: Operation, in surroundings: Surroundings) {
        account.events.append(event)
        listedFrom[event.id] = surroundings.now.addingTimeInterval(surroundings.listLag)
        record(event, .created, by: operation.rawValue, at: surroundings.now)
    }

    mutating func replace(_ playback: SandboxAccount.Playback, by operation: String, at now: Date) {
        guard let index = account.playbacks.firstIndex(where: { $0.id == playback.id }) else { return }
        let was = account.playbacks[index].isPublished
        account.playbacks[index] = playback
        let change: LedgerEntry.Change = was == playback.isPublished ? .updated : playback.isPublished ? .published : .unpublished
        record(playback, change, by: operation, at: now)
    }

    mutating func replace(_ event: SandboxAccount.PlaybackEvent, by operation: String, at now: Date) {
        guard let index = account.events.firstIndex(where: { $0.id == event.id }) else { return }
        account.events[index] = event
        record(event, .updated, by: operation, at: now)
    }

    /// Removes a playback and its events with it.
    mutating func remove(_ playback: SandboxAccount.Playback, by operation: String, at now: Date) {
        for event in account.events where event.playbackId == playback.id { remove(event, by: operation, at: now) }
        account.playbacks.removeAll { $0.id == playback.id }
        record(playback, .deleted, by: operation, at: now)
    }

    mutating func remove(_ event: SandboxAccount.PlaybackEvent, by operation: String, at now: Date) {
        account.events.removeAll { $0.id == event.id }
        record(event, .deleted, by: operation, at: now)
    }

    mutating func noteReport(of event: SandboxAccount.PlaybackEvent, by operation: Operation, at now: Date) {
        record(event, .reportFetched, by: operation.rawValue, at: now)
    }

    mutating func noteReport(of call: SandboxAccount.RoomCall, in room: SandboxAccount.Room, by operation: Operation, at now: Date) {
        append(.call, call.id, .reportFetched, call.json(in: room, at: now), by: operation.rawValue, at: now)
    }

    private mutating func record(_ playback: SandboxAccount.Playback, _ what: LedgerEntry.Change, by operation: String, at now: Date) {
        append(.playback, playback.id, what, playback.json, by: operation, at: now)
    }

    private mutating func record(_ event: SandboxAccount.PlaybackEvent, _ what: LedgerEntry.Change, by operation: String, at now: Date) {
        append(.event, event.id, what, event.json(dates: Timestamp.offset), by: operation, at: now)
    }

    private mutating func append(
        _ kind: LedgerEntry.Kind, _ id: String, _ what: LedgerEntry.Change, _ state: JSONValue, by operation: String, at now: Date
    ) {
        ledger.append(
            LedgerEntry(sequence: ledger.count + 1, at: now, operation: operation, kind: kind, id: id, what: what, state: state))
    }
}
