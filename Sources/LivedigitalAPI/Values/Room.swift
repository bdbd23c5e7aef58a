package import Foundation

/// A room of a space.
package struct Room: Sendable, Equatable {
    /// livedigital's id.
    package var id: String
    /// The name that people gave it.
    package var name: String?
    /// The space that it lives in.
    package var spaceId: String?
    /// The short name in web links; paths of the API take the id.
    package var alias: String?
    /// `lesson` or `webinar`.
    package var type: String?
    /// When livedigital made it.
    package var createdAt: Date?

    package init(
        id: String, name: String? = nil, spaceId: String? = nil, alias: String? = nil, type: String? = nil, createdAt: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.spaceId = spaceId
        self.alias = alias
        self.type = type
        self.createdAt = createdAt
    }
}

extension Room: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) throws {
        self.init(
            id: try object.id(names.id), name: object.string("name"), spaceId: object.string("spaceId"), alias: object.string("alias"),
            type: object.string("type"), createdAt: object.date("createdAt"))
    }
}
