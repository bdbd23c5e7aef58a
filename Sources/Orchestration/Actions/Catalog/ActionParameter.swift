import Foundation

/// One parameter of an action.
package struct ActionParameter: Hashable, Sendable {
    /// The member of a request, as livedigital calls it: `spaceId`, `isPermanent`.
    package var name: String
    package var label: Localized
    package var help: Localized?
    package var type: ValueType
    package var isRequired: Bool
    /// What is taken where the member is absent; nil where livedigital decides.
    package var defaultValue: JSONValue?
    /// Words that stand for an object in the place of its id or name, such as `latest`.
    package var words: [Choice]

    package init(
        _ name: String, _ label: Localized, _ type: ValueType, help: Localized? = nil, isRequired: Bool = false, defaultValue: JSONValue? = nil,
        words: [Choice] = []
    ) {
        self.name = name
        self.label = label
        self.help = help
        self.type = type
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.words = words
    }

    /// The members of a request that can give it, at most one of them at once: `spaceId` (an id), `spaceName` (an exact name) and `space` (either).
    package var members: [String] {
        guard let either = eitherMember else { return [name] }
        return [name, nameMember, either].compactMap(\.self)
    }

    /// The member that takes an exact name: `spaceName`; nil where there are no names.
    package var nameMember: String? {
        guard case .identifier(let list) = type, list.hasNames, let either = eitherMember else { return nil }
        return "\(either)Name"
    }

    /// The member that takes an id, an exact name or a word: `space`; nil where only ids are known.
    package var eitherMember: String? {
        guard case .identifier(let list) = type, list.hasNames, name.hasSuffix("Id") else { return nil }
        return String(name.dropLast(2))
    }
}

extension ActionParameter {
    /// The member by which a value goes that somebody wrote: what cannot be an id is a word or a name, so `spaceId` takes that, too, as `space` does.
    func member(_ member: String, of value: JSONValue) -> String {
        guard member == name, let either = eitherMember, let text = value.text, !Self.hasFormOfId(text) else { return member }
        return either
    }

    /// livedigital's ids are 24 hexadecimal digits, those of playbacks UUIDs. Whoever has given such a name to something gives it as a name.
    static func hasFormOfId(_ text: String) -> Bool {
        text.count == 24 && text.allSatisfy { $0.isHexDigit && $0.isASCII } || UUID(uuidString: text) != nil
    }
}

/// One member of the result of an action.
package struct ActionMember: Hashable, Sendable {
    /// The name in the answer, as livedigital calls it.
    package var name: String
    package var label: Localized
    package var type: ValueType
    /// It lets whoever reads it in: it is sealed where it is kept, and shown only to who asked for the action.
    package var isSecret: Bool
    /// It names a file on the disk of the service, and is told on its command line alone.
    package var isLocal = false
    /// It may be null.
    package var isOptional: Bool
    /// What it looks like in a sample; nil where its type says enough, and null where it may be null.
    package var example: String?

    package init(_ name: String, _ label: Localized, _ type: ValueType, isSecret: Bool = false, isOptional: Bool = false, example: String? = nil) {
        self.name = name
        self.label = label
        self.type = type
        self.isSecret = isSecret
        self.isOptional = isOptional
        self.example = example
    }
}
