import Foundation

// Changes of spaces, rooms, records, calls and webhooks, each with its entry in the ledger.

extension RemoteState {
    mutating func add(_ space: SandboxAccount.Space, by operation: Operation, in surroundings: Surroundings) {
        account.spaces.append(space)
        listedFrom[space.id] = surroundings.now.addingTimeInterval(surroundings.listLag)
        record(space, .created, by: operation.rawValue, at: surroundings.now)
    }

    mutating func add(_ room: SandboxAccount.Room, by operation: Operation, in surroundings: Surroundings) {
        account.rooms.append(room)
        listedFrom[room.id] = surroundings.now.addingTimeInterval(surroundings.listLag)
        record(room, .created, by: operation.rawValue, at: surroundings.now)
    }

    mutating func replace(_ space: SandboxAccount.Space, by operation: String, at now: Date) {
        guard let index = account.spaces.firstIndex(where: { $0.id == space.id }) else { return }
        account.spaces[index] = space
        record(space, .updated, by: operation, at: now)
    }

    mutating func replace(_ room: SandboxAccount.Room, by operation: String, at now: Date) {
        guard let index = account.rooms.firstIndex(where: { $0.id == room.id }) else { return }
        account.rooms[index] = room
        record(room, .updated, by: operation, at: now)
    }

    /// Removes a space with its rooms, playbacks and webhook.
    mutating func remove(_ space: SandboxAccount.Space, by operation: String, at now: Date) {
        for playback in account.playbacks where playback.spaceId == space.id { remove(playback, by: operation, at: now) }
        for room in account.rooms where room.spaceId == space.id { remove(room, by: operation, at: now) }
        if let webhook = account.webhooks.first(where: { $0.spaceId == space.id }) {
            account.webhooks.removeAll { $0.spaceId == space.id }
            record(webhook, .deleted, by: operation, at: now)
        }
        account.spaces.removeAll { $0.id == space.id }
        record(space, .deleted, by: operation, at: now)
    }

    /// Removes a room with its recordings and calls, and so their reports. A playback that showed one of the recordings shows nothing more.
    mutating func remove(_ room: SandboxAccount.Room, by operation: String, at now: Date) {
        let lost = Set(account.records.filter { $0.roomId == room.id }.map(\.id))
        for var playback in account.playbacks where playback.recordId.map(lost.contains) == true {
            playback.recordId = nil
            playback.isPublished = false
            replace(playback, by: operation, at: now)
        }
        for lost in account.records where lost.roomId == room.id { append(.record, lost.id, .deleted, lost.json, by: operation, at: now) }
        account.records.removeAll { $0.roomId == room.id }
        for call in account.calls where call.roomId == room.id {
            append(.call, call.id, .deleted, call.json(in: room, at: now), by: operation, at: now)
        }
        account.calls.removeAll { $0.roomId == room.id }
        account.rooms.removeAll { $0.id == room.id }
        record(room, .deleted, by: operation, at: now)
    }

    /// Sets the webhook of a space, or takes it away.
    mutating func set(
        _ webhook: SandboxAccount.Webhook?, of spaceId: String, _ what: LedgerEntry.Change, by operation: Operation, at now: Date
    ) {
        let before = account.webhooks.first { $0.spaceId == spaceId }
        account.webhooks.removeAll { $0.spaceId == spaceId }
        if let webhook { account.webhooks.append(webhook) }
        if let shown = webhook ?? before { record(shown, what, by: operation.rawValue, at: now) }
    }

    /// Notes what was handed out and is kept nowhere else.
    mutating func note(_ kind: LedgerEntry.Kind, _ id: String, _ state: [String: JSONValue], by operation: Operation, at now: Date) {
        append(kind, id, .created, .object(state), by: operation.rawValue, at: now)
    }

    mutating func record(_ space: SandboxAccount.Space, _ what: LedgerEntry.Change, by operation: String, at now: Date) {
        append(.space, space.id, what, space.json, by: operation, at: now)
    }

    mutating func record(_ room: SandboxAccount.Room, _ what: LedgerEntry.Change, by operation: String, at now: Date) {
        append(.room, room.id, what, room.json, by: operation, at: now)
    }

    /// Under the id of its space: it has none of its own. The secret is not kept in the ledger.
    mutating func record(_ webhook: SandboxAccount.Webhook, _ what: LedgerEntry.Change, by operation: String, at now: Date) {
        append(.webhook, webhook.spaceId, what, webhook.json, by: operation, at: now)
    }
}
