/// The account that a token belongs to.
package struct User: Sendable, Equatable {
    /// livedigital's id.
    package var id: String?
    /// The address that the account is under.
    package var email: String?
    /// The name that people gave it.
    package var name: String?

    package init(id: String? = nil, email: String? = nil, name: String? = nil) {
        self.id = id
        self.email = email
        self.name = name
    }
}

extension User: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) {
        self.init(id: try? object.id(names.id), email: object.string("email"), name: object.string("username") ?? object.string("name"))
    }
}
