extension LivedigitalClient {
    /// The account of the token: the test of a connection.
    package func getMe() async throws(LivedigitalError) -> User { try await object(.getMe, PathValues()) }

    /// The rooms of a space.
    package func rooms(spaceId: String) async throws(LivedigitalError) -> Listing<Room> {
        try await listing(.getRoomsList, PathValues(spaceId: spaceId))
    }

    /// One room. A room that does not exist fails with ``LivedigitalError/Kind/refused`` and status 404.
    package func room(spaceId: String, roomId: String) async throws(LivedigitalError) -> Room {
        try await object(.getRoom, PathValues(spaceId: spaceId, roomId: roomId))
    }

    /// The room behind a web link, by the short name in it. One that does not exist fails as in ``room(spaceId:roomId:)``.
    package func room(alias: String) async throws(LivedigitalError) -> Room {
        try await object(.getRoomByAlias, PathValues(alias: alias))
    }

    /// Makes a room. Not repeatable: after ``LivedigitalError/Kind/unknown(retryAfter:)`` look for the name among the rooms first.
    ///
    /// livedigital may answer no more than id, alias and channel; the rest is what was sent. A waiting room that is to be on without a word
    /// for it is ``LivedigitalError/Kind/refused``, with nothing sent.
    package func createRoom(
        spaceId: String, name: String, kind: Room.Kind, settings: RoomSettings = RoomSettings()
    ) async throws(LivedigitalError) -> Room {
        let call = try call(.createRoom, PathValues(spaceId: spaceId))
        let settings = settings.alignedScreen
        let response = try await success(call, body: try body(call, name, kind.rawValue, settings))
        var room = try read(OneAnswer<Room>.self, response, call).value
        room.name = room.name ?? name
        room.type = room.type ?? kind.rawValue
        room.spaceId = room.spaceId ?? spaceId
        room.settings = settings.merging(room.settings)
        return room
    }

    /// Changes a room; harmless when repeated. What is left nil stays as it is, the kind above all, which livedigital advises not to change.
    ///
    /// Whether livedigital's PUT replaces or merges is not known: the room is read, the change is merged into it, and the whole is sent, without
    /// what only livedigital sets. A change that somebody else makes between the two calls is lost.
    /// - Returns: the room as livedigital answered it, else as it was sent. An answer that cannot be read is none: then the room is read again and must
    ///   show the change, or it is ``LivedigitalError/Kind/unknown(retryAfter:)``.
    package func updateRoom(
        spaceId: String, roomId: String, name: String? = nil, kind: Room.Kind? = nil, settings change: RoomSettings = RoomSettings()
    ) async throws(LivedigitalError) -> Room {
        let call = try call(.updateRoom, PathValues(spaceId: spaceId, roomId: roomId))
        // Before anything is read: a change that cannot be sent costs no call.
        _ = try body(call, name ?? "", nil, change)
        var room = try await room(spaceId: spaceId, roomId: roomId)
        room.name = name ?? room.name
        room.type = kind?.rawValue ?? room.type
        room.settings = room.settings.merging(change)
        guard let name = room.name else {
            throw call.failure(.refused, "livedigital shows no name of the room and none was given; nothing was changed", advice: "Give a name.")
        }
        let answer: ChangeAnswer<Room> = try await updated(call, body: try body(call, name, room.type, room.settings))
        if case .silent = answer { return room }
        if let answered = answer.value, answered.id == roomId, answered.name != nil { return answered }
        return try await seen(after: call) { () async throws(LivedigitalError) in
            let shown = try await self.room(spaceId: spaceId, roomId: roomId)
            let isDone = shown.name == name && (kind == nil || shown.type == nil || shown.type == kind?.rawValue)
            return isDone && !shown.settings.contradicts(change, waitingRoomOn: waitingRoomOn) ? shown : nil
        }
    }

    /// Removes a room, and perhaps its recordings and reports with it; harmless when repeated.
    @discardableResult
    package func deleteRoom(spaceId: String, roomId: String) async throws(LivedigitalError) -> Deletion {
        try await deletion(.deleteRoom, PathValues(spaceId: spaceId, roomId: roomId)) { () async throws(LivedigitalError) in
            do throws(LivedigitalError) {
                _ = try await room(spaceId: spaceId, roomId: roomId)
                return false
            } catch {
                guard error.status == 404 || error.status == 410 else { throw error }
                return true
            }
        }
    }

    /// Never `templateId` and `parentRoomId`, which livedigital wants left out.
    private func body(_ call: Call, _ name: String, _ type: String?, _ settings: RoomSettings) throws(LivedigitalError) -> JSONText {
        var body = JSONText()
        body.member("name", .string(name))
        if let type { body.member("type", .string(type)) }
        do {
            try settings.append(to: &body, waitingRoomOn: waitingRoomOn)
        } catch {
            throw call.failure(
                .refused, "waitingRoomAudience is to be on, and livedigital's word for that is not known; nothing was sent",
                advice: "Set livedigital.waitingRoomOn: a room whose waiting room was switched on by hand shows the word in waitingRoomAudience.")
        }
        return body
    }
}
