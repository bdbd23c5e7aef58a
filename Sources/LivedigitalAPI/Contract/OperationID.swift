/// An operation of livedigital that the service uses. The raw value is livedigital's own operation id.
package enum OperationID: String, Sendable, Hashable, CaseIterable {
    case getMe
    case getSpacesList
    case createSpace
    case updateSpace
    case deleteSpace
    case getRoomsList
    case createRoom
    case getRoom
    case getRoomByAlias
    case updateRoom
    case deleteRoom
    case createRoomInvite
    case roomGenerateAccess
    case listRecords = "get_spaces__spaceId__rooms__roomId__records"
    case downloadRecord = "RedirectToDownloadRoomRecord"
    case analyticsCalls
    case getRoomAnalyticsReport
    case createWebhook
    case getWebhook
    case updateWebhook
    case deleteWebhook
    case refreshSecretWebhook
    case getPlaybacks
    case createPlayback
    case getPlayback
    case updatePlayback
    case deletePlayback
    case getPlaybackEvents
    case createPlaybackEvent
    case deletePlaybackEvent
    case getPlaybackSessionAnalyticsReport
    case getPlaybackSessions

    /// What an operation does, which decides how its answers are read and whether it may be sent again.
    package enum Kind: Sendable {
        /// Reads a collection.
        case list
        /// Reads one object.
        case lookUp
        /// Makes something; sent on a connection of its own, never twice by itself.
        case create
        /// Sets the full state of something.
        case update
        /// Removes something; gone counts as done.
        case delete
        /// Fetches a file that may not be there yet.
        case report
    }

    /// What the operation does.
    package var kind: Kind {
        switch self {
        case .getSpacesList, .getRoomsList, .listRecords, .analyticsCalls, .getPlaybacks, .getPlaybackEvents, .getPlaybackSessions: .list
        case .getMe, .getRoom, .getRoomByAlias, .downloadRecord, .getWebhook, .getPlayback: .lookUp
        case .createSpace, .createRoom, .createRoomInvite, .roomGenerateAccess, .createWebhook, .createPlayback, .createPlaybackEvent: .create
        case .updateSpace, .updateRoom, .updateWebhook, .refreshSecretWebhook, .updatePlayback: .update
        case .deleteSpace, .deleteRoom, .deleteWebhook, .deletePlayback, .deletePlaybackEvent: .delete
        case .getRoomAnalyticsReport, .getPlaybackSessionAnalyticsReport: .report
        }
    }

    /// What is at hand when the operation is called: the parameters that its path template may name.
    package var parameters: [PathParameter] {
        switch self {
        case .getMe, .getSpacesList, .createSpace: []
        case .updateSpace, .deleteSpace, .getRoomsList, .createRoom, .getPlaybacks, .createPlayback: [.spaceId]
        case .createWebhook, .getWebhook, .updateWebhook, .deleteWebhook, .refreshSecretWebhook: [.spaceId]
        case .getRoomByAlias: [.alias]
        case .getRoom, .updateRoom, .deleteRoom, .createRoomInvite, .roomGenerateAccess, .listRecords: [.spaceId, .roomId]
        case .downloadRecord: [.spaceId, .roomId, .recordId]
        case .analyticsCalls: [.spaceId, .roomId, .date]
        case .getRoomAnalyticsReport: [.spaceId, .roomId, .callId, .format]
        case .getPlayback, .updatePlayback, .deletePlayback, .getPlaybackEvents, .createPlaybackEvent: [.spaceId, .playbackId]
        case .deletePlaybackEvent, .getPlaybackSessions: [.spaceId, .playbackId, .eventId]
        case .getPlaybackSessionAnalyticsReport: [.spaceId, .playbackId, .eventId, .sessionId]
        }
    }

    /// The ids without which the operation would mean something else: the template must name at least one of them, where there are any.
    ///
    /// `createPlaybackEvent` is not here: a playback id that is not in its path goes into its body. Nor is the date of `analyticsCalls`: a list
    /// of all calls of a room holds those of the day.
    package var requiredInPath: [PathParameter] {
        switch self {
        case .getMe, .getSpacesList, .createSpace, .updateSpace, .deleteSpace, .getRoomsList, .createRoom: []
        case .createWebhook, .getWebhook, .updateWebhook, .deleteWebhook, .refreshSecretWebhook: []
        case .getPlaybacks, .createPlayback, .createPlaybackEvent: []
        case .getRoomByAlias: [.alias]
        case .getRoom, .updateRoom, .deleteRoom, .createRoomInvite, .roomGenerateAccess, .listRecords, .analyticsCalls: [.roomId]
        case .downloadRecord: [.recordId]
        case .getRoomAnalyticsReport: [.callId]
        case .getPlayback, .updatePlayback, .deletePlayback, .getPlaybackEvents: [.playbackId]
        case .deletePlaybackEvent, .getPlaybackSessions: [.eventId]
        case .getPlaybackSessionAnalyticsReport: [.eventId, .sessionId]
        }
    }

    /// True where nothing but the space says what is meant, so that the space's id must go somewhere.
    package var needsSpaceId: Bool { parameters == [.spaceId] }

    /// True where the request has a JSON body.
    package var sendsBody: Bool { (kind == .create || kind == .update) && self != .refreshSecretWebhook }

    /// True where the answer is a playback or a list of them.
    package var answersPlayback: Bool {
        switch self {
        case .getPlaybacks, .createPlayback, .getPlayback, .updatePlayback: true
        default: false
        }
    }

    /// True where an id is read from the answer.
    package var answersID: Bool {
        switch self {
        case .roomGenerateAccess, .downloadRecord, .createWebhook, .getWebhook, .updateWebhook, .refreshSecretWebhook: false
        default: kind != .delete && kind != .report
        }
    }

    /// True where whoever reads the answer may use what is in it: a link that lets in, or the secret of a webhook. Nothing of it is quoted.
    var answersSecret: Bool {
        switch self {
        case .createRoomInvite, .roomGenerateAccess, .downloadRecord, .createWebhook, .refreshSecretWebhook: true
        default: false
        }
    }
}

/// A name in braces that a path template may hold.
package enum PathParameter: String, Sendable, CaseIterable {
    case spaceId, roomId, recordId, callId, playbackId, eventId, sessionId
    /// The short name of a room in web links.
    case alias
    /// An instant as ISO 8601 text in UTC with milliseconds.
    case date
    /// The form of a report, see ``ReportFormat``.
    case format

    /// True for the id of an object, the alias of a room included.
    var isID: Bool { self != .date && self != .format }
}
