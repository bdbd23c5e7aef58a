import Foundation
import Orchestration

/// The query of an address.
enum QueryText {
    /// The members with their values decoded. None of ours takes several values.
    ///
    /// - Throws: a ``Problem`` where one is no percent-encoding, or is given twice.
    static func members(_ query: String) throws(Problem) -> [String: JSON] {
        var members: [String: JSON] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try decode(parts[0])
            let value = JSON.string(parts.count > 1 ? try decode(parts[1]) : "")
            guard members.updateValue(value, forKey: name) == nil else {
                throw Problem([Problem.Field(field: name, code: "given_twice", message: ProblemText.givenTwice)])
            }
        }
        return members
    }

    private static func decode(_ text: Substring) throws(Problem) -> String {
        guard let decoded = text.replacing("+", with: " ").removingPercentEncoding else {
            throw Problem(.invalidRequestParams, ProblemText.notPercentEncoding)
        }
        return decoded
    }
}
