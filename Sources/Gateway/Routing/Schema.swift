import Orchestration

/// A JSON Schema (2020-12) as the OpenAPI document shows it.
struct Schema: Sendable, Hashable {
    var json: JSON

    init(_ json: JSON) { self.json = json }

    static func text(_ length: ClosedRange<Int>? = nil, pattern: String? = nil, format: String? = nil) -> Schema {
        var members: [String: JSON] = ["type": "string"]
        if let length {
            members["minLength"] = .integer(length.lowerBound)
            members["maxLength"] = .integer(length.upperBound)
        }
        if let pattern { members["pattern"] = .string(pattern) }
        if let format { members["format"] = .string(format) }
        return Schema(.object(members))
    }

    /// One line without control characters.
    static func line(_ length: ClosedRange<Int>) -> Schema { .text(length, pattern: #"^[^\u0000-\u001f\u007f-\u009f]*$"#) }

    static let instant = Schema.text(format: "date-time")
    static let boolean = Schema(["type": "boolean"])

    static func integer(_ range: ClosedRange<Int>? = nil) -> Schema {
        var members: [String: JSON] = ["type": "integer"]
        if let range {
            members["minimum"] = .integer(range.lowerBound)
            members["maximum"] = .integer(range.upperBound)
        }
        return Schema(.object(members))
    }

    static let number = Schema(["type": "number"])

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
    static func either(_ schemas: Schema...) -> Schema { Schema(["anyOf": .array(schemas.map(\.json))]) }

    /// The same, or null.
    var orNull: Schema { .either(self, Schema(["type": "null"])) }

    /// The same with a text for people.
    func described(_ text: String) -> Schema {
        guard case .object(var members) = json else { return self }
        members["description"] = .string(text)
        return Schema(.object(members))
    }
}
