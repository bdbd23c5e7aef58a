import LivedigitalAPI
import Orchestration

/// The space, the room or both that something is confined to. Ids are taken as they are, so that livedigital may be down; names are looked up.
struct GivenPlace: Sendable {
    var spaceId: String?
    var roomId: String?

    init(_ space: String?, _ room: String?, _ call: Call, _ services: GatewayServices) async throws {
        (spaceId, roomId) = (space, room)
        let needsSpace = space.map { !Self.isIdentifier($0) } ?? false
        let needsRoom = room.map { !Self.isIdentifier($0) } ?? false
        guard needsSpace || needsRoom else { return }
        let client = try await services.client(call)
        if needsRoom, let room {
            guard let space else { throw Problem([Problem.Field(field: "spaceId", code: "missing", message: ProblemText.missing)]) }
            let place = try await NamedPlace(space, room, client)
            (spaceId, roomId) = (place.spaceId, place.roomId)
        } else if let space {
            spaceId = try await NamedPlace.space(space, client)
        }
    }

    private static func isIdentifier(_ text: String) -> Bool { Routes.identifier.matches(text) }
}
