import Foundation

/// The rows of one sheet: reads `worksheets/sheetN.xml` and hands on row after row, without the empty ones at the end.
final class SheetPart: XMLPart {
    /// What the cells of all sheets share.
    struct Context {
        var texts: [String] = []
        var styles = CellStyles()
        var from1904 = false
        var limits: ReadingLimits
        var path: String
    }

    /// Cells so far, in this sheet and those before it.
    private(set) var cells: Int
    private let context: Context
    private let name: String
    private let deliver: ([Workbook.Cell]) throws -> Void

    private var row: [Workbook.Cell] = []
    private var rowNumber = 0
    private var deliveredRows = 0
    private var isInsideData = false
    private var column = 0
    private var type = ""
    private var style = 0
    private var value = ""
    private var isInsideValue = false
    private var runs = TextRuns()

    init(name: String, context: Context, cells: Int, deliver: @escaping ([Workbook.Cell]) throws -> Void) {
        self.name = name
        self.context = context
        self.cells = cells
        self.deliver = deliver
    }

    func start(_ element: String, _ attributes: [String: String]) throws {
        guard isInsideData else {
            isInsideData = element == "sheetData"
            return
        }
        switch element {
        case "row": try startRow(attributes["r"])
        case "c": try startCell(attributes)
        case "v": isInsideValue = true
        default: runs.start(element, attributes)
        }
    }

    func text(_ text: String) throws {
        if isInsideValue { value += text } else { runs.append(text) }
        guard value.utf8.count + runs.byteCount <= context.limits.textBytes else {
            throw context.limits.exceeded("bytes of text in row \(rowNumber)", context.limits.textBytes, in: place)
        }
    }

    func end(_ element: String) throws {
        guard isInsideData else { return }
        switch element {
        case "sheetData": isInsideData = false
        case "row": try endRow()
        case "c": row[column] = try cell()
        case "v": isInsideValue = false
        default: runs.end(element)
        }
    }

    private func startRow(_ reference: String?) throws {
        let last = rowNumber
        if let reference {
            guard let number = Int(reference), number > last else { throw broken("row \"\(reference)\" stands after row \(last)") }
            rowNumber = number
        } else {
            rowNumber += 1
        }
        guard rowNumber <= context.limits.rows else { throw context.limits.exceeded("rows", context.limits.rows, in: place) }
        row = []
        column = -1
    }

    private func startCell(_ attributes: [String: String]) throws {
        column = try attributes["r"].map(columnIndex) ?? column + 1
        guard column < context.limits.columns else { throw context.limits.exceeded("columns", context.limits.columns, in: place) }
        cells += max(1, column + 1 - row.count)
        guard cells <= context.limits.cells else { throw context.limits.exceeded("cells", context.limits.cells, in: place) }
        while row.count <= column { row.append(.empty) }
        type = attributes["t"] ?? "n"
        style = attributes["s"].flatMap { Int($0) } ?? 0
        value = ""
        runs = TextRuns()
    }

    /// Empty rows are held back until a filled one follows.
    private func endRow() throws {
        while row.last == .empty { row.removeLast() }
        guard !row.isEmpty else { return }
        while deliveredRows < rowNumber - 1 {
            try deliver([])
            deliveredRows += 1
        }
        try deliver(row)
        deliveredRows += 1
    }

    private func cell() throws -> Workbook.Cell {
        switch type {
        case "s":
            guard !value.isEmpty else { return .empty }
            guard let index = Int(trimmed), context.texts.indices.contains(index) else {
                throw broken("row \(rowNumber) points to a text that is not there")
            }
            return text(context.texts[index])
        case "inlineStr": return text(runs.text)
        case "str": return text(TextRuns.decoded(value))
        case "e": return text(value)
        case "b": return value.isEmpty ? .empty : .boolean(trimmed == "1" || trimmed == "true")
        case "d": return Self.date(trimmed).map { .date($0) } ?? text(value)
        default: return number()
        }
    }

    private func number() -> Workbook.Cell {
        let digits = trimmed
        guard !digits.isEmpty else { return .empty }
        guard let number = Double(digits), number.isFinite else { return .text(value) }
        switch context.styles.kind(style: style) {
        case .number: return .number(number)
        case .time where (0..<1).contains(number): fallthrough
        case .duration: return SerialDate.seconds(serial: number).map { .duration($0) } ?? .number(number)
        case .date, .time: return SerialDate.date(serial: number, from1904: context.from1904).map { .date($0) } ?? .number(number)
        }
    }

    /// A date in words of ISO 8601, as strict files may have it: with or without a time, fractions and zone.
    private static func date(_ text: String) -> Date? {
        var text = text.contains("T") ? text : text + "T00:00:00"
        if !text.hasSuffix("Z") { text += "Z" }
        return (try? Date(text, strategy: .iso8601)) ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }

    private func text(_ text: String) -> Workbook.Cell {
        text.isEmpty ? .empty : .text(text)
    }

    private var trimmed: String {
        guard let first = value.utf8.first, let last = value.utf8.last, first <= 32 || last <= 32 else { return value }
        return value.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The column of a reference such as `AB12`, from 0. Stops counting far beyond any limit rather than overflow.
    private func columnIndex(_ reference: String) throws -> Int {
        var column = 0
        var letters = 0
        for byte in reference.utf8 {
            let letter = byte & 0xDF
            guard letter >= UInt8(ascii: "A"), letter <= UInt8(ascii: "Z") else { break }
            column = min(column * 26 + Int(letter - UInt8(ascii: "A")) + 1, 1 << 40)
            letters += 1
        }
        guard letters > 0 else { throw broken("row \(rowNumber) has a cell with the reference \"\(reference.prefix(20))\"") }
        return column - 1
    }

    private var place: String { "sheet \"\(name)\" of \(context.path)" }

    private func broken(_ problem: String) -> SpreadsheetError {
        damaged(context.path, "in sheet \"\(name)\" \(problem)")
    }
}
