import Foundation

extension RemoteState {
    /// Answers the id alone, as documented.
    mutating func createSpace(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        var space = SandboxAccount.Space(id: surroundings.identifiers.object(), name: "")
        try Self.set(&space, call)
        add(space, by: call.operation, in: surroundings)
        return Answer(status: 201, content: .json(.object(["id": .string(space.id)])))
    }

    /// Replaces: a description or logo that is not named is taken away. The body of the answer is not documented, so there is none.
    mutating func updateSpace(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        var space = try space(call)
        try Self.set(&space, call)
        replace(space, by: call.operation.rawValue, at: surroundings.now)
        return Answer(status: 200, content: .none)
    }

    /// With all that lives in it.
    mutating func deleteSpace(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        remove(try space(call), by: call.operation.rawValue, at: surroundings.now)
        return Answer(status: 204, content: .none)
    }

    private static func set(_ space: inout SandboxAccount.Space, _ call: Call) throws(Refusal) {
        let members = try call.members()
        try members.refuse(except: ["name", "isPublic", "description", "logo"])
        space.name = try members.text("name")
        guard try members.required("isPublic") == .boolean(true) else { throw .invalid("isPublic must be true") }
        space.description = try members.optionalText("description")
        space.logo = members.members["logo"] == .null || !members.has("logo") ? nil : try members.address("logo")
    }
}
