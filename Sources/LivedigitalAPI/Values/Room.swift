package import Foundation

/// A room of a space.
package struct Room: Sendable, Equatable {
    /// What a room is for.
    package enum Kind: String, Sendable, CaseIterable {
        /// A conference: everybody speaks.
        case lesson
        /// Only its creator and moderators broadcast.
        case webinar
    }

    /// livedigital's id.
    package var id: String
    /// The name that people gave it.
    package var name: String?
    /// The space that it lives in.
    package var spaceId: String?
    /// The short name in web links; paths of the API take the id.
    package var alias: String?
    /// `lesson` or `webinar`, see ``Kind``.
    package var type: String?
    /// The id of its media channel.
    package var channelId: String?
    /// What livedigital shows of its settings.
    package var settings: RoomSettings
    /// When the last call in it began.
    package var lastCallAt: Date?
    /// When livedigital made it.
    package var createdAt: Date?

    package init(
        id: String, name: String? = nil, spaceId: String? = nil, alias: String? = nil, type: String? = nil, channelId: String? = nil,
        settings: RoomSettings = RoomSettings(), lastCallAt: Date? = nil, createdAt: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.spaceId = spaceId
        self.alias = alias
        self.type = type
        self.channelId = channelId
        self.settings = settings
        self.lastCallAt = lastCallAt
        self.createdAt = createdAt
    }
}

extension Room: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) throws {
        self.init(
            id: try object.id(names.id), name: object.string("name"), spaceId: object.string("spaceId"), alias: object.string("alias"),
            type: object.string("type"), channelId: object.string("channelId"), settings: RoomSettings(object),
            lastCallAt: object.date("lastCallAt"), createdAt: object.date("createdAt"))
    }
}
