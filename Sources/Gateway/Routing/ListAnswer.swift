import Foundation
import LivedigitalAPI
import Orchestration

/// Lists, a page at a time.
enum ListAnswer {
    static let limit = Field.integer("limit", "How many at most.", 1...1000)
    static let cursor = Field.form("cursor", "Where the page begins: `nextCursor` of the one before.", TextPattern("^[0-9]{1,18}$")) { _ in
        ProblemText.staleCursor
    }
    static let shape = Field.choice("shape", "`array` gives the bare list.", ["object", "array"])

    static let fields: [AnyField] = [limit.any, cursor.any, shape.any]

    /// The answer of an operation that lists.
    static func success(_ item: Schema, _ description: String) -> Route.Success {
        .json(
            .either(.object([("items", .list(item)), ("nextCursor", Schema.text().orNull)]), .list(item)), description, headers: ["Link"])
    }

    /// - Parameter next: where the next page begins; nil where there is none.
    static func make(_ items: some Encodable & Sendable, next: String?, _ call: Call) throws -> Answer {
        var answer =
            call.query[shape] == "array" ? try Answer.encoded(items) : try Answer.encoded(Page(items: items, nextCursor: next))
        if let next { answer.headers["Link"] = link(next, call) }
        return answer
    }

    /// The header that leads to the next page.
    static func link(_ next: String, _ call: Call) -> String {
        let parts = call.target.split(separator: "?", maxSplits: 1)
        let kept = parts.count > 1 ? parts[1].split(separator: "&").filter { !$0.hasPrefix("cursor=") } : []
        let query = (kept.map(String.init) + ["cursor=\(next.percentEncoded)"]).joined(separator: "&")
        return "<\(call.origin)\(parts[0])?\(query)>; rel=\"next\""
    }

    /// The position that a cursor of a numbered list stands for.
    static func position(_ call: Call) -> Int64? { call.query[cursor].flatMap { Int64($0) } }

    /// A page of what is at hand whole.
    static func page<Item: Sendable>(_ all: [Item], _ call: Call, limit standard: Int = 50) -> (items: [Item], next: String?) {
        let first = Int(clamping: position(call) ?? 0)
        let items = Array(all.dropFirst(first).prefix(call.query[limit] ?? standard))
        let end = first + items.count
        return (items, end < all.count && !items.isEmpty ? String(end) : nil)
    }

    private struct Page<Items: Encodable>: Encodable {
        var items: Items
        var nextCursor: String?

        private enum CodingKeys: String, CodingKey { case items, nextCursor }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(items, forKey: .items)
            try container.encode(nextCursor, forKey: .nextCursor)
        }
    }
}
