package import Foundation

/// An autowebinar of livedigital: a record that can be shown by playback events.
package struct Playback: Sendable, Equatable {
    /// livedigital's id.
    package var id: String
    /// The name that people gave it.
    package var name: String?
    /// The space that it lives in.
    package var spaceId: String?
    /// The record that it shows; nil while none is chosen.
    package var recordId: String?
    /// Nil when livedigital does not say, or says neither of the two values that the contract table knows.
    package var isPublished: Bool?
    /// When livedigital made it.
    package var createdAt: Date?

    package init(
        id: String, name: String? = nil, spaceId: String? = nil, recordId: String? = nil, isPublished: Bool? = nil, createdAt: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.spaceId = spaceId
        self.recordId = recordId
        self.isPublished = isPublished
        self.createdAt = createdAt
    }
}

extension Playback: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) throws {
        self.init(
            id: try object.id(names.id), name: object.string("name"), spaceId: object.string("spaceId"),
            recordId: object.string(names.record), isPublished: object.published(names), createdAt: object.date("createdAt"))
    }
}
