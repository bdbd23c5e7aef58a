/// What a job of the kind `actions` does at each of its dates, or at each event that it waits for: one action after another.
package struct ActionsJob: Hashable, Sendable, Codable {
    /// Not empty.
    package var steps: [Step]
    /// What references to constants stand for.
    package var constants: [String: JSONValue]
    /// The event that begins a run each time; nil where dates or people do.
    package var on: EventTrigger?

    /// One action.
    package struct Step: Hashable, Sendable, Codable {
        /// Unique in its job; later steps refer to its result by it.
        package var id: String
        /// The name of the action.
        package var action: String
        /// By member; texts may hold references such as `{{steps.room.id}}`.
        package var arguments: [String: JSONValue]

        private enum CodingKeys: String, CodingKey {
            case id, action
            case arguments = "with"
        }

        package init(id: String, action: String, arguments: [String: JSONValue]) {
            self.id = id
            self.action = action
            self.arguments = arguments
        }
    }

    private enum CodingKeys: String, CodingKey { case steps, constants, on }

    package init(steps: [Step], constants: [String: JSONValue] = [:], on: EventTrigger? = nil) {
        self.steps = steps
        self.constants = constants
        self.on = on
    }

    /// A value as it will be where only constants are referred to; the same where anything else is.
    func withConstants(_ value: JSONValue) -> JSONValue {
        guard let template = try? ActionTemplate(value.text ?? "") else { return value }
        let values = template.references.map { if case .constant(let name) = $0 { constants[name] } else { nil as JSONValue? } }
        guard values.allSatisfy({ $0 != nil }) else { return value }
        return template.resolved { reference in if case .constant(let name) = reference { constants[name] ?? .null } else { .null } }
    }
}
