import Foundation

extension RemoteState {
    func getRoomsList(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let space = try space(call)
        return Self.ok(.list(account.rooms.filter { $0.spaceId == space.id && isListed($0.id, at: surroundings.now) }.map(\.json)))
    }

    func room(alias: String) throws(Refusal) -> SandboxAccount.Room {
        guard let room = account.rooms.first(where: { $0.alias == alias }) else { throw .notFound("Room") }
        return room
    }

    /// Answers id, alias and channel alone, as documented.
    mutating func createRoom(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let space = try space(call)
        let members = try call.members()
        let id = surroundings.identifiers.object()
        let room = SandboxAccount.Room(
            id: id, spaceId: space.id, name: try members.text("name"), type: try members.word("type", of: Self.types),
            alias: String(id.suffix(10)), settings: try Self.settings(members))
        add(room, by: call.operation, in: surroundings)
        let shown = room.json
        return Answer(
            status: 201, content: .json(.object(["id": .string(id), "alias": .string(room.alias), "channelId": shown["channelId"] ?? .null])))
    }

    /// Replaces: a setting that is not named is as in a new room. The type alone stays. The body of the answer is not documented, so there is none.
    mutating func updateRoom(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        var room = try room(call)
        let members = try call.members()
        room.name = try members.text("name")
        room.type = try members.word("type", of: Self.types, absent: room.type)
        room.settings = try Self.settings(members)
        replace(room, by: call.operation.rawValue, at: surroundings.now)
        return Answer(status: 200, content: .none)
    }

    /// With its recordings, calls and reports.
    mutating func deleteRoom(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        remove(try room(call), by: call.operation.rawValue, at: surroundings.now)
        return Answer(status: 204, content: .none)
    }

    private static let types = ["lesson", "webinar"]

    /// Refuses what only the service sets, and `templateId` and `parentRoomId`, which must be left out.
    private static func settings(_ members: Members) throws(Refusal) -> [String: JSONValue] {
        try members.refuse(except: ["name", "type"] + SandboxAccount.Room.defaults.keys)
        var settings: [String: JSONValue] = [:]
        for name in SandboxAccount.Room.switches where members.has(name) { settings[name] = .boolean(try members.flag(name)) }
        // The word for everybody is the sandbox's own: livedigital documents "nobody" alone.
        if members.has("waitingRoomAudience") {
            settings["waitingRoomAudience"] = .string(try members.word("waitingRoomAudience", of: ["nobody", "everybody"]))
        }
        if members.has("redirectUrl"), members.members["redirectUrl"] != .null {
            settings["redirectUrl"] = .string(try members.address("redirectUrl"))
        }
        return settings
    }
}
