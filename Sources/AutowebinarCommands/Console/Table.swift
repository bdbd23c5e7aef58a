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
            let line = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: max(0, width - Self.width(cell))) }
                .joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// Control characters of foreign names must not reach a terminal.
    private static func clean(_ text: String) -> String {
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
