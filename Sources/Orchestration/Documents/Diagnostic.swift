/// One mistake in something that a person wrote, printed as
/// `jobs/demo.yaml:7:3: schedule.timzone: unknown key; did you mean "timezone"?`
package struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    /// The path of the file as it was given, or the name of the environment variable.
    package var file: String
    /// Counted from 1; nil where the mistake is not in a text, as in an environment variable.
    package var line: Int?
    /// Counted from 1 in Unicode scalars.
    package var column: Int?
    /// The key, from the top of the document: `schedule.dates[2]`. Empty for the document itself.
    package var path: String
    /// What is wrong, without a full stop.
    package var problem: String
    /// How to mend it, where that is clear.
    package var hint: String?

    package init(file: String, line: Int? = nil, column: Int? = nil, path: String = "", problem: String, hint: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.problem = problem
        self.hint = hint
    }

    /// A diagnostic at a position.
    package init(at position: DocumentPosition, path: String = "", problem: String, hint: String? = nil) {
        self.init(file: position.file, line: position.line, column: position.column, path: path, problem: problem, hint: hint)
    }

    package var description: String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
        let text = [place, path, problem].filter { !$0.isEmpty }.joined(separator: ": ")
        return hint.map { "\(text); \($0)" } ?? text
    }
}

/// All mistakes of a file at once: the error of everything that reads what people write. Never empty.
package struct DiagnosticList: Error, Hashable, Sendable, CustomStringConvertible {
    /// More are counted, not kept.
    static let limit = 100

    /// In the order of the file, 100 at most.
    package let diagnostics: [Diagnostic]
    /// How many more there were.
    package let omitted: Int

    package init(_ first: Diagnostic, _ others: [Diagnostic] = []) {
        let sorted = ([first] + others).enumerated().sorted { left, right in
            (left.element.file, left.element.line ?? 0, left.element.column ?? 0, left.offset)
                < (right.element.file, right.element.line ?? 0, right.element.column ?? 0, right.offset)
        }
        diagnostics = sorted.prefix(Self.limit).map(\.element)
        omitted = max(0, sorted.count - Self.limit)
    }

    /// One line each.
    package var description: String {
        (diagnostics.map(\.description) + (omitted > 0 ? ["and \(omitted) more"] : [])).joined(separator: "\n")
    }
}
