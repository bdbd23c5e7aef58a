import Foundation

/// Rows under headings, in columns as wide as their longest cell.
struct Table {
    var headings: [String]
    var rows: [[String]]

    /// The lines, without spaces at their ends.
    var lines: [String] {
        let all = [headings] + rows
        let widths = headings.indices.map { column in all.map { Self.width($0[column]) }.max() ?? 0 }
        return all.map { row in
            let cells = zip(zip(row, headings), widths).map { column, width in
                let (cell, heading) = column
                let word = Self.stateHeadings.contains(heading) ? Colour.paint(cell) : cell
                return word + String(repeating: " ", count: max(0, width - Self.width(cell)))
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// Columns whose words say how something is, and have colours.
    private static let stateHeadings: Set = ["STATE", "HOW"]

    /// Control characters of foreign names must not reach a terminal.
    static func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }

    private static func width(_ text: String) -> Int { text.count }

    init(_ headings: [String], _ rows: [[String]]) {
        self.headings = headings
        self.rows = rows.map { $0.map(Self.clean) }
    }

    func print() {
        for line in lines { Console.print(line) }
    }
}
