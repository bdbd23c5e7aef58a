import Foundation
import Yams

/// A value of an OpenAPI document, which is the same in JSON and in YAML.
enum OpenAPIValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case string(String)
    case list([OpenAPIValue])
    case map([String: OpenAPIValue])

    /// A member of a map, null where there is none.
    subscript(_ key: String) -> OpenAPIValue { map[key] ?? .null }

    var map: [String: OpenAPIValue] {
        if case .map(let members) = self { members } else { [:] }
    }

    var list: [OpenAPIValue] {
        if case .list(let items) = self { items } else { [] }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}

extension OpenAPIValue: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([String: OpenAPIValue].self) {
            self = .map(value)
        } else if let value = try? container.decode([OpenAPIValue].self) {
            self = .list(value)
        } else {
            self = .null
        }
    }
}

extension OpenAPIValue {
    /// Reads JSON, YAML, or the script `swagger-ui-init.js` of a Swagger page, which has the document as its `swaggerDoc`.
    ///
    /// - Throws: ``OpenAPIProblem`` for anything else.
    init(text: String) throws(OpenAPIProblem) {
        let start = text.first { !$0.isWhitespace && $0 != "\u{FEFF}" }
        if start == "{", let value = try? JSONDecoder().decode(OpenAPIValue.self, from: Data(text.utf8)) {
            self = value
            return
        }
        if start == "<" { throw OpenAPIProblem("it is a web page; give the address or the file of the document itself") }
        if let mark = text.range(of: "swaggerDoc") {
            guard let object = Self.object(in: text[mark.upperBound...]),
                let value = try? JSONDecoder().decode(OpenAPIValue.self, from: Data(object.utf8))
            else { throw OpenAPIProblem("its swaggerDoc is no JSON object") }
            self = value
            return
        }
        guard !DocumentComposer.mayExplode(text) else { throw OpenAPIProblem("it has too many aliases for its size") }
        do {
            guard let node = try Yams.compose(yaml: text, .basic, .default, .utf8) else { throw OpenAPIProblem("it is empty") }
            var remaining = 1_000_000
            self = try Self.convert(node, &remaining)
        } catch let problem as OpenAPIProblem {
            throw problem
        } catch {
            throw OpenAPIProblem("it is neither JSON nor YAML: \(error)")
        }
    }

    /// The first object in braces, as text.
    private static func object(in text: Substring) -> Substring? {
        guard let start = text.firstIndex(of: "{") else { return nil }
        var (depth, isText, isEscaped) = (0, false, false)
        for index in text[start...].indices {
            let letter = text[index]
            if isEscaped {
                isEscaped = false
            } else if isText {
                if letter == "\\" { isEscaped = true } else if letter == "\"" { isText = false }
            } else if letter == "\"" {
                isText = true
            } else if letter == "{" {
                depth += 1
            } else if letter == "}" {
                depth -= 1
                if depth == 0 { return text[start...index] }
            }
        }
        return nil
    }

    private static func convert(_ node: Node, _ remaining: inout Int) throws -> OpenAPIValue {
        remaining -= 1
        guard remaining > 0 else { throw OpenAPIProblem("it is too large") }
        switch node {
        case .scalar(let scalar):
            guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
            if ["", "~", "null"].contains(scalar.string) { return .null }
            if let value = Bool(scalar.string) { return .bool(value) }
            if let number = Int(scalar.string), String(number) == scalar.string { return .integer(number) }
            return .string(scalar.string)
        case .sequence(let sequence):
            return .list(try sequence.map { try convert($0, &remaining) })
        case .mapping(let mapping):
            var members: [String: OpenAPIValue] = [:]
            for (key, value) in mapping { members[key.scalar?.string ?? ""] = try convert(value, &remaining) }
            return .map(members)
        case .alias: throw OpenAPIProblem("it has an alias that leads nowhere")
        }
    }
}

/// Why a document cannot be used, in a clause that begins with "it".
package struct OpenAPIProblem: Error, Hashable, Sendable {
    /// The clause.
    package var text: String

    init(_ text: String) { self.text = text }
}
