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
        let (run, isNew) = try await submit(try arguments(members, call, services), call, services)
        var answer: Answer
        do {
            answer = try await RunAnswer.wait(for: run, call, services) { record in try outcome(of: record, services) }
        } catch let problem as Problem where success == 204 && problem.code == .notFound {
            // What is not there is deleted.
            return .noContent
        }
        if answer.status == 201, success == 204 { return .noContent }
        if answer.status == 201 { answer.status = success }
        if !isNew { answer.headers["Idempotent-Replayed"] = "true" }
        return answer
    }

    private func arguments(_ members: [String: JSON], _ call: Call, _ services: GatewayServices) throws -> ActionArguments {
        var given: [String: JSON] = [:]
        if !call.bytes.isEmpty {
            guard case .object(let body)? = try? JSON(json: call.bytes) else { throw Problem(.invalidRequestParams, ProblemText.notJSON) }
            given = body
        }
        do throws(ActionProblems) {
            // A repetition is answered by what was made in time.
            let isRepeated = call.repetition?.run != nil || given["externalId"] != nil
            return try ActionRequest(name: definition.name, arguments: given.merging(members) { $1 })
                .arguments(zones: services.owned.workspace.zones, now: isRepeated ? nil : Date())
        } catch {
            throw Problem(error.problems.map { Problem.Field(field: $0.field, code: $0.code.rawValue, message: $0.message) })
        }
    }

    /// Makes the run, unless this request or one with the same `externalId` did.
    private func submit(_ arguments: ActionArguments, _ call: Call, _ services: GatewayServices) async throws -> (run: String, isNew: Bool) {
        if let run = call.repetition?.run { return (run, true) }
        let order = ActionOrder(arguments, connection: call.connection, actor: Routes.actor(call))
        let (webURL, repetition) = (services.configuration.livedigital.webURL, call.repetition)
        return try await services.owned.engine.change { journal, db, now in
            let former = try RunRecord.fetch(db, key: order.key)
            let run = try order.submit(journal, db, webURL: webURL, now: now)
            try repetition?.note(db, run: run)
            return (run, former == nil || run != order.key)
        }
    }

    /// What the action brought; nil until it is there.
    private func outcome(of record: RunRecord, _ services: GatewayServices) throws -> JSON? {
        let view = RunView(record)
        guard view.published || view.state == .completed else { return nil }
        guard let outcome = try ActionOutcome.all(of: record, opening: try services.owned.workspace.makingMasterKey()).last else { return nil }
        return .object(outcome.result)
    }
}

extension ActionDefinition {
    /// The shape of the body.
    ///
    /// - Parameter excluded: parameters that the path says.
    func bodySchema(excluding excluded: Set<String>) -> Schema {
        var properties: [String: JSON] = [:]
        var required: [JSON] = []
        for parameter in parameters where !excluded.contains(parameter.name) {
            for member in parameter.members {
                let isRequired = parameter.isRequired && parameter.members.count == 1
                let field = AnyField(
                    name: member, summary: "\(parameter.label.english) · \(parameter.label.russian)",
                    schema: parameter.type.schema(shortest: isRequired ? 1 : 0), isRequired: isRequired)
                guard case .object(var schema) = field.acceptedSchema else { continue }
                schema["description"] = .string(field.summary)
                properties[member] = .object(schema)
                if field.isRequired { required.append(.string(member)) }
            }
        }
        return Schema(["type": "object", "properties": .object(properties), "additionalProperties": false, "required": .array(required)])
    }

    /// The shape of the result, with what every answer has.
    var resultSchema: Schema {
        let own = results.map { ($0.name, $0.isOptional ? $0.type.schema().orNull : $0.type.schema()) }
        let common = [("state", Schema.text()), ("statusUrl", .text())].filter { name, _ in !own.contains { $0.0 == name } }
        return .object(own + common)
    }
}

extension ValueType {
    /// - Parameter shortest: how few characters a text may have.
    fileprivate func schema(shortest: Int = 0) -> Schema {
        switch self {
        case .text(let maximum): .line(shortest...maximum)
        case .boolean: .boolean
        case .switchOrText: .either(.boolean, .text())
        case .integer(let range): range.upperBound == .max ? Schema(["type": "integer", "minimum": .integer(range.lowerBound)]) : .integer(range)
        case .choice(let choices): .choice(choices.flatMap { [$0.value] + $0.spellings })
        case .instant: .instant
        case .timezone: .text(1...100)
        case .address: .text(1...2000)
        case .identifier: .line(1...200)
        }
    }
}
