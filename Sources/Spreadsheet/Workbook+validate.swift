import Foundation

extension Workbook {
    private static let maximumRows = 1_048_576
    private static let maximumColumns = 16_384
    private static let maximumTextLength = 32_767

    /// Checks what libxlsxwriter would drop with a warning on standard error, or what C strings would cut.
    func validate() throws(SpreadsheetError) {
        guard !sheets.isEmpty else {
            throw SpreadsheetError(code: .invalidContents, message: "A workbook needs at least one sheet.")
        }
        var names = Set<String>()
        for sheet in sheets {
            guard isAllowed(sheetName: sheet.name), names.insert(sheet.name.lowercased()).inserted else {
                throw invalid(
                    sheet, "its name must be unique, 1 to 31 characters long, without [ ] : * ? / \\ and without an apostrophe at either end")
            }
            guard sheet.rows.count <= Self.maximumRows else { throw invalid(sheet, "it has more than \(Self.maximumRows) rows") }
            for (rowIndex, row) in sheet.rows.enumerated() {
                guard row.count <= Self.maximumColumns else {
                    throw invalid(sheet, "row \(rowIndex + 1) has more than \(Self.maximumColumns) cells")
                }
                for (columnIndex, cell) in row.enumerated() {
                    if let problem = problem(of: cell) {
                        throw invalid(sheet, "row \(rowIndex + 1), column \(columnIndex + 1): \(problem)")
                    }
                }
            }
        }
    }

    private func isAllowed(sheetName: String) -> Bool {
        !sheetName.isEmpty && sheetName.unicodeScalars.count <= 31 && sheetName.allSatisfy { !"[]:*?/\\\0".contains($0) }
            && !sheetName.hasPrefix("'") && !sheetName.hasSuffix("'")
    }

    private func problem(of cell: Cell) -> String? {
        switch cell {
        case .text(let text):
            if text.utf8.contains(0) { return "the text contains a zero character" }
            return text.utf16.count > Self.maximumTextLength ? "the text is longer than \(Self.maximumTextLength) characters" : nil
        case .number(let number): return number.isFinite ? nil : "\(number) is not a number that a spreadsheet can hold"
        case .date(let date): return date.timeIntervalSince1970.isFinite ? nil : "the date is not a date"
        case .boolean, .empty: return nil
        }
    }

    private func invalid(_ sheet: Sheet, _ problem: String) -> SpreadsheetError {
        SpreadsheetError(
            code: .invalidContents, message: "The sheet \"\(sheet.name)\" cannot be written: \(problem).", context: ["sheet": sheet.name])
    }
}
