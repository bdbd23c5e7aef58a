import Foundation

// The objects in the shapes that the service answers with. Members that the account does not hold have the documentation's sample values.

extension SandboxAccount.Owner {
    var json: JSONValue { .object(["id": .string(id), "email": .string(email), "username": .string(username)]) }
}

extension SandboxAccount.Space {
    var json: JSONValue {
        .object(["id": .string(id), "name": .string(name), "description": .null, "logo": .null, "isPublic": .boolean(true)])
    }
}

extension SandboxAccount.Room {
    var json: JSONValue {
        let allowed = [
            "isPublic", "isChatAllowed", "isRecordAllowed", "isMicrophonePublishingAllowed", "isCameraPublishingAllowed",
            "isScreenMediaPublishingAllowed", "isScreensharingAllowed", "isAvatarsAllowed", "isSelfRenamingAllowed", "isHandRaisingAllowed",
            "isRemoteDrawingAllowed",
        ]
        var members: [String: JSONValue] = [
            "id": .string(id), "spaceId": .string(spaceId), "name": .string(name), "type": .string(type), "alias": .string(alias),
            "channelId": .string(String(id.reversed())), "isAutoRecordingAllowed": .boolean(false), "isFavorite": .boolean(false),
            "waitingRoomAudience": .string("nobody"), "templateId": .null, "parentRoomId": .null, "lastCallAt": .null,
            "roleInRoom": .string("role_room_owner"),
        ]
        for name in allowed { members[name] = .boolean(true) }
        return .object(members)
    }
}

extension SandboxAccount.Record {
    /// The recording has ended and there is a file.
    var isFinished: Bool { finishedAt != nil && fileSize > 0 }

    var json: JSONValue {
        .object([
            "id": .string(id), "name": .string(name), "fileSize": .number(Double(fileSize)), "roomId": .string(roomId),
            "spaceId": .string(spaceId), "callId": .optional(callId), "state": .string(state),
            "createdAt": .string(Timestamp.milliseconds(createdAt)), "startedAt": .string(Timestamp.milliseconds(startedAt)),
            "finishedAt": .optional(finishedAt.map(Timestamp.milliseconds)),
        ])
    }
}

extension SandboxAccount.Playback {
    var json: JSONValue {
        .object([
            "id": .string(id), "name": .string(name), "spaceId": .string(spaceId), "recordId": .optional(recordId),
            "isPublished": .boolean(isPublished), "createdAt": .string(Timestamp.milliseconds(createdAt)),
        ])
    }
}

extension SandboxAccount.PlaybackEvent {
    /// The event with its dates in one of the forms that the service uses; never in the form in which they were sent.
    func json(dates form: (Date) -> String) -> JSONValue {
        .object([
            "id": .string(id), "playbackId": .string(playbackId), "name": .string(name), "startDate": .optional(startDate.map(form)),
            "endDate": .optional(endDate.map(form)), "recurrence": .null, "timezone": .string(timezone),
            "createdAt": .string(Timestamp.milliseconds(createdAt)),
        ])
    }
}
