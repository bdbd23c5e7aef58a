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

    /// Refuses what is certainly not there, by the member that names it. Nothing else stops: where livedigital cannot be asked or does not answer in time,
    /// and where a room is given without its space, the ids stand as they are.
    ///
    /// - Throws: a ``Problem`` with 404.
    func requireKnown(_ call: Call, _ services: GatewayServices) async throws {
        guard let spaceId else { return }
        let roomId = roomId
        let absence = try? await within(Self.patience) { () async -> NameFailure? in
            do {
                let client = try await services.client(call)
                _ = try await client.withPatience {
                    if let roomId { try await client.roomId(of: roomId, spaceId: spaceId) } else { try await client.spaceId(of: spaceId) }
                }
                return nil
            } catch {
                return (error as? NameFailure).flatMap { $0.code == .notFound ? $0 : nil }
            }
        }
        if let absence = absence ?? nil { throw Problem(absence, field: absence.subject == "room" ? "roomId" : "spaceId") }
    }

    /// Leaves enough of the time of an answer to subscribe.
    private static let patience = Duration.seconds(5)

    private static func isIdentifier(_ text: String) -> Bool { Routes.identifier.matches(text) }
}
