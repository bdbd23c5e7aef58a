extension LivedigitalClient {
    /// Makes an ordinary invitation to a room. Each call makes another one.
    ///
    /// The operation is an assumption: status 404 or 405 means that livedigital has none of this kind. Then the web link with the room's alias
    /// serves for users, and ``generateAccess(spaceId:roomId:_:)`` for moderators.
    package func createRoomInvite(spaceId: String, roomId: String, role: RoomRole) async throws(LivedigitalError) -> RoomInvite {
        var body = JSONText()
        body.member("role", .string(role.roomName))
        return try await object(.createRoomInvite, PathValues(spaceId: spaceId, roomId: roomId), body: body)
    }

    /// Makes a personal link into a room. Each call makes another one; those made before go on working, so repeating does no harm.
    ///
    /// A lifetime beyond the bounds of ``AccessRequest/ttl`` is ``LivedigitalError/Kind/refused``, with nothing sent.
    package func generateAccess(spaceId: String, roomId: String, _ access: AccessRequest) async throws(LivedigitalError) -> AccessLink {
        let call = try call(.roomGenerateAccess, PathValues(spaceId: spaceId, roomId: roomId))
        if let ttl = access.ttl, ttl < .seconds(1) || ttl > AccessRequest.longestLifetime || ttl.components.attoseconds != 0 {
            throw call.failure(.refused, "ttl must be from 1 to 604800 whole seconds; nothing was sent")
        }
        do {
            let response = try await success(call, body: Self.body(access))
            var link = try read(OneAnswer<AccessLink>.self, response, call).value
            link.lifetime = access.ttl ?? AccessRequest.defaultLifetime
            return link
        } catch {
            throw Self.explainingLifetime(error, access)
        }
    }

    private static func body(_ access: AccessRequest) -> JSONText {
        var body = JSONText()
        body.member("username", .string(access.username))
        body.member("role", .string(access.role.shortName))
        for (name, value) in [("externalUserId", access.externalUserId), ("externalMeetingId", access.externalMeetingId)] {
            if let value { body.member(name, .string(value)) }
        }
        if let ttl = access.ttl { body.member("ttl", .integer(ttl.components.seconds)) }
        body.member("isPermanent", .bool(access.isPermanent))
        for (name, value) in [("email", access.email), ("phone", access.phone)] {
            if let value { body.member(name, .string(value)) }
        }
        return body
    }

    /// livedigital's documents name two upper limits: whoever asked for more than the lower one is told of it.
    private static func explainingLifetime(_ error: LivedigitalError, _ access: AccessRequest) -> LivedigitalError {
        guard let ttl = access.ttl, ttl > AccessRequest.longestDocumentedLifetime, error.status == 400 || error.status == 422 else { return error }
        var error = error
        error.advice =
            "The link was to work for \(ttl.components.seconds) s; livedigital's documentation allows 432000 s (5 days) at most. Ask for less."
        return error
    }
}
