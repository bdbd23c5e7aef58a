package import Foundation

extension Workbook {
    /// Writes the workbook to a file, replacing what is there.
    ///
    /// Blocks until the file is written; not cancellable. Nothing is written if the workbook breaks a rule of the format; a crash in between
    /// leaves a partial file. Calling it twice writes the same bytes. Takes memory for every cell: see `WorkbookWriter` for large tables.
    package func write(to path: String) throws(SpreadsheetError) {
        let writer = try WorkbookWriter(path: path, created: created, keepsRows: true)
        for sheet in sheets {
            try writer.addSheet(name: sheet.name)
            for row in sheet.rows { try writer.append(row) }
        }
        try writer.finish()
    }

    /// The bytes of the file. They pass through a file in the temporary folder, which is deleted.
    package func bytes() throws(SpreadsheetError) -> Data {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("workbook-\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: file) }
        try write(to: file.path)
        do {
            return try Data(contentsOf: file)
        } catch {
            throw SpreadsheetError(
                code: .cannotWrite, message: "The workbook was written to \(file.path) but cannot be read back.", cause: error,
                context: ["path": file.path])
        }
    }
}
