/// Why a workbook could not be written or read.
package struct SpreadsheetError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    package enum Code: String, Sendable {
        /// The workbook breaks a rule of the format: a sheet's name, a size, a text that is too long, a number that is not finite.
        case invalidContents
        /// The file could not be written or read back.
        case cannotWrite
        /// The file to read does not exist or may not be read.
        case cannotRead
        /// The file to read is something else than an xlsx workbook.
        case notAWorkbook
        /// The file to read is encrypted with a password.
        case passwordProtected
        /// The file to read begins like a workbook, but is cut, broken or breaks the rules of the format.
        case damaged
        /// The file to read holds more than the reading limits allow; a zip bomb ends here.
        case tooLarge
        /// The table to read is in another encoding than UTF-8.
        case notText
        /// The workbook has no sheet with the number that was asked for.
        case noSuchSheet
    }

    /// The kind of failure.
    package var code: Code
    /// One sentence that says what is wrong, where, and how to mend it.
    package var message: String
    /// The error below, where there is one.
    package var cause: (any Error)?
    /// The sheet's name, the cell, the path: whatever helps to find the place.
    package var context: [String: String]

    /// An error with these parts.
    package init(code: Code, message: String, cause: (any Error)? = nil, context: [String: String] = [:]) {
        self.code = code
        self.message = message
        self.cause = cause
        self.context = context
    }

    /// The message alone.
    package var description: String { message }
}
