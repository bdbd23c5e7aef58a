/// Why a text is not a cron line.
package struct CronExpressionFailure: Error, Hashable, Sendable {
    /// The kind of failure.
    package enum Code: String, Sendable {
        /// There are fewer or more than five fields.
        case fieldCount
        /// A word after `@` that is not known.
        case unknownNickname
        /// A field has another form.
        case malformed
        /// A number or name lies outside of its field.
        case outOfRange
    }

    package var code: Code
    /// One sentence without a full stop, for the person who wrote the line.
    package var message: String
    /// How to mend it, where that is clear.
    package var hint: String?
    /// `minute`, `hour`, `day`, `month` or `weekday`; nil where the line as a whole is wrong.
    package var field: String?
    /// How many characters of the text stand before the offending part.
    package var offset: Int
}
