import Foundation

extension RemoteState {
    /// Carries an authorised call out, in the dialect that is spoken. A refused call changes nothing.
    mutating func answer(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        guard surroundings.dialect == .second, !call.operation.isFile else { return try carryOut(call, in: surroundings) }
        let call = try SecondDialect.completed(call, by: account)
        let answer = try carryOut(call, in: surroundings)
        return SecondDialect.outgoing(answer, call) { reportLink($0, call, surroundings) }
    }

    private mutating func carryOut(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        switch call.operation {
        case .getMe: Self.ok(account.owner.json)
        case .getSpacesList: Self.ok(.list(account.spaces.filter { isListed($0.id, at: surroundings.now) }.map(\.json)))
        case .createSpace: try createSpace(call, in: surroundings)
        case .updateSpace: try updateSpace(call, in: surroundings)
        case .deleteSpace: try deleteSpace(call, in: surroundings)
        case .getRoomsList: try getRoomsList(call, in: surroundings)
        case .createRoom: try createRoom(call, in: surroundings)
        case .getRoom: Self.ok(try room(call).json)
        case .getRoomByAlias: Self.ok(try room(alias: call.id("alias")).json)
        case .updateRoom: try updateRoom(call, in: surroundings)
        case .deleteRoom: try deleteRoom(call, in: surroundings)
        case .createRoomInvite: try createRoomInvite(call, in: surroundings)
        case .roomGenerateAccess: try roomGenerateAccess(call, in: surroundings)
        case .getRecords: try getRecords(call)
        case .redirectToDownloadRoomRecord: try downloadRecord(call, in: surroundings)
        case .getRecordFile: try getRecordFile(call, in: surroundings)
        case .getReportFile: try getReportFile(call, in: surroundings)
        case .createWebhook: try createWebhook(call, in: surroundings)
        case .getWebhook: Self.ok(try webhook(of: space(call)).json)
        case .updateWebhook: try updateWebhook(call, in: surroundings)
        case .deleteWebhook: try deleteWebhook(call, in: surroundings)
        case .refreshSecretWebhook: try refreshSecret(call, in: surroundings)
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

    /// `dateFrom` and `dateTo` bound the record's start, both included.
    private func getRecords(_ call: Call) throws(Refusal) -> Answer {
        let room = try room(call)
        let from = try call.queryDate("dateFrom") ?? .distantPast
        let to = try call.queryDate("dateTo") ?? .distantFuture
        let records = account.records.filter { $0.roomId == room.id && from <= $0.startedAt && $0.startedAt <= to }
        return Self.ok(.list(records.map(\.json)))
    }
}
