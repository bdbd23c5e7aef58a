import Recurrence

/// Reads the steps of a job of actions in order, and checks each against the definition of its action and the steps before it.
struct StepChecking {
    let constants: [String: JSONValue]
    /// What begins a run; nil where no event does.
    let event: EventType?
    /// The job came over HTTP, so no step is told where a file lies on the disk of the service.
    let fromTenant: Bool
    let zones: ZoneDatabase
    /// Of all steps, those that come later included.
    var ids: [String] = []
    /// The steps before the present one, with what they give.
    private var earlier: [String: ActionDefinition] = [:]

    init(constants: [String: JSONValue], event: EventType?, fromTenant: Bool, zones: ZoneDatabase) {
        self.constants = constants
        self.event = event
        self.fromTenant = fromTenant
        self.zones = zones
    }

    /// Reads one step. Nil after a report.
    mutating func read(_ value: DocumentValue) -> ActionsJob.Step? {
        guard let keys = value.map(["id", "action", "with"]) else { return nil }
        let id = keys.required("id") { $0.name() }
        let definition = keys.required("action", Self.action)
        defer { if let id, let definition { earlier[id] = definition } }
        if let id, earlier[id] != nil {
            keys.child("id")?.report("the id \"\(id)\" is given to two steps", hint: "rename one of them")
            return nil
        }
        guard let definition else { return nil }
        let with = keys.child("with")
        guard let arguments = arguments(with ?? value, isGiven: with != nil, definition), let id else { return nil }
        return ActionsJob.Step(id: id, action: definition.name, arguments: arguments)
    }

    private static func action(_ value: DocumentValue) -> ActionDefinition? {
        guard let name = value.text() else { return nil }
        if let definition = ActionCatalog.named(name) { return definition }
        let hint = Suggestion(name, among: ActionCatalog.all.map(\.name))
        value.report("there is no action \"\(name)\"", hint: hint.english)
        return nil
    }

    private func arguments(_ value: DocumentValue, isGiven: Bool, _ definition: ActionDefinition) -> [String: JSONValue]? {
        var arguments: [String: JSONValue] = [:]
        // The same with what is known of the references, to check what comes of it.
        var known: [String: JSONValue] = [:]
        var isRight = true
        for (member, item) in isGiven ? value.children : [] {
            guard let scalar = item.json() else {
                isRight = false
                continue
            }
            (arguments[member], known[member]) = (scalar, scalar)
            guard ActionTemplate.isNeeded(scalar) else { continue }
            if check(item, scalar, for: definition.parameter(forMember: member)) {
                known[member] = ActionsJob(steps: [], constants: constants).withConstants(scalar)
            } else {
                isRight = false
            }
        }
        do {
            _ = try definition.read(known, reading: ValueReading(zones: zones, now: nil), isDeferred: ActionTemplate.isNeeded)
        } catch {
            for problem in error.problems {
                let place = isGiven ? value.child(problem.field) ?? value : value
                let path = place.path == value.path ? "\(isGiven ? "" : "with.")\(problem.field): " : ""
                place.report("\(path)\(problem.message.english)")
            }
            return nil
        }
        return isRight ? arguments : nil
    }

    /// Checks the references in a value. False after a report.
    private func check(_ item: DocumentValue, _ value: JSONValue, for parameter: ActionParameter?) -> Bool {
        do throws(ActionTemplate.Mistake) {
            let template = try ActionTemplate(value.text ?? "")
            for reference in template.references {
                let type = try type(of: reference)
                guard let parameter, template.whole != nil, let type else { continue }
                guard parameter.type.takes(type) else {
                    throw ActionTemplate.Mistake(
                        problem: "{{\(reference)}} is \(type.words), and \(parameter.name) takes \(parameter.type.words)",
                        hint: "refer to something of that kind, or write it out")
                }
            }
            if let parameter, template.whole == nil, !parameter.type.takesText {
                throw ActionTemplate.Mistake(
                    problem: "\(parameter.name) takes \(parameter.type.words), not a text with references in it", hint: "give one reference alone")
            }
            return true
        } catch {
            item.report(error.problem, hint: error.hint)
            return false
        }
    }

    /// What a reference stands for; nil where its value says that.
    private func type(of reference: ActionReference) throws(ActionTemplate.Mistake) -> ValueType? {
        switch reference {
        case .occurrence(let member): return member.type
        case .event(let member):
            guard let event else {
                throw ActionTemplate.Mistake(problem: "no event begins this job", hint: "add on: {event: …}, or refer to something else")
            }
            guard member.isTold(by: event) else {
                let members = EventMember.allCases.filter { $0.isTold(by: event) }.map(\.rawValue)
                throw ActionTemplate.Mistake(
                    problem: "\(event.rawValue) has no \"\(member.rawValue)\"", hint: Suggestion(member.rawValue, among: members).english)
            }
            return member.type
        case .constant(let name):
            guard constants[name] != nil else {
                let hint = constants.isEmpty ? "add constants: {\(name): …}" : Suggestion(name, among: constants.keys.sorted()).english
                throw ActionTemplate.Mistake(problem: "there is no constant \"\(name)\"", hint: hint)
            }
            return nil
        case .step(let id, let name):
            guard let definition = earlier[id] else {
                if ids.contains(id) {
                    throw ActionTemplate.Mistake(
                        problem: "the step \"\(id)\" is not done before this one", hint: "refer to an earlier step, or change their order")
                }
                let hint = earlier.isEmpty ? "this is the first step" : Suggestion(id, among: earlier.keys.sorted()).english
                throw ActionTemplate.Mistake(problem: "there is no step \"\(id)\"", hint: hint)
            }
            guard let member = definition.results.first(where: { $0.name == name }) else {
                let hint = Suggestion(name, among: passedOn(of: definition)).english
                throw ActionTemplate.Mistake(problem: "\(definition.name) gives no \"\(name)\"", hint: hint)
            }
            guard !member.isSecret else {
                throw ActionTemplate.Mistake(
                    problem: "\(name) lets in whoever has it and is not passed on", hint: "hand it out from the run's result")
            }
            guard !fromTenant || !member.isLocal else {
                throw ActionTemplate.Mistake(
                    problem: "\(name) says where a file lies on the disk of the service and is not passed on",
                    hint: "refer to another member: \(passedOn(of: definition).joined(separator: ", "))")
            }
            return member.type
        }
    }

    /// The members of a result that later steps may refer to.
    private func passedOn(of definition: ActionDefinition) -> [String] {
        definition.results.filter { !$0.isSecret && !(fromTenant && $0.isLocal) }.map(\.name)
    }
}

extension ActionReference: CustomStringConvertible {
    package var description: String {
        switch self {
        case .occurrence(let member): "occurrence.\(member.rawValue)"
        case .event(let member): "event.\(member.rawValue)"
        case .constant(let name): "constants.\(name)"
        case .step(let id, let member): "steps.\(id).\(member)"
        }
    }
}

extension ValueType {
    /// Whether a value of another type fits.
    func takes(_ other: ValueType) -> Bool {
        switch (self, other) {
        case (.text, .boolean), (.text, .switchOrText): false
        case (.text, _): true
        case (.boolean, .boolean), (.integer, .integer), (.instant, .instant), (.timezone, .timezone), (.address, .address): true
        case (.switchOrText, .boolean), (.switchOrText, .text): true
        case (.choice(let mine), .choice(let others)): others.allSatisfy { other in mine.contains { $0.value == other.value } }
        case (.identifier(let mine), .identifier(let other)): mine == other
        case (.identifier, .text): true
        default: false
        }
    }

    /// Whether a text that is put together from several parts may fit.
    var takesText: Bool {
        switch self {
        case .text, .switchOrText, .identifier, .address: true
        case .boolean, .integer, .choice, .instant, .timezone: false
        }
    }

    /// How a message names it.
    var words: String {
        switch self {
        case .text: "a text"
        case .boolean: "true or false"
        case .switchOrText: "true, false or a text"
        case .integer(let range): range.upperBound == .max ? "a whole number" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .choice(let choices): "one of \(choices.map(\.value).joined(separator: ", "))"
        case .instant: "an instant"
        case .timezone: "a time zone"
        case .address: "an address"
        case .identifier(let list): "one of the \(list.rawValue)"
        }
    }
}
