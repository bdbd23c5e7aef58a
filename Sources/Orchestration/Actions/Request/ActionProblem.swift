/// One thing that is wrong with a request.
package struct ActionProblem: Hashable, Sendable {
    package enum Code: String, Sendable, CaseIterable {
        case unknownAction = "unknown_action"
        case unknownMember = "unknown_member"
        case missing
        case wrongType = "wrong_type"
        case outOfRange = "out_of_range"
        case tooLong = "too_long"
        case notAChoice = "not_a_choice"
        /// Two members that say the same thing, or sets of which only one may be given.
        case conflicting = "conflicting_members"
        case inThePast = "in_the_past"
    }

    /// The member of the request, as it was written.
    package var field: String
    package var code: Code
    /// What is wrong and how to mend it.
    package var message: Localized

    package init(_ field: String, _ code: Code, russian: String, english: String) {
        self.field = field
        self.code = code
        message = Localized(russian: russian, english: english)
    }
}

/// All that is wrong with a request. Never empty.
package struct ActionProblems: Error, Hashable, Sendable, CustomStringConvertible {
    package var problems: [ActionProblem]

    package init(_ problems: [ActionProblem]) { self.problems = problems }

    /// In English, one line each.
    package var description: String { problems.map { "\($0.field): \($0.message.english)" }.joined(separator: "\n") }
}
