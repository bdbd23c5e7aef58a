/// What somebody may do in a room or space. livedigital spells it in three ways, one for each group of operations.
package enum RoomRole: String, Sendable, CaseIterable {
    /// Takes part.
    case user
    /// Moderates.
    case moderator

    /// Reads any of the three spellings: `user`, `role_room_user`, `role_space_user` and the same of `moderator`. Nil for anything else;
    /// `role_room_owner` is in answers only.
    package init?(spelling text: String) {
        guard let role = Self.allCases.first(where: { $0.spellings.contains(text) }) else { return nil }
        self = role
    }

    /// Every way to write it.
    package var spellings: [String] { [shortName, roomName, spaceName] }

    /// For generate-access.
    var shortName: String { rawValue }
    /// For invitations to a room and roles in it.
    var roomName: String { "role_room_\(rawValue)" }
    /// For invitations to a space.
    var spaceName: String { "role_space_\(rawValue)" }
}
