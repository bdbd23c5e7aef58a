import CXLSXWriter
package import Foundation
import Synchronization

/// Writes an xlsx file row by row, in memory that does not grow with the rows: they wait in files without a name in the temporary folder.
///
/// Belongs to one task at a time. The same calls with the same creation instant give the same bytes. Until `finish()` the file at the path stays
/// what it was; a writer that goes away unfinished leaves no trace.
package final class WorkbookWriter {
    /// libxlsxwriter formats the document's dates through `gmtime`, whose result is shared by the whole process: one at a time.
    private static let oneAtATime = Mutex(())

    private let path: String
    /// Nil once finished.
    private var book: UnsafeMutablePointer<lxw_workbook>?
    private let dateFormat: UnsafeMutablePointer<lxw_format>
    private let durationFormat: UnsafeMutablePointer<lxw_format>
    private var sheet: (name: String, worksheet: UnsafeMutablePointer<lxw_worksheet>, rows: Int)?
    private var worksheets: [UnsafeMutablePointer<lxw_worksheet>] = []
    private var names = Set<String>()

    /// A writer for a file at this path, which is checked to be writable.
    ///
    /// - Parameter created: the creation instant in the document's properties, kept in whole seconds.
    package convenience init(path: String, created: Date) throws(SpreadsheetError) {
        try self.init(path: path, created: created, keepsRows: false)
    }

    /// A writer that keeps all rows in memory writes equal texts only once, which gives smaller files.
    init(path: String, created: Date, keepsRows: Bool) throws(SpreadsheetError) {
        try Self.checkWritable(path)
        var options = lxw_workbook_options()
        options.constant_memory = keepsRows ? 0 : 1
        guard let book = workbook_new_opt(path, &options) else { throw Self.failure(LXW_ERROR_MEMORY_MALLOC_FAILED, path: path) }
        guard let dateFormat = workbook_add_format(book), let durationFormat = workbook_add_format(book) else {
            lxw_workbook_free(book)
            throw Self.failure(LXW_ERROR_MEMORY_MALLOC_FAILED, path: path)
        }
        format_set_num_format(dateFormat, "yyyy-mm-dd hh:mm:ss")
        format_set_num_format(durationFormat, "[h]:mm:ss")
        var properties = lxw_doc_properties()
        // The library takes 0 for "now", which would make the bytes differ from run to run.
        properties.created = time_t(max(1, created.timeIntervalSince1970.rounded()))
        workbook_set_properties(book, &properties)
        self.path = path
        self.book = book
        self.dateFormat = dateFormat
        self.durationFormat = durationFormat
    }

    deinit {
        if let book { lxw_workbook_free(book) }
    }

    /// Begins the next sheet; rows go to it from now on.
    ///
    /// - Parameter name: see `Workbook.Sheet.name`.
    package func addSheet(name: String) throws(SpreadsheetError) {
        guard let book else { throw finished() }
        guard WorkbookRules.isAllowed(sheetName: name), names.insert(name.lowercased()).inserted, let worksheet = workbook_add_worksheet(book, name)
        else {
            throw invalid(
                name, "its name must be unique, 1 to 31 characters long, without [ ] : * ? / \\ and without an apostrophe at either end")
        }
        worksheets.append(worksheet)
        sheet = (name, worksheet, 0)
    }

    /// Writes the next row of the sheet that was begun last. A row with a cell that the format cannot hold is refused whole.
    package func append(_ row: [Workbook.Cell]) throws(SpreadsheetError) {
        guard book != nil else { throw finished() }
        guard let sheet else { throw SpreadsheetError(code: .invalidContents, message: "A row needs a sheet: begin one first.") }
        guard sheet.rows < WorkbookRules.maximumRows else { throw invalid(sheet.name, "it has more than \(WorkbookRules.maximumRows) rows") }
        guard row.count <= WorkbookRules.maximumColumns else {
            throw invalid(sheet.name, "row \(sheet.rows + 1) has more than \(WorkbookRules.maximumColumns) cells")
        }
        for (column, cell) in row.enumerated() {
            if let problem = WorkbookRules.problem(of: cell) { throw invalid(sheet.name, "row \(sheet.rows + 1), column \(column + 1): \(problem)") }
        }
        for (column, cell) in row.enumerated() {
            write(cell, to: sheet.worksheet, row: lxw_row_t(sheet.rows), column: lxw_col_t(column))
        }
        self.sheet?.rows += 1
    }

    /// Writes the file, replacing what is there. Blocks; not cancellable. A crash in between leaves a partial file.
    package func finish() throws(SpreadsheetError) {
        guard let book else { throw finished() }
        guard !worksheets.isEmpty else {
            throw SpreadsheetError(code: .invalidContents, message: "A workbook needs at least one sheet.")
        }
        // The library does not look whether its temporary files took the rows; a full disk would cut the table silently.
        for worksheet in worksheets {
            let file = worksheet.pointee.optimize_tmpfile
            guard file == nil || (fflush(file) == 0 && ferror(file) == 0) else { throw Self.failure("The temporary folder is full.", path: path) }
        }
        self.book = nil
        let result = Self.oneAtATime.withLock { _ in workbook_close(book) }
        guard result == LXW_NO_ERROR else { throw Self.failure(result, path: path) }
    }

    /// Nothing here can fail: every bound that these calls check has been checked.
    private func write(_ cell: Workbook.Cell, to worksheet: UnsafeMutablePointer<lxw_worksheet>, row: lxw_row_t, column: lxw_col_t) {
        func write(_ text: String) { worksheet_write_string(worksheet, row, column, WorkbookRules.escaped(text), nil) }
        switch cell {
        case .text(let text): write(text)
        case .number(let number): worksheet_write_number(worksheet, row, column, number, nil)
        case .date(let date):
            guard let serial = SerialDate.serial(of: date) else { return write(CSV.text(of: date)) }
            worksheet_write_number(worksheet, row, column, serial, dateFormat)
        case .duration(let seconds): worksheet_write_number(worksheet, row, column, SerialDate.serial(seconds: seconds) ?? 0, durationFormat)
        case .boolean(let flag): worksheet_write_boolean(worksheet, row, column, flag ? 1 : 0, nil)
        case .empty: break
        }
    }

    /// The library reports a file that it cannot open on standard error; this says it in the error, with the reason.
    private static func checkWritable(_ path: String) throws(SpreadsheetError) {
        let existed = access(path, F_OK) == 0
        guard let file = fopen(path, "ab") else { throw failure(String(cString: strerror(errno)) + ".", path: path) }
        fclose(file)
        if !existed { unlink(path) }
    }

    private func invalid(_ sheet: String, _ problem: String) -> SpreadsheetError {
        SpreadsheetError(code: .invalidContents, message: "The sheet \"\(sheet)\" cannot be written: \(problem).", context: ["sheet": sheet])
    }

    private func finished() -> SpreadsheetError {
        SpreadsheetError(code: .cannotWrite, message: "The workbook \(path) is finished and takes nothing more.", context: ["path": path])
    }

    private static func failure(_ code: lxw_error, path: String) -> SpreadsheetError {
        failure(lxw_strerror(code).map { String(cString: $0) } ?? "Unknown reason.", path: path)
    }

    private static func failure(_ reason: String, path: String) -> SpreadsheetError {
        SpreadsheetError(
            code: .cannotWrite,
            message: "The workbook cannot be written to \(path): \(reason) Check that the folder exists, is writable and has space left.",
            context: ["path": path])
    }
}
