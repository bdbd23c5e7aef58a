// Spreadsheet: writes xlsx files through libxlsxwriter; reads them through libzip and Foundation's XML parser; writes and
// reads CSV by itself.
//
// Knows: workbooks, sheets, rows and cells, the limits that Excel puts on them, and how much of a stranger's file may be believed.
// Must not know: livedigital, reports, what a column means. It makes no network calls.
// May import: CXLSXWriter, CLibzip, Foundation, FoundationXML, Synchronization.
