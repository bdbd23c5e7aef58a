package import Foundation
import LivedigitalAPI

/// The members of a request, read: every value has the type of its parameter, defaults are filled in, and what is not there was not given.
package struct ActionArguments: Codable, Hashable, Sendable {
    /// The name of the action.
    package var action: String
    /// By member; a choice by its first spelling, an instant in UTC with milliseconds.
    package internal(set) var values: [String: JSONValue]

    /// The text of a member: also of a choice, a time zone and an address.
    package func text(_ member: String) -> String? { values[member]?.text }

    package func boolean(_ member: String) -> Bool? { if case .boolean(let value) = values[member] { value } else { nil } }

    package func integer(_ member: String) -> Int? { if case .integer(let value) = values[member] { value } else { nil } }

    package func instant(_ member: String) -> Date? { text(member).flatMap(WireDate.parse) }

    /// Whether a space or room is to be changed, and nothing is given that is to change.
    package var changesNothing: Bool {
        guard [ActionDefinition.updateSpace.name, ActionDefinition.updateRoom.name].contains(action) else { return false }
        return values.keys.allSatisfy([ActionParameter.space, .room].flatMap(\.members).contains)
    }

    /// What an identifier names; nil where it was not given.
    package func reference(_ parameter: ActionParameter) -> ObjectReference? {
        if let id = text(parameter.name) { return .id(id) }
        if let member = parameter.nameMember, let name = text(member) { return .name(name) }
        guard let member = parameter.eitherMember, let text = text(member) else { return nil }
        if parameter.words.contains(where: { $0.value == text }) { return .word(text) }
        // A list that lags may not show what was made a moment ago, so what can only be an id is not looked for in it.
        return ActionParameter.hasFormOfId(text) ? .id(text) : .either(text)
    }
}

/// How something on livedigital was named.
package enum ObjectReference: Codable, Hashable, Sendable {
    case id(String)
    /// By its exact name.
    case name(String)
    /// By its id or its exact name.
    case either(String)
    /// By a word that stands for it, such as `latest`.
    case word(String)
}
