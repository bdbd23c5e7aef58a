import Foundation

// What happens in rooms: calls and recordings begin and end. Each gives the events that livedigital would post.

extension RemoteState {
    /// How a recording ends.
    enum RecordEnd: Sendable {
        case finished(fileSize: Int?)
        case failed
        case aborted

        var eventName: String {
            switch self {
            case .finished: "record_finished"
            case .failed: "record_failed"
            case .aborted: "record_aborted"
            }
        }
    }

    mutating func startCall(in roomId: String, participants: Int, _ surroundings: Surroundings) throws(SandboxError) -> (
        SandboxAccount.RoomCall, WebhookEvent
    ) {
        guard let room = account.rooms.first(where: { $0.id == roomId }) else { throw Self.unknown("room", roomId) }
        let call = SandboxAccount.RoomCall(
            id: surroundings.identifiers.object(), roomId: room.id, spaceId: room.spaceId, startedAt: surroundings.now, finishedAt: nil,
            participants: participants)
        try check(SandboxAccount(calls: [call]))
        account.calls.append(call)
        note(call, .created, at: surroundings.now)
        return (call, event("call_started", call))
    }

    /// Ends a call, and first the recordings that still run in it.
    mutating func finishCall(_ id: String, _ surroundings: Surroundings) throws(SandboxError) -> [WebhookEvent] {
        guard let index = account.calls.firstIndex(where: { $0.id == id }) else { throw Self.unknown("call", id) }
        guard account.calls[index].isActive(at: surroundings.now) else { throw Self.over("call", id) }
        var events: [WebhookEvent] = []
        for record in account.records where record.callId == id && record.finishedAt == nil {
            events.append(try endRecord(record.id, .finished(fileSize: nil), surroundings))
        }
        account.calls[index].finishedAt = surroundings.now
        note(account.calls[index], .updated, at: surroundings.now)
        return events + [event("call_finished", account.calls[index])]
    }

    /// Begins to record a call that is under way.
    mutating func startRecord(of callId: String, name: String?, _ surroundings: Surroundings) throws(SandboxError) -> (
        SandboxAccount.Record, WebhookEvent
    ) {
        guard let call = account.calls.first(where: { $0.id == callId }) else { throw Self.unknown("call", callId) }
        guard call.isActive(at: surroundings.now) else { throw Self.over("call", callId) }
        let record = SandboxAccount.Record(
            id: surroundings.identifiers.object(), roomId: call.roomId, spaceId: call.spaceId,
            name: name ?? "Запись \(Timestamp.seconds(surroundings.now))", callId: call.id, startedAt: surroundings.now, finishedAt: nil, fileSize: 0,
            createdAt: surroundings.now)
        try check(SandboxAccount(records: [record]))
        account.records.append(record)
        append(.record, record.id, .created, record.json, by: Self.author, at: surroundings.now)
        return (record, event("record_started", record))
    }

    /// Ends a recording. One that failed or was aborted has an end and no file.
    mutating func endRecord(_ id: String, _ end: RecordEnd, _ surroundings: Surroundings) throws(SandboxError) -> WebhookEvent {
        guard let index = account.records.firstIndex(where: { $0.id == id }) else { throw Self.unknown("record", id) }
        guard account.records[index].finishedAt == nil else { throw Self.over("record", id) }
        account.records[index].finishedAt = surroundings.now
        if case .finished(let fileSize) = end {
            let seconds = surroundings.now.timeIntervalSince(account.records[index].startedAt)
            account.records[index].fileSize = max(1, fileSize ?? Int(seconds * 67_000))
        }
        let record = account.records[index]
        append(.record, record.id, .updated, record.json, by: Self.author, at: surroundings.now)
        return event(end.eventName, record)
    }

    private func event(_ name: String, _ call: SandboxAccount.RoomCall) -> WebhookEvent {
        WebhookEvent(eventName: name, roomId: call.roomId, spaceId: call.spaceId, callId: call.id)
    }

    private func event(_ name: String, _ record: SandboxAccount.Record) -> WebhookEvent {
        WebhookEvent(eventName: name, roomId: record.roomId, spaceId: record.spaceId, recordId: record.id, callId: record.callId)
    }

    private mutating func note(_ call: SandboxAccount.RoomCall, _ what: LedgerEntry.Change, at now: Date) {
        guard let room = account.rooms.first(where: { $0.id == call.roomId }) else { return }
        append(.call, call.id, what, call.json(in: room, at: now), by: Self.author, at: now)
    }

    private static func over(_ kind: String, _ id: String) -> SandboxError {
        SandboxError(code: .unknownObject, message: "The \(kind) \(id) is over.", context: ["id": id])
    }
}
