import Foundation
import LivedigitalAPI
import Orchestration

@testable import Gateway

/// Checks values against the JSON Schemas of an OpenAPI document, as far as its schemas go: a keyword that it does not know is a mistake, too.
struct SchemaCheck {
    /// The whole document; references lead into it.
    let document: JSON

    /// What is wrong with a value, each with its place; empty where it is as the schema says.
    func mistakes(_ value: JSON, _ schema: JSON, at place: String = "$") -> [String] {
        guard case .object(let keywords) = schema else { return schema == true ? [] : ["\(place): no schema"] }
        return keywords.sorted { $0.key < $1.key }.flatMap { mistakes(value, $0.key, $0.value, keywords, place) }
    }

    private func mistakes(_ value: JSON, _ keyword: String, _ wanted: JSON, _ keywords: [String: JSON], _ place: String) -> [String] {
        func check(_ isRight: Bool) -> [String] { isRight ? [] : ["\(place): \(keyword) \(text(wanted)), not \(text(value))"] }
        let members: [String: JSON]? = if case .object(let members) = value { members } else { nil }
        let items: [JSON]? = if case .array(let items) = value { items } else { nil }
        switch keyword {
        case "description": return []
        case "format": return check(wanted == "date-time" && value.text.map { WireDate.parse($0) != nil } ?? true)
        case "$ref":
            let target = (wanted.text ?? "").split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
            return mistakes(value, target, at: place)
        case "type": return check((wanted.items.isEmpty ? [wanted] : wanted.items).contains { types(of: value).contains($0.text ?? "") })
        case "enum": return check(wanted.items.contains(value))
        case "allOf": return wanted.items.flatMap { mistakes(value, $0, at: place) }
        case "anyOf":
            let all = wanted.items.map { mistakes(value, $0, at: place) }
            return all.contains([]) ? [] : ["\(place): none of: \(all.map { $0.joined(separator: "; ") }.joined(separator: " | "))"]
        case "required": return check(members.map { members in wanted.items.allSatisfy { members[$0.text ?? ""] != nil } } ?? true)
        case "properties":
            guard case .object(let schemas) = wanted else { return ["\(place): properties are no object"] }
            return (members ?? [:]).flatMap { name, value in schemas[name].map { mistakes(value, $0, at: "\(place).\(name)") } ?? [] }
        case "additionalProperties":
            let known: Set<String> = if case .object(let schemas)? = keywords["properties"] { Set(schemas.keys) } else { [] }
            return (members ?? [:]).filter { !known.contains($0.key) }.flatMap { name, value in
                wanted == false ? ["\(place).\(name): not described"] : mistakes(value, wanted, at: "\(place).\(name)")
            }
        case "propertyNames": return (members ?? [:]).keys.flatMap { mistakes(.string($0), wanted, at: place) }
        case "items": return (items ?? []).enumerated().flatMap { mistakes($1, wanted, at: "\(place)[\($0)]") }
        case "uniqueItems": return check(items.map { Set($0).count == $0.count } ?? true)
        case "pattern": return check(value.text.map { TextPattern(wanted.text ?? "").matches($0) } ?? true)
        case "minLength": return check(value.text.map { $0.unicodeScalars.count >= number(wanted) } ?? true)
        case "maxLength": return check(value.text.map { $0.unicodeScalars.count <= number(wanted) } ?? true)
        case "minItems": return check(items.map { $0.count >= number(wanted) } ?? true)
        case "maxItems": return check(items.map { $0.count <= number(wanted) } ?? true)
        case "minProperties": return check(members.map { $0.count >= number(wanted) } ?? true)
        case "minimum": return check(types(of: value).contains("number") ? number(value) >= number(wanted) : true)
        case "maximum": return check(types(of: value).contains("number") ? number(value) <= number(wanted) : true)
        default: return ["\(place): the keyword \(keyword) is not checked"]
        }
    }

    private func types(of value: JSON) -> [String] {
        switch value {
        case .null: ["null"]
        case .boolean: ["boolean"]
        case .integer: ["integer", "number"]
        case .number: ["number"]
        case .string: ["string"]
        case .array: ["array"]
        case .object: ["object"]
        }
    }

    private func number(_ value: JSON) -> Int { if case .integer(let number) = value { number } else { 0 } }

    private func text(_ value: JSON) -> String { String(decoding: value.json, as: UTF8.self) }
}
