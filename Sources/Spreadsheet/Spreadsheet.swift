// Spreadsheet: writes xlsx files through libxlsxwriter.
//
// Knows: workbooks, sheets, rows and cells, and the limits that Excel puts on them.
// Must not know: livedigital, reports, what a column means. It reads no files and makes no network calls.
// May import: CXLSXWriter, Foundation, Synchronization.
