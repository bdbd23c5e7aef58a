import Foundation
import Orchestration
import Recurrence

/// The members of a request, all known and of the right type.
struct Input: Sendable {
    /// By their proper names, without those that are absent.
    let members: [String: JSON]

    static let none = Input(checked: [:])

    private init(checked: [String: JSON]) { members = checked }

    /// Checks the members.
    ///
    /// - Throws: every mistake at once.
    init(_ given: [String: JSON], _ fields: [AnyField]) throws(Problem) {
        var problems: [Problem.Field] = []
        var members: [String: JSON] = [:]
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            guard let field = fields.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
                let nearest = Spelling.nearest(to: name, in: fields.map(\.name))
                let hint = nearest.isEmpty ? ProblemText.knownMembers(fields.map(\.name)) : Localized(below: Spelling.question(nearest))
                problems.append(Problem.Field(field: name, code: "unknown_member", message: ProblemText.unknownMember(hint)))
                continue
            }
            // A required one that is left empty is missing.
            if value.isBlank { continue }
            guard members.updateValue(value, forKey: field.name) == nil else {
                problems.append(Problem.Field(field: name, code: "given_twice", message: ProblemText.givenTwice))
                continue
            }
            if let problem = field.problem(value) { problems.append(problem) }
        }
        for field in fields where field.isRequired && members[field.name] == nil {
            problems.append(Problem.Field(field: field.name, code: "missing", message: ProblemText.missing))
        }
        guard problems.isEmpty else { throw Problem(problems) }
        self.members = members
    }

    /// The value of a member; nil where it is absent.
    subscript<Value>(_ field: Field<Value>) -> Value? { members[field.name].flatMap { try? field.read($0) } }

    /// The bounds of a span of time; nil where one is not given.
    ///
    /// - Parameter mayBeEmpty: whether both may be the same instant, as those who poll from where they were have it.
    /// - Throws: a ``Problem`` that names both where the end lies before the beginning.
    func span(_ from: Field<Date>, _ to: Field<Date>, mayBeEmpty: Bool = true) throws(Problem) -> (from: Date?, to: Date?) {
        let (start, end) = (self[from], self[to])
        guard let start, let end, mayBeEmpty ? end < start : end <= start else { return (start, end) }
        throw Problem([
            Problem.Field(field: to.name, code: "wrong_order", message: ProblemText.notAfter(from.name)),
            Problem.Field(field: from.name, code: "wrong_order", message: ProblemText.notBefore(to.name)),
        ])
    }

    /// The value of a member that must be there.
    func require<Value>(_ field: Field<Value>) throws(Problem) -> Value {
        if let value = self[field] { return value }
        throw Problem([Problem.Field(field: field.name, code: "missing", message: ProblemText.missing)])
    }
}
