package import Foundation

/// A recording of a call in a room.
package struct RoomRecord: Sendable, Equatable {
    /// livedigital's id.
    package var id: String
    /// The name that people gave it.
    package var name: String?
    /// The space that it lives in.
    package var spaceId: String?
    /// The room that it was recorded in.
    package var roomId: String?
    /// The call that it is a recording of.
    package var callId: String?
    /// Bytes.
    package var fileSize: Int64?
    /// A word of livedigital's; only `new` is known, so nothing may depend on it.
    package var state: String?
    /// When livedigital made it.
    package var createdAt: Date?
    /// When it began; nil when livedigital does not say.
    package var startedAt: Date?
    /// When it ended; nil while it is under way.
    package var finishedAt: Date?

    package init(
        id: String, name: String? = nil, spaceId: String? = nil, roomId: String? = nil, callId: String? = nil, fileSize: Int64? = nil,
        state: String? = nil, createdAt: Date? = nil, startedAt: Date? = nil, finishedAt: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.spaceId = spaceId
        self.roomId = roomId
        self.callId = callId
        self.fileSize = fileSize
        self.state = state
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }

    /// True when the recording has ended and there is something in it: the only sign of readiness that does not hang on a word.
    package var isFinished: Bool { finishedAt != nil && (fileSize ?? 0) > 0 }

    /// From start to finish, to the millisecond; nil when either is missing or the finish lies before the start.
    package var duration: Duration? {
        guard let startedAt, let finishedAt else { return nil }
        let milliseconds = WireDate.milliseconds(of: finishedAt) - WireDate.milliseconds(of: startedAt)
        return milliseconds < 0 ? nil : .milliseconds(milliseconds)
    }
}

extension RoomRecord: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) throws {
        self.init(
            id: try object.id(names.id), name: object.string("name"), spaceId: object.string("spaceId"), roomId: object.string("roomId"),
            callId: object.string("callId"), fileSize: object.integer("fileSize"), state: object.string("state"),
            createdAt: object.date("createdAt"), startedAt: object.date("startedAt"), finishedAt: object.date("finishedAt"))
    }
}
