import Orchestration

/// A JSON Schema (2020-12) as the OpenAPI document shows it.
struct Schema: Sendable, Hashable {
    var json: JSON
    /// Other forms in which tools that build requests from forms send the same.
    private(set) var spellings: [JSON] = []

    init(_ json: JSON) { self.json = json }

    static func text(_ length: ClosedRange<Int>? = nil, pattern: TextPattern? = nil, format: String? = nil) -> Schema {
        var members: [String: JSON] = ["type": "string"]
        if let length {
            members["minLength"] = .integer(length.lowerBound)
            members["maxLength"] = .integer(length.upperBound)
        }
        if let pattern { members["pattern"] = .string(pattern.source) }
        if let format { members["format"] = .string(format) }
        return Schema(.object(members))
    }

    /// One line that is not blank; digits may come as a number.
    static func line(_ length: ClosedRange<Int>) -> Schema {
        var schema = text(length, pattern: .line)
        schema.spellings = [["type": "integer", "minimum": .integer(.min), "maximum": .integer(.max)]]
        return schema
    }

    static let instant = Schema.text(format: "date-time")

    static let boolean: Schema = {
        var schema = Schema(["type": "boolean"])
        schema.spellings = [["type": "string", "enum": .array((JSON.spelledTrue + JSON.spelledFalse).map(JSON.string))]]
        return schema
    }()

    static func integer(_ range: ClosedRange<Int>? = nil) -> Schema {
        guard let range else { return Schema(["type": "integer"]) }
        var schema = Schema(["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)])
        schema.spellings = [["type": "string", "pattern": .string(TextPattern.digits(range).source)]]
        return schema
    }

    /// True or false and no text that says so.
    static let plainBoolean = Schema(["type": "boolean"])

    static let number = Schema(["type": "number"])

    /// One of some words.
    static func choice(_ values: [String]) -> Schema { Schema(["type": "string", "enum": .array(values.map(JSON.string))]) }

    static func list(_ item: Schema, _ count: ClosedRange<Int>? = nil) -> Schema {
        var members: [String: JSON] = ["type": "array", "items": item.json]
        if let count {
            members["minItems"] = .integer(count.lowerBound)
            members["maxItems"] = .integer(count.upperBound)
        }
        return Schema(.object(members))
    }

    /// An object whose members are always there, unless they are among `optional`.
    static func object(_ members: [(String, Schema)], optional: Set<String> = []) -> Schema {
        Schema([
            "type": "object", "properties": .object(Dictionary(uniqueKeysWithValues: members.map { ($0, $1.json) })),
            "required": .array(members.map(\.0).filter { !optional.contains($0) }.map(JSON.string)),
        ])
    }

    /// Any object.
    static let anyObject = Schema(["type": "object"])

    /// One of the schemas under `components`.
    static func named(_ name: String) -> Schema { Schema(["$ref": .string("#/components/schemas/\(name)")]) }

    /// Either of them.
    static func either(_ schemas: Schema...) -> Schema {
        var schema = Schema(["anyOf": .array(schemas.map(\.json))])
        schema.spellings = schemas.flatMap(\.spellings)
        return schema
    }

    /// The same, or null.
    var orNull: Schema { .either(self, Schema(["type": "null"])) }

    /// The same with a text for people.
    func described(_ text: String) -> Schema {
        guard case .object(var members) = json else { return self }
        members["description"] = .string(text)
        return Schema(.object(members))
    }
}

/// What the members of a request may be given as.
extension Schema {
    /// What form tools send for a field that nobody filled in.
    static let blankText = Schema.text(pattern: .blank)
    /// A member that counts as absent.
    static let absent = Schema(["anyOf": [["type": "null"], blankText.json]])

    /// Every form in which a value may come.
    var given: Schema { spellings.isEmpty ? self : Schema(["anyOf": .array([json] + spellings)]) }

    /// The same, or left empty. A query knows no null.
    func givenOrEmpty(inQuery: Bool = false) -> Schema {
        Schema(["anyOf": .array([json] + spellings + (inQuery ? [] : [["type": "null"]]) + [Self.blankText.json])])
    }

    /// True, and false, in every form in which they come.
    static let granted = Schema(["enum": .array([true] + JSON.spelledTrue.map(JSON.string))])
    static let refused = Schema(["enum": .array([false] + JSON.spelledFalse.map(JSON.string))])

    /// An object in which these members, where they are there, are such.
    static func members(_ members: [(String, Schema)], isRequired: Bool = false) -> Schema {
        var schema: [String: JSON] = ["properties": .object(Dictionary(uniqueKeysWithValues: members.map { ($0, $1.json) }))]
        if isRequired { schema["required"] = .array(members.map { .string($0.0) }) }
        return Schema(.object(schema))
    }

    static func any(_ schemas: [Schema]) -> Schema { Schema(["anyOf": .array(schemas.map(\.json))]) }
    static func any(_ schemas: Schema...) -> Schema { any(schemas) }
    static func all(_ schemas: Schema...) -> Schema { Schema(["allOf": .array(schemas.map(\.json))]) }

    /// That of some members exactly one is given.
    ///
    /// - Parameters:
    ///   - isRequired: false allows none of them;
    ///   - leftOut: then others may be no more than this.
    static func oneOf(_ members: [(name: String, schema: Schema)], isRequired: Bool, leftOut: [(String, Schema)] = []) -> Schema {
        var forms = members.map { chosen -> JSON in
            let properties = members.map { ($0.name, $0.name == chosen.name ? $0.schema.given.json : absent.json) }
            return ["required": [.string(chosen.name)], "properties": .object(Dictionary(uniqueKeysWithValues: properties))]
        }
        if !isRequired { forms.append(Schema.members(members.map { ($0.name, absent) } + leftOut).json) }
        return Schema(["anyOf": .array(forms)])
    }
}
