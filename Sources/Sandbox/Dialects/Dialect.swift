/// How the service spells its API. What it does is the same in each.
package enum Dialect: String, CaseIterable, Sendable {
    /// As documented and, for the playbacks, as assumed.
    case documented
    /// As it might be as well: playbacks at the top level with the space in the body or the query, PATCH that merges, other names of members, an
    /// enumeration for what is published, bare lists, 400 for what is invalid, and links instead of reports.
    case second

    /// Method and path of an operation.
    func route(of operation: Operation) -> (method: String, path: String) {
        guard self == .second else { return operation.route }
        return switch operation {
        case .getPlaybacks: ("GET", "/v1/playbacks")
        case .createPlayback: ("POST", "/v1/playbacks")
        case .getPlayback: ("GET", "/v1/playbacks/{playbackId}")
        case .updatePlayback: ("PATCH", "/v1/playbacks/{playbackId}")
        case .deletePlayback: ("DELETE", "/v1/playbacks/{playbackId}")
        case .getPlaybackEvents: ("GET", "/v1/playback-events")
        case .createPlaybackEvent: ("POST", "/v1/playback-events")
        case .deletePlaybackEvent: ("DELETE", "/v1/playback-events/{eventId}")
        case .getPlaybackSessionAnalyticsReport: ("GET", "/v1/playback-events/{eventId}/report")
        case .getPlaybackSessions: ("GET", "/v1/playback-events/{eventId}/sessions")
        default: operation.route
        }
    }

    /// A refusal as the dialect words it.
    func worded(_ refusal: Refusal) -> Answer {
        guard self == .second else { return refusal.answer }
        let status = refusal.status == 422 ? 400 : refusal.status
        let message = SecondDialect.names.reduce(refusal.message) { $0.replacing($1.ours, with: $1.theirs) }
        return Answer(
            status: status,
            content: .json(.object(["statusCode": .number(Double(status)), "message": .array([.string(message)]), "error": .string(refusal.code)])),
            headers: refusal.headers)
    }
}
