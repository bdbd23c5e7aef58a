import Foundation
import LivedigitalAPI
import Spreadsheet

/// The forms of an exported table.
package enum TableFormat: String, Sendable, CaseIterable {
    case csv, json, xlsx
}

/// Takes a table row by row. The same rows give the same bytes.
protocol TableWriting {
    func append(_ row: [Workbook.Cell]) throws
    func finish() throws
}

/// Comma-separated values with the names on top; text that a spreadsheet would take for a formula has an apostrophe in front (``CSV``).
final class CSVTable: TableWriting {
    private let output: ByteOutput

    init(_ columns: [String], _ output: ByteOutput) throws {
        self.output = output
        try output.write(CSV.line(columns.map { .text($0) }).utf8)
    }

    func append(_ row: [Workbook.Cell]) throws {
        // The same text as CSV's own for a date, an order of magnitude faster.
        try output.write(CSV.line(row.map { cell in if case .date(let date) = cell { .text(WireDate.format(date)) } else { cell } }).utf8)
    }

    func finish() throws { try output.flush() }
}

/// A JSON array with an object a row, on a line of its own; every object has all columns, null where the row has nothing.
final class JSONTable: TableWriting {
    private let output: ByteOutput
    /// Each `"name":`.
    private let keys: [[UInt8]]
    private var isFirst = true

    init(_ columns: [String], _ output: ByteOutput) {
        self.output = output
        keys = columns.map { name in
            var bytes: [UInt8] = []
            CellText.append(name, to: &bytes)
            return bytes + [UInt8(ascii: ":")]
        }
    }

    func append(_ row: [Workbook.Cell]) throws {
        var line = Array((isFirst ? "[\n{" : ",\n{").utf8)
        isFirst = false
        for (index, key) in keys.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            line += key
            CellText.append(index < row.count ? row[index] : .empty, to: &line)
        }
        line.append(UInt8(ascii: "}"))
        try output.write(line)
    }

    func finish() throws {
        try output.write((isFirst ? "[]\n" : "\n]\n").utf8)
        try output.flush()
    }
}

/// A workbook; what does not fit on a sheet goes on with the same names on the next.
final class WorkbookTable: TableWriting {
    private let writer: WorkbookWriter
    private let header: [Workbook.Cell]
    private var sheets = 0
    private var rows = 0

    /// Excel's limit.
    private static let rowsOfSheet = 1_048_576

    /// - Parameter created: stands in the file, so it must not come from the clock.
    init(_ columns: [String], path: String, created: Date) throws {
        writer = try WorkbookWriter(path: path, created: created)
        header = columns.map { .text($0) }
        try beginSheet()
    }

    func append(_ row: [Workbook.Cell]) throws {
        if rows == Self.rowsOfSheet { try beginSheet() }
        try writer.append(row)
        rows += 1
    }

    func finish() throws { try writer.finish() }

    private func beginSheet() throws {
        sheets += 1
        try writer.addSheet(name: sheets == 1 ? "Sessions" : "Sessions \(sheets)")
        try writer.append(header)
        rows = 1
    }
}
