/// What the steps of a job learn of the event that begins their run.
package enum EventMember: String, CaseIterable, Sendable {
    case id, type, timestamp, spaceId, spaceName, roomId, roomName
    /// Null where livedigital did not tell it and its list of calls does not show it.
    case callId
    /// Of a recording's events only.
    case recordId

    package var type: ValueType {
        switch self {
        case .id, .type, .spaceName, .roomName: .text(maximum: 200)
        case .timestamp: .instant
        case .spaceId: .identifier(of: .spaces)
        case .roomId: .identifier(of: .rooms)
        case .callId: .identifier(of: .calls)
        case .recordId: .identifier(of: .records)
        }
    }

    /// Whether events of a type of livedigital's have it.
    package func isTold(by event: EventType) -> Bool { self != .recordId || ![.callStarted, .callFinished].contains(event) }
}

extension Event {
    /// What references to the event stand for.
    var references: [String: JSONValue] {
        guard case .object(let members)? = try? JSONValue(json: payload) else { return [:] }
        return members.filter { EventMember(rawValue: $0.key) != nil }
    }
}
