import Foundation

// The objects in the shapes that the service answers with. Members that the account does not hold have the documentation's sample values.

extension SandboxAccount.Owner {
    var json: JSONValue { .object(["id": .string(id), "email": .string(email), "username": .string(username)]) }
}

extension SandboxAccount.Space {
    var json: JSONValue {
        .object([
            "id": .string(id), "name": .string(name), "description": .optional(description), "logo": .optional(logo), "isPublic": .boolean(true),
        ])
    }
}

extension SandboxAccount.Room {
    /// The settings of a room that was made without any: what livedigital's samples show.
    static let defaults: [String: JSONValue] = {
        var settings: [String: JSONValue] = Dictionary(uniqueKeysWithValues: switches.map { ($0, .boolean($0 != "isAutoRecordingAllowed")) })
        settings["waitingRoomAudience"] = .string("nobody")
        settings["redirectUrl"] = .null
        return settings
    }()

    static let switches = [
        "isPublic", "isChatAllowed", "isRecordAllowed", "isAutoRecordingAllowed", "isMicrophonePublishingAllowed", "isCameraPublishingAllowed",
        "isScreenMediaPublishingAllowed", "isScreensharingAllowed", "isAvatarsAllowed", "isSelfRenamingAllowed", "isHandRaisingAllowed",
        "isRemoteDrawingAllowed",
    ]

    var json: JSONValue {
        let members: [String: JSONValue] = [
            "id": .string(id), "spaceId": .string(spaceId), "name": .string(name), "type": .string(type), "alias": .string(alias),
            "channelId": .string(String(id.reversed())), "isFavorite": .boolean(false), "templateId": .null, "parentRoomId": .null,
            "lastCallAt": .null, "roleInRoom": .string("role_room_owner"),
        ]
        return .object(members.merging(Self.defaults) { $1 }.merging(settings ?? [:]) { $1 })
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

extension SandboxAccount.RoomCall {
    /// A call without an end, or with one that is yet to come, is under way.
    func isActive(at now: Date) -> Bool { finishedAt.map { now < $0 } ?? true }

    func json(in room: SandboxAccount.Room, at now: Date) -> JSONValue {
        let isActive = isActive(at: now)
        return .object([
            "id": .string(id), "active": .boolean(isActive), "roomId": .string(roomId), "isBreakoutRoom": .boolean(isBreakoutRoom),
            "planAlias": .string("business"), "roomType": .string(room.type),
            "participantsCount": .number(isActive ? Double(participants) : 0), "totalParticipantsCount": .number(Double(participants)),
            "uniqueParticipantsCount": .number(Double(participants)), "startedAt": .string(Timestamp.milliseconds(startedAt)),
            "finishedAt": isActive ? .null : .optional(finishedAt.map(Timestamp.milliseconds)),
        ])
    }
}
