/// Where something stands: in a file, or in an environment variable (then without line and column).
package struct DocumentPosition: Hashable, Sendable {
    /// The path of the file as it was given, or the name of the environment variable.
    package var file: String
    package var line: Int?
    package var column: Int?

    package init(file: String, line: Int? = nil, column: Int? = nil) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// A YAML document as a tree of texts with positions. Scalars keep their text: `19:00`, `yes` and `2026-12-01` are what they look like.
struct DocumentNode {
    enum Content {
        /// An empty value, `null` or `~` without quotes.
        case nothing
        /// `isPlain` when it had no quotes: only then can `true` be a Boolean.
        case scalar(String, isPlain: Bool)
        case list([DocumentNode])
        case map([Entry])
    }

    struct Entry {
        var key: String
        var keyPosition: DocumentPosition
        var value: DocumentNode
    }

    var content: Content
    var position: DocumentPosition

    /// A scalar without quotes.
    static func plain(_ text: String, at position: DocumentPosition) -> DocumentNode {
        let isNothing = ["", "~", "null", "Null", "NULL"].contains(text)
        return DocumentNode(content: isNothing ? .nothing : .scalar(text, isPlain: true), position: position)
    }

    /// How a message names it: `"fast"`, `the list [1, 2]`, `the map {a: 1}`, `nothing`; cut where it is long.
    var summary: String {
        func shortened(_ text: String) -> String { text.count > 40 ? text.prefix(40) + "…" : text }
        switch content {
        case .nothing: return "nothing"
        case .scalar(let text, _): return "\"\(shortened(text))\""
        case .list: return "the list \(shortened(outline(depth: 3)))"
        case .map: return "the map \(shortened(outline(depth: 3)))"
        }
    }

    private func outline(depth: Int) -> String {
        switch content {
        case .nothing: return "null"
        case .scalar(let text, _): return String(text.prefix(41))
        case .list where depth == 0, .map where depth == 0: return "…"
        case .list(let items): return "[" + items.prefix(41).map { $0.outline(depth: depth - 1) }.joined(separator: ", ") + "]"
        case .map(let entries):
            return "{" + entries.prefix(41).map { "\($0.key.prefix(41)): \($0.value.outline(depth: depth - 1))" }.joined(separator: ", ") + "}"
        }
    }
}
