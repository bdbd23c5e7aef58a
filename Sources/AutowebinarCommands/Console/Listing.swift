import Foundation

/// Shows the items of a listing: a JSON array for programs, a table or a sentence for people.
func show<Item: Encodable>(_ items: [Item], json: Bool, empty: String, headings: [String], row: (Item) -> [String]) throws {
    if json { return Console.print(try Console.jsonText(items)) }
    if items.isEmpty { return Console.print(empty) }
    Table(headings, items.map(row)).print()
}
