import Orchestration

/// One member of a request: what it is called, what it may hold and how it is read.
///
/// Tools that build requests from forms send texts: `"true"` and `"3600"` are read as their type, and in an optional member an empty text counts as
/// absent, as null does.
struct Field<Value: Sendable>: Sendable {
    /// Why a value is refused.
    struct Refusal: Error {
        var code: String
        var message: Localized
        /// The place within the member, such as `[2]`.
        var path = ""
    }

    let name: String
    /// Other names that are taken for it.
    var aliases: [String] = []
    let summary: String
    /// What it may hold when it is given as it is meant.
    let schema: Schema
    var isRequired = false
    /// What the other members may be where it is not given.
    var leftOut: [(String, Schema)] = []
    let read: @Sendable (JSON) throws(Refusal) -> Value

    init(_ name: String, _ summary: String, _ schema: Schema, read: @escaping @Sendable (JSON) throws(Refusal) -> Value) {
        self.name = name
        self.summary = summary
        self.schema = schema
        self.read = read
    }

    var required: Field {
        var copy = self
        copy.isRequired = true
        return copy
    }

    func taking(_ aliases: String...) -> Field {
        var copy = self
        copy.aliases = aliases
        return copy
    }

    func leftOut(with others: [(String, Schema)]) -> Field {
        var copy = self
        copy.leftOut = others
        return copy
    }

    /// The same without its type, for lists of members.
    var any: AnyField { AnyField(self) }
}

/// A member of a request without its type.
struct AnyField: Sendable {
    let name: String
    let aliases: [String]
    let summary: String
    let schema: Schema
    let isRequired: Bool
    let leftOut: [(String, Schema)]
    /// Why the value is refused; nil where it is right.
    let problem: @Sendable (JSON) -> Problem.Field?

    init<Value>(_ field: Field<Value>) {
        name = field.name
        aliases = field.aliases
        summary = field.summary
        schema = field.schema
        isRequired = field.isRequired
        leftOut = field.leftOut
        problem = { value in
            do throws(Field<Value>.Refusal) {
                _ = try field.read(value)
                return nil
            } catch {
                return Problem.Field(field: field.name + error.path, code: error.code, message: error.message)
            }
        }
    }

    /// What the member may hold as the document tells it: an optional one may be left empty, and forms send texts.
    func givenSchema(inQuery: Bool = false) -> Schema { isRequired ? schema.given : schema.givenOrEmpty(inQuery: inQuery) }
}
