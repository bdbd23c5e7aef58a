/// A member of a request or an answer.
struct OpenAPIMember: Sendable, Hashable {
    var name: String
    /// `string`, `boolean` and so on; nil where the document does not say.
    var type: String?
    /// The values that it may have, where they are enumerated.
    var values: [OpenAPIValue]
    var isRequired: Bool
    /// It is answered and never sent.
    var isReadOnly = false
}

/// The schemas of a document, with what they refer to.
struct OpenAPISchemas: Sendable {
    let root: OpenAPIValue

    /// Schemas may refer to themselves.
    private static let maximumDepth = 16

    /// What a `$ref` within the document leads to, or the value itself.
    func resolved(_ value: OpenAPIValue) -> OpenAPIValue {
        var value = value
        for _ in 0..<Self.maximumDepth {
            guard let reference = value["$ref"].text, reference.hasPrefix("#/") else { return value }
            value = reference.dropFirst(2).split(separator: "/").reduce(root) { found, part in
                found[String(part).replacing("~1", with: "/").replacing("~0", with: "~")]
            }
        }
        return .null
    }

    /// The members of the JSON object in a request or an answer, or of the items of a list in it, bare or under `items`.
    func members(ofContent value: OpenAPIValue) -> [OpenAPIMember] {
        let media = value["content"].map.sorted { $0.key < $1.key }.first { $0.key.lowercased().contains("json") }
        guard let schema = media.map({ resolved($0.value["schema"]) }) else { return [] }
        return members(of: schema)
    }

    private func members(of schema: OpenAPIValue) -> [OpenAPIMember] {
        var found: [String: OpenAPIMember] = [:]
        collect(schema, into: &found, depth: 0)
        if let items = item(of: schema) ?? found["items"].flatMap({ _ in item(of: property("items", of: schema, depth: 0)) }) {
            return members(of: items)
        }
        return found.values.sorted { $0.name < $1.name }
    }

    private func item(of schema: OpenAPIValue) -> OpenAPIValue? {
        let items = resolved(schema["items"])
        return items == .null ? nil : items
    }

    private func property(_ name: String, of schema: OpenAPIValue, depth: Int) -> OpenAPIValue {
        let schema = resolved(schema)
        let own = schema["properties"][name]
        guard own == .null, depth < Self.maximumDepth else { return resolved(own) }
        return parts(of: schema).lazy.map { property(name, of: $0, depth: depth + 1) }.first { $0 != .null } ?? .null
    }

    private func parts(of schema: OpenAPIValue) -> [OpenAPIValue] { schema["allOf"].list + schema["oneOf"].list + schema["anyOf"].list }

    private func collect(_ schema: OpenAPIValue, into found: inout [String: OpenAPIMember], depth: Int) {
        guard depth < Self.maximumDepth else { return }
        let schema = resolved(schema)
        for part in parts(of: schema) { collect(part, into: &found, depth: depth + 1) }
        let required = schema["required"].list.compactMap(\.text)
        for (name, written) in schema["properties"].map {
            let value = resolved(written)
            let types = [value["type"]] + value["type"].list
            found[name] = OpenAPIMember(
                name: name, type: types.compactMap(\.text).first { $0 != "null" }, values: values(of: value, depth: 0),
                isRequired: required.contains(name), isReadOnly: [written, value].contains { $0["readOnly"] == .bool(true) })
        }
        for name in required { found[name]?.isRequired = true }
    }

    /// The values of an enumeration, written as `enum`, as `const`, or as alternatives that are such; none where anything else is right as well.
    private func values(of schema: OpenAPIValue, depth: Int) -> [OpenAPIValue] {
        guard depth < Self.maximumDepth else { return [] }
        let schema = resolved(schema)
        let own = schema["enum"].list + (schema.map["const"].map { [$0] } ?? [])
        if !own.isEmpty { return own.filter { $0 != .null } }
        let alternatives = (schema["oneOf"].list + schema["anyOf"].list).map(resolved).filter { !isNull($0) }
        let offered = alternatives.map { values(of: $0, depth: depth + 1) }
        if !offered.contains(where: \.isEmpty), !offered.isEmpty { return offered.flatMap(\.self) }
        return schema["allOf"].list.lazy.map { values(of: $0, depth: depth + 1) }.first { !$0.isEmpty } ?? []
    }

    private func isNull(_ schema: OpenAPIValue) -> Bool { schema["type"].text == "null" || schema.map["const"] == .some(.null) }
}
