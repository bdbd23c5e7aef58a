import Foundation

extension RemoteState {
    /// Carries an authorised call out. A refused call changes nothing.
    mutating func answer(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        switch call.operation {
        case .getMe: Self.ok(account.owner.json)
        case .getSpacesList: Self.ok(.list(account.spaces.map(\.json)))
        case .getRoomsList: try getRoomsList(call)
        case .getRoom: Self.ok(try room(call).json)
        case .getRecords: try getRecords(call)
        case .analyticsCalls: try analyticsCalls(call, in: surroundings)
        case .getRoomAnalyticsReport: try getRoomReport(call, in: surroundings)
        case .getPlaybacks: try getPlaybacks(call, in: surroundings)
        case .createPlayback: try createPlayback(call, in: surroundings)
        case .getPlayback: Self.ok(try playback(call).json)
        case .updatePlayback: try updatePlayback(call, in: surroundings)
        case .deletePlayback: try deletePlayback(call, in: surroundings)
        case .getPlaybackEvents: try getPlaybackEvents(call, in: surroundings)
        case .createPlaybackEvent: try createPlaybackEvent(call, in: surroundings)
        case .deletePlaybackEvent: try deletePlaybackEvent(call, in: surroundings)
        case .getPlaybackSessions: try getPlaybackSessions(call, in: surroundings)
        case .getPlaybackSessionAnalyticsReport: try getReport(call, in: surroundings)
        }
    }

    static func ok(_ json: JSONValue) -> Answer { Answer(status: 200, content: .json(json)) }

    private func getRoomsList(_ call: Call) throws(Refusal) -> Answer {
        let space = try space(call)
        return Self.ok(.list(account.rooms.filter { $0.spaceId == space.id }.map(\.json)))
    }

    /// `dateFrom` and `dateTo` bound the record's start, both included.
    private func getRecords(_ call: Call) throws(Refusal) -> Answer {
        let room = try room(call)
        let from = try call.queryDate("dateFrom") ?? .distantPast
        let to = try call.queryDate("dateTo") ?? .distantFuture
        let records = account.records.filter { $0.roomId == room.id && from <= $0.startedAt && $0.startedAt <= to }
        return Self.ok(.list(records.map(\.json)))
    }
}
