package import Foundation

/// The contents of one xlsx file, as a value: sheets, their rows, their cells.
package struct Workbook: Sendable, Equatable {
    /// One sheet.
    package struct Sheet: Sendable, Equatable {
        /// The name on the tab: 1 to 31 characters, none of `[ ] : * ? / \`, unique in its workbook without regard to case.
        package var name: String
        /// The rows from the top, each with its cells from the left. Rows may differ in length.
        ///
        /// What was read from a file has no empty cells at the end of a row and no empty rows at the end of the sheet.
        package var rows: [[Cell]]

        /// A sheet with these rows.
        package init(name: String, rows: [[Cell]]) {
            self.name = name
            self.rows = rows
        }
    }

    /// One cell.
    package enum Cell: Sendable, Equatable {
        /// Text of at most 32,767 characters. It is never taken for a formula, whatever it begins with. Written and read back, the empty text
        /// is `.empty`: the format does not tell them apart. A zero character, which it cannot hold, becomes U+FFFD.
        case text(String)
        /// A finite number. Files keep 16 significant digits of it.
        case number(Double)
        /// An instant, shown as UTC; Excel itself has no time zones. Files keep it to the millisecond. One before 1899-12-31 or after 9999-12-31,
        /// which Excel does not know, is written as its text.
        case date(Date)
        /// A duration in seconds (format `[h]:mm:ss`), also a negative one, shorter than 2,958,466 days. Files keep it to the millisecond. A time of
        /// day without a date (format `h:mm:ss`) is read as that since midnight.
        case duration(Double)
        /// True or false.
        case boolean(Bool)
        /// Nothing.
        case empty
    }

    /// The most characters of a text in a cell, counted in UTF-16 units.
    package static let longestText = 32_767

    /// Whether a cell can hold a text: what its escapes take counts.
    package static func fits(_ text: String) -> Bool {
        // A byte becomes seven units at most, those of an escape.
        text.utf8.count <= longestText / 7 || WorkbookRules.escaped(text).utf16.count <= longestText
    }

    /// The sheets in the order of their tabs; at least one.
    package var sheets: [Sheet]
    /// The creation instant in the document's properties, in whole seconds; 1970-01-01 where a file that was read does not say.
    /// The same workbook with the same instant gives the same bytes.
    package var created: Date

    /// A workbook with these sheets.
    package init(sheets: [Sheet], created: Date) {
        self.sheets = sheets
        self.created = created
    }
}
