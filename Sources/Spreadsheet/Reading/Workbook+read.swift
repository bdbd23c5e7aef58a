extension Workbook {
    /// Reads the worksheets of an xlsx file, hidden ones too; sheets with charts or macros are left out.
    ///
    /// Formulas are read as their last results, error values (`#N/A`) as text, a number with the format of a date or a duration as
    /// what it shows. Blocks until the file is read; not cancellable. Every cell takes 16 bytes and its text: see `readRows` for large files.
    package init(contentsOf path: String, limits: ReadingLimits = ReadingLimits()) throws(SpreadsheetError) {
        do {
            let file = try WorkbookFile(path: path, limits: limits)
            var sheets: [Sheet] = []
            for (index, sheet) in file.sheets.enumerated() {
                var rows: [[Cell]] = []
                try file.readRows(sheet: index) { rows.append($0) }
                sheets.append(Sheet(name: sheet.name, rows: rows))
            }
            self.init(sheets: sheets, created: file.created)
        } catch let error as SpreadsheetError {
            throw error
        } catch {
            throw damaged(path, "it cannot be read", cause: error)
        }
    }

    /// Reads one worksheet of an xlsx file row by row, from the top, and keeps none of them; only the common table of texts is held in memory.
    ///
    /// Rows without cells come as empty arrays, apart from those at the end. Throws `SpreadsheetError`, or what `row` throws, which ends the
    /// reading: rows handed on before an error in the file are not taken back.
    ///
    /// - Parameter index: the sheet's number among the worksheets, from 0.
    package static func readRows(
        contentsOf path: String, sheet index: Int = 0, limits: ReadingLimits = .forRows, _ row: ([Cell]) throws -> Void
    ) throws {
        let file = try WorkbookFile(path: path, limits: limits)
        guard file.sheets.indices.contains(index) else {
            throw SpreadsheetError(
                code: .noSuchSheet, message: "The workbook \(path) has \(file.sheets.count) sheets with cells; number \(index + 1) was asked for.",
                context: ["path": path, "sheets": String(file.sheets.count)])
        }
        try file.readRows(sheet: index, row)
    }
}
