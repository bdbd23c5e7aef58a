import Foundation

extension RemoteState {
    /// An ordinary invitation: the operation is assumed, and so is its answer of an id alone.
    mutating func createRoomInvite(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let room = try room(call)
        let members = try call.members()
        try members.refuse(except: ["role"])
        let role = try members.word("role", of: ["role_room_user", "role_room_moderator"])
        let id = surroundings.identifiers.object()
        note(.invite, id, ["roomId": .string(room.id), "role": .string(role)], by: call.operation, at: surroundings.now)
        return Answer(status: 201, content: .json(.object(["id": .string(id)])))
    }

    /// A personal link. The ledger has everything but the token in it.
    mutating func roomGenerateAccess(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let room = try room(call)
        let members = try call.members()
        let texts = ["externalUserId", "externalMeetingId", "email", "phone"]
        try members.refuse(except: ["username", "role", "ttl", "isPermanent"] + texts)
        let username = try members.text("username")
        var state: [String: JSONValue] = [
            "roomId": .string(room.id), "username": .string(username), "role": .string(try members.word("role", of: ["user", "moderator"])),
            "ttl": .number(Double(try members.integer("ttl", 1...surroundings.options.longestAccess) ?? 86_400)),
            "isPermanent": .boolean(try members.flag("isPermanent")),
        ]
        for name in texts { state[name] = try members.textIfPresent(name).map { .string($0) } }
        let id = surroundings.identifiers.object()
        note(.accessLink, id, state, by: call.operation, at: surroundings.now)
        var address = URLComponents()
        address.queryItems = [
            URLQueryItem(name: "participantName", value: username), URLQueryItem(name: "accessToken", value: surroundings.secret()),
        ]
        let query = address.percentEncodedQuery ?? ""
        return Answer(
            status: 201, content: .json(.object(["url": .string("https://edu.livedigital.space/room/\(room.alias)?\(query)")])))
    }
}
