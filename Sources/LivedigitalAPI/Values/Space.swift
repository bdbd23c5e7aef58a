/// A space ("группа"): what rooms and playbacks live in.
package struct Space: Sendable, Equatable {
    /// livedigital's id.
    package var id: String
    /// The name that people gave it.
    package var name: String?
    /// What people wrote about it.
    package var description: String?
    /// The address of its picture.
    package var logo: String?

    package init(id: String, name: String? = nil, description: String? = nil, logo: String? = nil) {
        self.id = id
        self.name = name
        self.description = description
        self.logo = logo
    }
}

extension Space {
    /// Whether a member that both show has another value.
    func contradicts(_ other: Space) -> Bool {
        [\Space.name, \.description, \.logo].contains { member in
            if let ours = self[keyPath: member], let theirs = other[keyPath: member] { ours != theirs } else { false }
        }
    }
}

extension Space: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) throws {
        self.init(
            id: try object.id(names.id), name: object.string("name"), description: object.string("description"), logo: object.string("logo"))
    }
}
