/// The operations that the sandbox serves, by the names under which faults, the ledger and the request log know them.
enum Operation: String, CaseIterable, Sendable {
    case getMe, getSpacesList, getRoomsList, getRoom, getRecords
    case analyticsCalls, getRoomAnalyticsReport
    case getPlaybacks, createPlayback, getPlayback, updatePlayback, deletePlayback
    case getPlaybackEvents, createPlaybackEvent, deletePlaybackEvent
    case getPlaybackSessionAnalyticsReport, getPlaybackSessions

    /// Method and path, as documented or, for the playback rows, as assumed.
    var route: (method: String, path: String) {
        let space = "/v1/spaces/{spaceId}"
        let playback = space + "/playbacks/{playbackId}"
        return switch self {
        case .getMe: ("GET", "/v1/users/me")
        case .getSpacesList: ("GET", "/v1/spaces")
        case .getRoomsList: ("GET", space + "/rooms")
        case .getRoom: ("GET", space + "/rooms/{roomId}")
        case .getRecords: ("GET", space + "/rooms/{roomId}/records")
        case .analyticsCalls: ("GET", space + "/analytics/calls")
        case .getRoomAnalyticsReport: ("GET", space + "/analytics/report")
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

    var takesBody: Bool { route.method == "POST" || route.method == "PUT" }
}
