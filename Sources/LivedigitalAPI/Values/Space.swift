/// A space ("группа"): what rooms and playbacks live in.
package struct Space: Sendable, Equatable {
    /// livedigital's id.
    package var id: String
    /// The name that people gave it.
    package var name: String?

    package init(id: String, name: String? = nil) {
        self.id = id
        self.name = name
    }
}

extension Space: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) throws {
        self.init(id: try object.id(names.id), name: object.string("name"))
    }
}
