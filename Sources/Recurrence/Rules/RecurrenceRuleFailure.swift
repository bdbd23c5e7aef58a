/// Why a text is not a recurrence rule.
package struct RecurrenceRuleFailure: Error, Hashable, Sendable {
    /// The kind of failure.
    package enum Code: String, Sendable {
        /// It does not consist of parts such as `FREQ=WEEKLY`, or a value has another form.
        case malformed
        /// There is no such part.
        case unknownPart
        /// A part is given twice.
        case repeatedPart
        /// FREQ is missing.
        case missingFrequency
        /// FREQ is none of DAILY, WEEKLY, MONTHLY and YEARLY.
        case unsupportedFrequency
        /// A number lies outside of its bounds, or a date does not exist.
        case outOfRange
        /// The part cannot stand beside another one, or not beside this FREQ.
        case conflict
    }

    package var code: Code
    /// One sentence without a full stop, for the person who wrote the rule.
    package var message: String
    /// How to mend it, where that is clear.
    package var hint: String?
    /// How many characters of the text stand before the offending part.
    package var offset: Int
}
