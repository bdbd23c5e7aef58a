/// The operations that the sandbox serves, by the names under which faults, the ledger and the request log know them.
enum Operation: String, CaseIterable, Sendable {
    case getMe
    case getSpacesList, createSpace, updateSpace, deleteSpace
    case getRoomsList, createRoom, getRoom, getRoomByAlias, updateRoom, deleteRoom
    case createRoomInvite, roomGenerateAccess
    case getRecords, redirectToDownloadRoomRecord
    /// The file behind a signed link: not of the API, but of the storage beside it.
    case getRecordFile
    /// A report behind a signed link, where links are answered instead of reports.
    case getReportFile
    case analyticsCalls, getRoomAnalyticsReport
    case createWebhook, getWebhook, updateWebhook, deleteWebhook, refreshSecretWebhook
    case getPlaybacks, createPlayback, getPlayback, updatePlayback, deletePlayback
    case getPlaybackEvents, createPlaybackEvent, deletePlaybackEvent
    case getPlaybackSessionAnalyticsReport, getPlaybackSessions

    /// Method and path in the documented dialect: as documented or, for the playback rows, as assumed.
    var route: (method: String, path: String) {
        let space = "/v1/spaces/{spaceId}"
        let room = space + "/rooms/{roomId}"
        let playback = space + "/playbacks/{playbackId}"
        return switch self {
        case .getMe: ("GET", "/v1/users/me")
        case .getSpacesList: ("GET", "/v1/spaces")
        case .createSpace: ("POST", "/v1/spaces")
        case .updateSpace: ("PUT", space)
        case .deleteSpace: ("DELETE", space)
        case .getRoomsList: ("GET", space + "/rooms")
        case .createRoom: ("POST", space + "/rooms")
        case .getRoom: ("GET", room)
        case .getRoomByAlias: ("GET", "/v1/spaces/room-by-alias/{alias}")
        case .updateRoom: ("PUT", room)
        case .deleteRoom: ("DELETE", room)
        case .createRoomInvite: ("POST", room + "/invites")
        case .roomGenerateAccess: ("POST", room + "/generate-access")
        case .getRecords: ("GET", room + "/records")
        case .redirectToDownloadRoomRecord: ("GET", room + "/records/download/{recordId}")
        case .getRecordFile: ("GET", "/files/{recordId}")
        case .getReportFile: ("GET", "/files/reports/{reportId}")
        case .analyticsCalls: ("GET", space + "/analytics/calls")
        case .getRoomAnalyticsReport: ("GET", space + "/analytics/report")
        case .createWebhook: ("POST", space + "/webhook")
        case .getWebhook: ("GET", space + "/webhook")
        case .updateWebhook: ("PUT", space + "/webhook")
        case .deleteWebhook: ("DELETE", space + "/webhook")
        case .refreshSecretWebhook: ("PUT", space + "/webhook/refresh-secret")
        case .getPlaybacks: ("GET", space + "/playbacks")
        case .createPlayback: ("POST", space + "/playbacks")
        case .getPlayback: ("GET", playback)
        case .updatePlayback: ("PUT", playback)
        case .deletePlayback: ("DELETE", playback)
        case .getPlaybackEvents: ("GET", playback + "/events")
        case .createPlaybackEvent: ("POST", playback + "/events")
        case .deletePlaybackEvent: ("DELETE", playback + "/events/{eventId}")
        case .getPlaybackSessionAnalyticsReport: ("GET", playback + "/analytics/report")
        case .getPlaybackSessions: ("GET", playback + "/events/{eventId}/sessions")
        }
    }

    var takesBody: Bool { (route.method == "POST" || route.method == "PUT") && self != .refreshSecretWebhook }

    /// Whether it is a file of the storage beside the API, for whoever has the signed address.
    var isFile: Bool { self == .getRecordFile || self == .getReportFile }
}
