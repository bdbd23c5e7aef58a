package import Foundation
package import Recurrence

/// What somebody asks for through any door: an action by name with the members that came.
package struct ActionRequest: Codable, Hashable, Sendable {
    package var name: String
    package var arguments: [String: JSONValue]

    package init(name: String, arguments: [String: JSONValue]) {
        self.name = name
        self.arguments = arguments
    }

    /// Reads the request.
    ///
    /// Form tools send strings, so `"true"` and `"3600"` are read as their type, and an empty string or null in an optional member counts as absent.
    /// - Parameter now: an instant before it is refused; nil takes any.
    /// - Throws: all that is wrong with it, unknown members among them.
    package func arguments(zones: ZoneDatabase, now: Date?) throws(ActionProblems) -> ActionArguments {
        guard let definition = ActionCatalog.named(name) else { throw ActionProblems([Self.unknownAction(name)]) }
        return try definition.read(arguments, reading: ValueReading(zones: zones, now: now))
    }

    /// That there is no such action, with those that resemble it.
    package static func unknownAction(_ name: String) -> ActionProblem {
        let names = ActionCatalog.all.map(\.name)
        let hint = Suggestion(name, among: names)
        return ActionProblem(
            "action", .unknownAction, russian: "действия \"\(name)\" нет; \(hint.russian)", english: "there is no action \"\(name)\"; \(hint.english)"
        )
    }
}

extension ActionDefinition {
    /// Reads the members of a request.
    ///
    /// - Parameter isDeferred: values that are not known yet, such as references to earlier steps; they stay as they are.
    func read(
        _ members: [String: JSONValue], reading: ValueReading, isDeferred: (JSONValue) -> Bool = { _ in false }
    ) throws(ActionProblems) -> ActionArguments {
        var values: [String: JSONValue] = [:]
        var problems = members.keys.filter { parameter(forMember: $0) == nil }.sorted().map(unknown)
        for parameter in parameters {
            let given = parameter.members.filter { members[$0].map { !$0.isBlank } ?? false }
            guard given.count <= 1 else {
                let list = given.joined(separator: ", ")
                problems.append(
                    ActionProblem(
                        given[1], .conflicting, russian: "передано \(list); оставьте одно из них", english: "\(list) are given; keep one of them"))
                continue
            }
            guard let member = given.first, let value = members[member] else {
                if let defaultValue = parameter.defaultValue {
                    values[parameter.name] = defaultValue
                } else if parameter.isRequired {
                    problems.append(parameter.missing)
                }
                continue
            }
            guard !isDeferred(value) else {
                values[member] = value
                continue
            }
            do {
                let (canonical, read) = try reading.read(value, of: parameter, member: member)
                values[canonical] = read
            } catch {
                problems.append(error.problem)
            }
        }
        if let problem = alternativeProblem(values) { problems.append(problem) }
        guard problems.isEmpty else { throw ActionProblems(problems) }
        return ActionArguments(action: name, values: values)
    }

    private func unknown(_ member: String) -> ActionProblem {
        let hint = Suggestion(member, among: members)
        return ActionProblem(
            member, .unknownMember, russian: "неизвестное поле; \(hint.russian)", english: "unknown member; \(hint.english)")
    }

    /// Of the sets of parameters exactly one has to be there, whole.
    private func alternativeProblem(_ values: [String: JSONValue]) -> ActionProblem? {
        guard !alternatives.isEmpty else { return nil }
        let isGiven = { (name: String) in
            self.parameters.contains { $0.name == name && $0.members.contains { values[$0] != nil } }
        }
        let begun = alternatives.filter { $0.contains(where: isGiven) }
        let english = alternatives.map { $0.joined(separator: ", ") }.joined(separator: "; or ")
        let russian = alternatives.map { $0.joined(separator: ", ") }.joined(separator: "; либо ")
        if begun.count > 1 {
            let second = begun[1].first(where: isGiven) ?? begun[1][0]
            return ActionProblem(second, .conflicting, russian: "передайте только одно: \(russian)", english: "give only one of: \(english)")
        }
        guard let missing = (begun.first ?? alternatives[0]).first(where: { !isGiven($0) }) else { return nil }
        return ActionProblem(missing, .missing, russian: "поле обязательно: \(russian)", english: "the member is missing; give \(english)")
    }
}

extension ActionParameter {
    var missing: ActionProblem {
        let others = members.dropFirst().joined(separator: ", ")
        let or = others.isEmpty ? ("", "") : (" (или \(others))", " (or \(others))")
        return ActionProblem(
            name, .missing, russian: "обязательное поле не заполнено\(or.0): \(label.russian)",
            english: "the member is missing\(or.1): \(label.english)")
    }
}

/// What somebody may have meant, in both languages.
struct Suggestion {
    let russian: String
    let english: String

    init(_ word: String, among words: [String]) {
        let nearest = Spelling.nearest(to: word, in: words)
        if nearest.isEmpty {
            russian = "есть \(words.joined(separator: ", "))"
            english = "there are \(words.joined(separator: ", "))"
        } else {
            russian = "возможно, " + nearest.map { "\"\($0)\"" }.joined(separator: " или ") + "?"
            english = Spelling.question(nearest)
        }
    }
}
