extension ContractRow {
    /// The default row of an operation: the only place where these methods, paths and member names are written.
    ///
    /// livedigital does not publish the playback operations; their rows are guesses in the manner of the documented ones, to be mended
    /// by overrides once the service's own description is at hand.
    static func assumed(_ operation: OperationID) -> ContractRow {
        switch operation {
        case .getMe: Self(operation, "GET", "/users/me", id: "id", source: .documented)
        case .getSpacesList: Self(operation, "GET", "/spaces", id: "id", source: .documented)
        case .getRoomsList: Self(operation, "GET", "/spaces/{spaceId}/rooms", id: "id", source: .documented)
        case .getRoom: Self(operation, "GET", "/spaces/{spaceId}/rooms/{roomId}", id: "id", source: .documented)
        case .listRecords: Self(operation, "GET", "/spaces/{spaceId}/rooms/{roomId}/records", id: "id", source: .documented)
        case .analyticsCalls:
            Self(operation, "GET", "/spaces/{spaceId}/analytics/calls?roomId={roomId}&date={date}", id: "id", source: .documented)
        case .getRoomAnalyticsReport:
            Self(
                operation, "GET", "/spaces/{spaceId}/analytics/report?roomId={roomId}&callId={callId}&format={format}",
                source: .documented)
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
