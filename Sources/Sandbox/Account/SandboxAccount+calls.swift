package import Foundation

extension SandboxAccount {
    /// A call of a room or of one of its breakout rooms. The id has 24 lower-case hexadecimal digits.
    package struct RoomCall: Codable, Sendable, Equatable {
        /// The id, unique in the account.
        package var id: String
        /// The room that it is held in.
        package var roomId: String
        /// The space that the room lies in.
        package var spaceId: String
        /// When the first person entered.
        package var startedAt: Date
        /// When the last one left; nil while the call goes on. One that is yet to come by the sandbox's clock means the same until then.
        package var finishedAt: Date?
        /// How many people came, 0 to 10,000. Who they are follows from the call's id.
        package var participants: Int
        /// Whether it was held in a breakout room.
        package var isBreakoutRoom: Bool

        /// A call with these members.
        package init(
            id: String, roomId: String, spaceId: String, startedAt: Date, finishedAt: Date?, participants: Int, isBreakoutRoom: Bool = false
        ) {
            self.id = id
            self.roomId = roomId
            self.spaceId = spaceId
            self.startedAt = startedAt
            self.finishedAt = finishedAt
            self.participants = participants
            self.isBreakoutRoom = isBreakoutRoom
        }
    }
}
