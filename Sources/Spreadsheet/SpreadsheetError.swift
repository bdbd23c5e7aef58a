/// Why a workbook could not be written.
package struct SpreadsheetError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    package enum Code: String, Sendable {
        /// The workbook breaks a rule of the format: a sheet's name, a size, a text that is too long, a number that is not finite.
        case invalidContents
        /// The file could not be written or read back.
        case cannotWrite
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
