import CXLSXWriter
package import Foundation
import Synchronization

extension Workbook {
    /// libxlsxwriter formats the document's dates through `gmtime`, whose result is shared by the whole process: one workbook at a time.
    private static let oneAtATime = Mutex(())

    /// Writes the workbook to a file, replacing what is there.
    ///
    /// Blocks until the file is written; not cancellable. A crash in between leaves a partial file. Calling it twice writes the same bytes.
    package func write(to path: String) throws(SpreadsheetError) {
        try validate()
        try checkWritable(path)
        try Self.oneAtATime.withLock { _ throws(SpreadsheetError) in
            guard let book = workbook_new(path) else { throw failure(LXW_ERROR_MEMORY_MALLOC_FAILED, path: path) }
            do throws(SpreadsheetError) {
                try fill(book)
            } catch {
                lxw_workbook_free(book)
                throw error
            }
            let result = workbook_close(book)
            guard result == LXW_NO_ERROR else { throw failure(result, path: path) }
        }
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

    /// The library reports a file that it cannot open on standard error; this says it in the error, with the reason.
    private func checkWritable(_ path: String) throws(SpreadsheetError) {
        guard let file = fopen(path, "ab") else { throw failure(String(cString: strerror(errno)) + ".", path: path) }
        fclose(file)
    }

    private func fill(_ book: UnsafeMutablePointer<lxw_workbook>) throws(SpreadsheetError) {
        var properties = lxw_doc_properties()
        // The library takes 0 for "now", which would make the bytes differ from run to run.
        properties.created = time_t(max(1, created.timeIntervalSince1970.rounded()))
        workbook_set_properties(book, &properties)
        guard let dateFormat = workbook_add_format(book) else { throw failure(LXW_ERROR_MEMORY_MALLOC_FAILED, path: "") }
        format_set_num_format(dateFormat, "yyyy-mm-dd hh:mm:ss")
        for sheet in sheets {
            guard let worksheet = workbook_add_worksheet(book, sheet.name) else {
                throw SpreadsheetError(
                    code: .invalidContents,
                    message: "The sheet name \"\(sheet.name)\" is not allowed: it must be unique, 31 characters at most, without [ ] : * ? / \\.",
                    context: ["sheet": sheet.name])
            }
            for (rowIndex, row) in sheet.rows.enumerated() {
                for (columnIndex, cell) in row.enumerated() {
                    write(cell, to: worksheet, row: lxw_row_t(rowIndex), column: lxw_col_t(columnIndex), dateFormat: dateFormat)
                }
            }
        }
    }

    /// Nothing here can fail: `validate()` has checked every bound that these calls check.
    private func write(
        _ cell: Cell, to worksheet: UnsafeMutablePointer<lxw_worksheet>, row: lxw_row_t, column: lxw_col_t,
        dateFormat: UnsafeMutablePointer<lxw_format>
    ) {
        switch cell {
        case .text(let text): worksheet_write_string(worksheet, row, column, text, nil)
        case .number(let number): worksheet_write_number(worksheet, row, column, number, nil)
        // Excel counts days since 1899-12-30; 25,569 of them lie before 1970-01-01.
        case .date(let date): worksheet_write_number(worksheet, row, column, date.timeIntervalSince1970 / 86_400 + 25_569, dateFormat)
        case .boolean(let flag): worksheet_write_boolean(worksheet, row, column, flag ? 1 : 0, nil)
        case .empty: break
        }
    }

    private func failure(_ code: lxw_error, path: String) -> SpreadsheetError {
        failure(lxw_strerror(code).map { String(cString: $0) } ?? "Unknown reason.", path: path)
    }

    private func failure(_ reason: String, path: String) -> SpreadsheetError {
        SpreadsheetError(
            code: .cannotWrite,
            message: "The workbook cannot be written to \(path): \(reason) Check that the folder exists, is writable and has space left.",
            context: ["path": path])
    }
}
