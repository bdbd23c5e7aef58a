extension OperationID {
    /// Other names of the operation in livedigital's documents. Capitals do not count, so those that differ in them alone are left out.
    package var otherNames: [String] {
        switch self {
        case .createSpace: ["createSpaces"]
        case .createRoom: ["createRooms"]
        case .roomGenerateAccess: ["generateAccess"]
        case .listRecords: ["getRecords"]
        case .downloadRecord: ["DownloadRoomRecord"]
        case .refreshSecretWebhook: ["refreshSecret"]
        default: []
        }
    }

    /// Names under which an answer may hold the object's own id, where it has no member `id`.
    package var idNames: [String] {
        switch self {
        case .getMe: ["userId"]
        case .getSpacesList, .createSpace, .updateSpace: ["spaceId"]
        case .getRoomsList, .createRoom, .getRoom, .getRoomByAlias, .updateRoom: ["roomId"]
        case .createRoomInvite: ["inviteId"]
        case .listRecords: ["recordId"]
        case .analyticsCalls: ["callId"]
        case .getPlaybacks, .createPlayback, .getPlayback, .updatePlayback: ["playbackId"]
        case .getPlaybackEvents, .createPlaybackEvent: ["eventId", "playbackEventId"]
        case .getPlaybackSessions: ["sessionId", "playbackEventSessionId"]
        default: []
        }
    }

    /// The members of the request's body that the client sends, the space's id and the members that the contract table names left out.
    package var sentMembers: [String] {
        switch self {
        case .createSpace, .updateSpace: ["name", "isPublic", "description", "logo"]
        case .createRoom, .updateRoom: ["name", "type"] + RoomSettings.switches.map(\.name) + ["waitingRoomAudience", "redirectUrl"]
        case .createRoomInvite: ["role"]
        case .roomGenerateAccess: ["username", "role", "externalUserId", "externalMeetingId", "ttl", "isPermanent", "email", "phone"]
        case .createWebhook: ["url"]
        case .updateWebhook: ["url", "isActive"]
        case .createPlayback, .updatePlayback: ["name"]
        case .createPlaybackEvent: ["name", "recurrence", "startDate", "endDate", "timezone", "playbackId"]
        default: []
        }
    }
}
