extension ContractRow {
    /// The default row of an operation: the only place where these methods, paths and member names are written.
    ///
    /// livedigital publishes neither the playback operations nor the invitation to a room nor the deletion of a space; their rows are guesses
    /// in the manner of the documented ones, to be mended by overrides once the service's own description is at hand.
    static func assumed(_ operation: OperationID) -> ContractRow {
        switch operation {
        case .getMe: Self(operation, "GET", "/users/me", id: "id", source: .documented)
        case .getSpacesList: Self(operation, "GET", "/spaces", id: "id", source: .documented)
        case .createSpace: Self(operation, "POST", "/spaces", id: "id", source: .documented)
        case .updateSpace: Self(operation, "PUT", "/spaces/{spaceId}", id: "id", source: .documented)
        case .deleteSpace: Self(operation, "DELETE", "/spaces/{spaceId}", source: .assumed)
        case .getRoomsList: Self(operation, "GET", "/spaces/{spaceId}/rooms", id: "id", source: .documented)
        case .createRoom: Self(operation, "POST", "/spaces/{spaceId}/rooms", id: "id", source: .documented)
        case .getRoom: Self(operation, "GET", "/spaces/{spaceId}/rooms/{roomId}", id: "id", source: .documented)
        case .getRoomByAlias: Self(operation, "GET", "/spaces/room-by-alias/{alias}", id: "id", source: .documented)
        case .updateRoom: Self(operation, "PUT", "/spaces/{spaceId}/rooms/{roomId}", id: "id", source: .documented)
        case .deleteRoom: Self(operation, "DELETE", "/spaces/{spaceId}/rooms/{roomId}", source: .documented)
        case .createRoomInvite: Self(operation, "POST", "/spaces/{spaceId}/rooms/{roomId}/invites", id: "id", source: .assumed)
        case .roomGenerateAccess: Self(operation, "POST", "/spaces/{spaceId}/rooms/{roomId}/generate-access", source: .documented)
        case .listRecords: Self(operation, "GET", "/spaces/{spaceId}/rooms/{roomId}/records", id: "id", source: .documented)
        case .downloadRecord:
            Self(operation, "GET", "/spaces/{spaceId}/rooms/{roomId}/records/download/{recordId}", source: .documented)
        case .analyticsCalls:
            Self(operation, "GET", "/spaces/{spaceId}/analytics/calls?roomId={roomId}&date={date}", id: "id", source: .documented)
        case .getRoomAnalyticsReport:
            Self(
                operation, "GET", "/spaces/{spaceId}/analytics/report?roomId={roomId}&callId={callId}&format={format}",
                source: .documented)
        case .createWebhook: Self(operation, "POST", "/spaces/{spaceId}/webhook", source: .documented)
        case .getWebhook: Self(operation, "GET", "/spaces/{spaceId}/webhook", source: .documented)
        case .updateWebhook: Self(operation, "PUT", "/spaces/{spaceId}/webhook", source: .documented)
        case .deleteWebhook: Self(operation, "DELETE", "/spaces/{spaceId}/webhook", source: .documented)
        case .refreshSecretWebhook: Self(operation, "PUT", "/spaces/{spaceId}/webhook/refresh-secret", source: .documented)
        case .getPlaybacks: Self(operation, "GET", "/spaces/{spaceId}/playbacks", id: "id", source: .assumed)
        case .createPlayback: Self(operation, "POST", "/spaces/{spaceId}/playbacks", id: "id", source: .assumed)
        case .getPlayback: Self(operation, "GET", "/spaces/{spaceId}/playbacks/{playbackId}", id: "id", source: .assumed)
        case .updatePlayback:
            Self(
                operation, "PUT", "/spaces/{spaceId}/playbacks/{playbackId}", record: "recordId", published: "isPublished",
                publishedValue: .bool(true), unpublishedValue: .bool(false), id: "id", source: .assumed)
        case .deletePlayback: Self(operation, "DELETE", "/spaces/{spaceId}/playbacks/{playbackId}", source: .assumed)
        case .getPlaybackEvents: Self(operation, "GET", "/spaces/{spaceId}/playbacks/{playbackId}/events", id: "id", source: .assumed)
        case .createPlaybackEvent: Self(operation, "POST", "/spaces/{spaceId}/playbacks/{playbackId}/events", id: "id", source: .assumed)
        case .deletePlaybackEvent:
            Self(operation, "DELETE", "/spaces/{spaceId}/playbacks/{playbackId}/events/{eventId}", source: .assumed)
        case .getPlaybackSessionAnalyticsReport:
            Self(
                operation, "GET", "/spaces/{spaceId}/playbacks/{playbackId}/analytics/report?eventId={eventId}&format=xlsx",
                source: .assumed)
        case .getPlaybackSessions:
            Self(operation, "GET", "/spaces/{spaceId}/playbacks/{playbackId}/events/{eventId}/sessions", id: "id", source: .assumed)
        }
    }
}
