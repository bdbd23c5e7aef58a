import Foundation

// What changes the account, each with its entry in the ledger.

extension RemoteState {
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

    mutating func record(_ playback: SandboxAccount.Playback, _ what: LedgerEntry.Change, by operation: String, at now: Date) {
        append(.playback, playback.id, what, playback.json, by: operation, at: now)
    }

    mutating func record(_ event: SandboxAccount.PlaybackEvent, _ what: LedgerEntry.Change, by operation: String, at now: Date) {
        append(.event, event.id, what, event.json(dates: Timestamp.offset), by: operation, at: now)
    }
}
