/// How much of a file the reader takes before it gives up with `SpreadsheetError.Code.tooLarge`.
///
/// The counts are of what is really found, never of what the file says about itself. The defaults suit reading a workbook whole; at their edge
/// that takes some hundred megabytes of memory. `forRows` suits reading row by row.
package struct ReadingLimits: Sendable, Equatable {
    /// For a table that is read row by row and not kept: 200,000 rows with 30 columns fit.
    package static let forRows: ReadingLimits = {
        var limits = ReadingLimits()
        (limits.entryBytes, limits.totalBytes, limits.cells) = (1 << 30, 1 << 30, 8_000_000)
        return limits
    }()

    /// Files inside the zip archive.
    package var entries = 1_000
    /// Inflated bytes of one file inside the archive.
    package var entryBytes = 128 << 20
    /// Inflated bytes of all files that are read.
    package var totalBytes = 256 << 20
    /// Rows of a sheet, empty ones included.
    package var rows = 1_048_576
    /// Columns of a sheet.
    package var columns = 16_384
    /// Cells of all sheets that are read, with the empty ones that stand before a filled one in its row.
    package var cells = 2_000_000
    /// Texts in the workbook's common table of texts.
    package var sharedStrings = 1_000_000
    /// Bytes of all texts in that table together, and of the text of a single cell.
    package var textBytes = 64 << 20

    /// The default limits.
    package init() {}

    func exceeded(_ what: String, _ limit: Int, in place: String) -> SpreadsheetError {
        SpreadsheetError(
            code: .tooLarge,
            message:
                "The workbook is too large to be read: more than \(limit) \(what) in \(place). Split it, or raise the limit if it can be trusted.",
            context: ["place": place])
    }
}
