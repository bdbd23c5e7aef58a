import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration
import Recurrence

/// A request for one of the actions: read by the one reader of actions, carried out as a durable run, answered by its outcome.
struct ActionCall: Sendable {
    let definition: ActionDefinition
    /// What the success is: 201 where something is made, 200 where it is changed, 204 where it is gone.
    let success: Int

    /// Carries the action out.
    ///
    /// - Parameter members: what the path and the query say besides the body.
    func answer(_ members: [String: JSON], _ call: Call, _ services: GatewayServices) async throws -> Answer {
        let arguments = try await arguments(members, call, services)
        if arguments.changesNothing { return .noop("nothing is given that is to be changed", call.language) }
        let (run, isNew) = try await submit(arguments, call, services)
        let isOwn = isNew && call.repetition?.isAnswered != true
        var answer = try await RunAnswer.wait(for: run, isTakenBack: isOwn, call, services) { failure in
            var problem = Problem(failure, field: failure.subject.flatMap { field($0, call) })
            problem.isWithdrawn = problem.code == .unauthorized
            return problem
        } outcome: { record in
            try outcome(of: record, services)
        }
        if answer.status == 201, success == 204 { return .noContent }
        if answer.status == 201 { answer.status = success }
        if !isNew { answer.headers[RepeatedRequests.replayedHeader] = "true" }
        return answer
    }

    /// The part of the path or the member of the body by which a space, a room or a recording was named.
    private func field(_ subject: String, _ call: Call) -> String? {
        guard let parameter = definition.parameters.first(where: { $0.eitherMember == subject }) else { return nil }
        return call.path[parameter.name] == nil ? parameter.members.first { call.document[$0]?.isBlank == false } : parameter.name
    }

    private func arguments(_ members: [String: JSON], _ call: Call, _ services: GatewayServices) async throws -> ActionArguments {
        let inPath = definition.parameters.filter { $0.members.contains { members[$0] != nil } }
        let twice = inPath.flatMap(\.members).filter { call.document[$0]?.isBlank == false }
        guard twice.isEmpty else { throw Problem(twice.map { Problem.Field(field: $0, code: "given_twice", message: ProblemText.givenInPath) }) }
        let request = ActionRequest(name: definition.name, arguments: call.document.merging(members) { $1 })
        let isRepeated = try await isRepeated(request, call, services)
        do throws(ActionProblems) {
            return try services.owned.workspace.arguments(of: request, now: isRepeated ? nil : services.owned.now)
        } catch {
            throw Problem(error.problems.map { Problem.Field(field: $0.field, code: $0.code.rawValue, message: $0.message.forTenants) })
        }
    }

    /// Whether an earlier request of the same key or `externalId` made a run: what was asked for in time is answered by that, though the time is past.
    private func isRepeated(_ request: ActionRequest, _ call: Call, _ services: GatewayServices) async throws -> Bool {
        if call.repetition?.run != nil { return true }
        // What cannot be read at any time is refused with all its mistakes.
        guard let externalId = try? services.owned.workspace.arguments(of: request, now: nil).text("externalId") else { return false }
        return try await services.reader.run(RunKey.command(externalId: externalId, connection: call.connection), connection: call.connection) != nil
    }

    /// Makes the run, unless this request or one with the same `externalId` did.
    private func submit(_ arguments: ActionArguments, _ call: Call, _ services: GatewayServices) async throws -> (run: String, isNew: Bool) {
        if let run = call.repetition?.run { return (run, true) }
        let order = ActionOrder(arguments, connection: call.connection, actor: Routes.actor(call))
        let (webURL, repetition) = (services.configuration.livedigital.webURL, call.repetition)
        return try await services.owned.engine.change { journal, db, now in
            let (run, isNew) = try order.submit(journal, db, webURL: webURL, now: now)
            if isNew { try RunAnswer.requireOpen(order.connection, db) }
            try repetition?.note(db, run: run)
            return (run, isNew)
        }
    }

    /// What the action brought; nil until it is there.
    private func outcome(of record: RunRecord, _ services: GatewayServices) throws -> JSON? {
        let view = RunView(record)
        guard view.published || view.state == .completed else { return nil }
        // Without the key that sealed them the links stay closed: the action is done, and an error would have it asked for again.
        let opened = try? ActionOutcome.all(of: record, opening: try services.owned.workspace.makingMasterKey())
        return try (opened ?? ActionOutcome.all(of: record, opening: nil)).last.map { .object($0.result) }
    }
}

extension ActionDefinition {
    /// The shape of the body.
    ///
    /// - Parameter excluded: parameters that the path says.
    func bodySchema(excluding excluded: Set<String>) -> Schema {
        var properties: [String: JSON] = [:]
        var required: [JSON] = []
        var rules: [JSON] = []
        for parameter in parameters where !excluded.contains(parameter.name) {
            let summary = "\(parameter.label.english) · \(parameter.label.russian)"
            let isAlone = parameter.members.count == 1
            let type = parameter.type.schema
            for member in parameter.members {
                let schema = parameter.isRequired && isAlone ? type.given : type.givenOrEmpty()
                properties[member] = schema.described(summary).json
            }
            if isAlone {
                if parameter.isRequired { required.append(.string(parameter.name)) }
            } else {
                rules.append(Schema.oneOf(parameter.members.map { ($0, type) }, isRequired: parameter.isRequired).json)
            }
        }
        var schema: [String: JSON] = [
            "type": "object", "properties": .object(properties), "additionalProperties": false, "required": .array(required),
        ]
        if !rules.isEmpty { schema["allOf"] = .array(rules) }
        return Schema(.object(schema))
    }

    /// The shape of the result, with what every answer has.
    var resultSchema: Schema {
        let own = results.map { ($0.name, $0.isOptional ? $0.type.answerSchema.orNull : $0.type.answerSchema) }
        let common = [("state", Schema.text()), ("statusUrl", .text())].filter { name, _ in !own.contains { $0.0 == name } }
        return .object(own + common)
    }
}

extension ValueType {
    /// What is answered is livedigital's: what was named elsewhere keeps no rule of ours.
    fileprivate var answerSchema: Schema {
        switch self {
        case .text, .address, .identifier: .text()
        case .switchOrText: .either(.boolean, .text())
        case .integer: .integer()
        case .boolean, .choice, .instant, .timezone: schema
        }
    }

    fileprivate var schema: Schema {
        switch self {
        case .text(let maximum): .line(1...maximum)
        case .boolean: .boolean
        case .switchOrText(let maximum): .either(.boolean, .line(1...maximum))
        case .integer(let range): range.upperBound == .max ? Schema(["type": "integer", "minimum": .integer(range.lowerBound)]) : .integer(range)
        case .choice(let choices): .choice(choices.flatMap { [$0.value] + $0.spellings })
        case .instant: .instant
        case .timezone: .named("Timezone")
        case .address: .text(1...Self.longestAddress, pattern: .address)
        case .identifier: .line(1...Self.longestIdentifier)
        }
    }
}
