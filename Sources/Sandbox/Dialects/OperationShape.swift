/// What an operation takes and answers, for the description of the API.
struct OperationShape {
    enum Answer {
        case nothing, file
        case object([Member])
        case list([Member])
    }

    var query: [Member] = []
    var body: [Member] = []
    var answer = Answer.nothing

    init(_ operation: Operation, _ dialect: Dialect) {
        let isSecond = dialect == .second
        switch operation {
        case .getMe: answer = .object([Member("id"), Member("email"), Member("username")])
        case .getSpacesList: answer = .list(Self.space)
        case .createSpace:
            body = Self.spaceBody
            answer = .object([Member("id")])
        case .updateSpace: body = Self.spaceBody
        case .getRoomsList: answer = .list(Self.room)
        case .createRoom:
            body = Self.roomBody(typeRequired: true)
            answer = .object([Member("id"), Member("alias"), Member("channelId")])
        case .getRoom, .getRoomByAlias: answer = .object(Self.room)
        case .updateRoom: body = Self.roomBody(typeRequired: false)
        case .createRoomInvite:
            body = [Member("role", values: ["role_room_user", "role_room_moderator"], required: true)]
            answer = .object([Member("id")])
        case .roomGenerateAccess:
            body = Self.access
            answer = .object([Member("url")])
        case .getRecords:
            query = [Member("dateFrom"), Member("dateTo")]
            answer = .list(Self.record)
        case .redirectToDownloadRoomRecord: answer = isSecond ? .object([Member("url")]) : .nothing
        case .analyticsCalls:
            query = [Member("roomId", required: true), Member("date", required: true)]
            answer = .list(Self.call)
        case .getRoomAnalyticsReport:
            query = [Member("roomId", required: true), Member("callId", required: true), Member("format", values: ["xlsx", "json"], required: true)]
            answer = isSecond ? .object([Member("url")]) : .file
        case .createWebhook:
            body = [Member("url", required: true)]
            answer = .object([Member("url"), Member("secret"), Member("isActive", "boolean")])
        case .getWebhook: answer = .object([Member("url"), Member("isActive", "boolean")])
        case .updateWebhook:
            body = [Member("url", required: true), Member("isActive", "boolean", required: true)]
            answer = .object([Member("url"), Member("isActive", "boolean")])
        case .refreshSecretWebhook: answer = .object([Member("url"), Member("secret"), Member("isActive", "boolean")])
        default: describePlaybacks(operation, isSecond)
        }
    }

    private mutating func describePlaybacks(_ operation: Operation, _ isSecond: Bool) {
        let (space, playback) = (Member("spaceId", required: true), Member("playbackId", required: true))
        switch operation {
        case .getPlaybacks:
            query = isSecond ? [space] : []
            answer = .list(Self.playback(isSecond))
        case .createPlayback:
            body = [Member("name", required: true)] + (isSecond ? [space] : [])
            answer = .object(Self.playback(isSecond))
        case .getPlayback: answer = .object(Self.playback(isSecond))
        case .updatePlayback:
            body = [Member("name", required: !isSecond)] + Self.state(isSecond)
            answer = .object(Self.playback(isSecond))
        case .getPlaybackEvents:
            query = isSecond ? [playback] : []
            answer = .list(Self.event(isSecond))
        case .createPlaybackEvent:
            body =
                ["name", "recurrence", "startDate", "endDate", "timezone"].map { Member($0, required: true) } + [
                    Member("playbackId", required: isSecond)
                ]
            answer = .object(Self.event(isSecond))
        case .getPlaybackSessionAnalyticsReport:
            query = (isSecond ? [] : [Member("eventId"), Member("sessionId")]) + [Member("format", values: ["xlsx"])]
            answer = isSecond ? .object([Member("url")]) : .file
        case .getPlaybackSessions: answer = .list(["id", "playbackId", "playbackEventId", "startedAt", "finishedAt"].map { Member($0) })
        default: break
        }
    }

    private static let space = [Member("id"), Member("name"), Member("description"), Member("logo"), Member("isPublic", "boolean")]
    private static let spaceBody = [
        Member("name", required: true), Member("isPublic", "boolean", required: true), Member("description"), Member("logo"),
    ]
    private static let settings =
        SandboxAccount.Room.switches.map { Member($0, "boolean") } + [Member("waitingRoomAudience"), Member("redirectUrl")]
    private static let room = ["id", "spaceId", "name", "type", "alias", "channelId"].map { Member($0) } + settings
    private static func roomBody(typeRequired: Bool) -> [Member] {
        [Member("name", required: true), Member("type", values: ["lesson", "webinar"], required: typeRequired)] + settings
    }
    private static let access = [
        Member("username", required: true), Member("role", values: ["user", "moderator"], required: true), Member("externalUserId"),
        Member("externalMeetingId"), Member("ttl", "integer"), Member("isPermanent", "boolean"), Member("email"), Member("phone"),
    ]
    private static let record =
        ["id", "name", "roomId", "spaceId", "callId", "state", "createdAt", "startedAt", "finishedAt"].map { Member($0) } + [
            Member("fileSize", "integer")
        ]
    private static let call = [
        Member("id"), Member("roomId"), Member("active", "boolean"), Member("isBreakoutRoom", "boolean"), Member("startedAt"), Member("finishedAt"),
    ]
    private static func state(_ isSecond: Bool) -> [Member] {
        isSecond
            ? [Member("sourceRecordId"), Member("status", values: ["draft", "published"])] : [Member("recordId"), Member("isPublished", "boolean")]
    }
    private static func playback(_ isSecond: Bool) -> [Member] {
        [Member(isSecond ? "playbackId" : "id"), Member("name"), Member("spaceId"), Member("createdAt")] + state(isSecond)
    }
    private static func event(_ isSecond: Bool) -> [Member] {
        [isSecond ? "eventId" : "id", "playbackId", "name", "startDate", "endDate", "recurrence", "timezone", "createdAt"].map { Member($0) }
    }
}
