package import DurableFlow
package import Foundation
import LivedigitalAPI

extension ActionsFlow {
    /// Takes an outcome to the next state. One that the present effect cannot have leaves the run as it is.
    package mutating func receive(_ outcome: Outcome<ActionsAnswer>, at now: Date) {
        switch (state, outcome) {
        case (.awaitStart, .elapsed): begin(0, at: now)
        case (.working(let position), .answered(let answer, let how)): receive(answer, how, position, at: now)
        case (.working(let position), .refused(let reason)): refuse(reason, position)
        case (.removing(let removing), .answered(let answer, _)): receive(answer, removing)
        case (.removing(let removing), .refused(let trouble)): conclude(removing, trouble: trouble)
        default: break
        }
    }

    /// Comes to an action: the arguments are resolved and read, and its first call is chosen. Behind the last action the run is completed.
    mutating func begin(_ index: Int, at now: Date) {
        guard plan.steps.indices.contains(index) else { return state = .completed }
        let step = plan.steps[index]
        guard let definition = ActionCatalog.named(step.action) else {
            return state = .failed(
                step: index, reason: Failure(code: "unknown_action", message: ActionRequest.unknownAction(step.action).message.english))
        }
        do {
            let arguments = try definition.read(resolved(step, definition), reading: ValueReading(zones: nil, now: nil))
            var position = Position(index: index, arguments: arguments, phase: .act, place: ActionPlace())
            if definition == .createAutowebinar {
                position.webinar = AutowebinarPlan(arguments, marker: step.marker, connection: plan.connection, webURL: plan.webURL, now: now)
            } else if let known = ActionPlace.Names(arguments).known, arguments.text("sessionId") == nil {
                position.place = known
                position.phase = definition.firstPhase
            } else {
                position.phase = .find
            }
            state = .working(position)
        } catch {
            state = .failed(step: index, reason: Failure(code: "invalid_request", message: "\(stepName(index, step.action)): \(error)"))
        }
    }

    /// The arguments of a step with what their references stand for. An id that an earlier step or the event gave is taken as the id that it is: a list
    /// that lags may not show yet what was made a moment ago.
    private func resolved(_ step: ActionStep, _ definition: ActionDefinition) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for (member, value) in step.arguments {
            // Checked with the job; a text that is no template after all is taken as it is.
            let parameter = definition.parameter(forMember: member)
            let template = plan.isSingle || !ActionTemplate.isNeeded(value) ? nil : try? ActionTemplate(value.text ?? "")
            let given = template?.resolved(value(of:)) ?? value
            let isId = template?.whole.map(givesIdentifier) ?? false
            let member = isId && member == parameter?.eitherMember ? parameter?.name ?? member : member
            values[plan.isSingle || isId ? member : parameter?.member(member, of: given) ?? member] = given
        }
        return values
    }

    private func value(of reference: ActionReference) -> JSONValue {
        switch reference {
        case .occurrence(let member): plan.occurrence[member.rawValue] ?? .null
        case .event(let member): plan.event?[member.rawValue] ?? .null
        case .constant(let name): plan.constants[name] ?? .null
        case .step(let id, let member): facts.results.first { $0.step == id }?.members[member] ?? .null
        }
    }

    private func givesIdentifier(_ reference: ActionReference) -> Bool {
        let type: ValueType? =
            switch reference {
            case .event(let member): member.type
            case .step(let id, let name):
                plan.steps.first { $0.id == id }.flatMap { ActionCatalog.named($0.action) }?.results.first { $0.name == name }?.type
            case .occurrence, .constant: nil
            }
        return if case .identifier = type { true } else { false }
    }

    private mutating func receive(_ answer: ActionsAnswer, _ how: How, _ position: Position, at now: Date) {
        var position = position
        switch (position.phase, answer) {
        case (.find, .found(let place)):
            position.place = place
            position.phase = ActionCatalog.named(position.arguments.action)?.firstPhase ?? .act
        case (.create, .made(let id, let alias)):
            (position.madeId, position.alias) = (id, alias)
            position.isUncertain = how != .performed
            if position.makesSpace { facts.spaceIds.append(id) }
            position.phase = position.isUncertain ? .listSurplus : .name
        case (.listSurplus, .surplus(let found)):
            position.phase = found.isEmpty ? .name : .deleteSurplus(rest: found)
        case (.deleteSurplus(let rest), .deleted):
            facts.removedIds += rest.prefix(1)
            position.phase = rest.count > 1 ? .deleteSurplus(rest: Array(rest.dropFirst())) : .name
        case (.act, .noLink) where position.arguments.action == ActionDefinition.createRoomInvite.name: position.phase = .invite
        case (.invite, .noLink): position.phase = .access
        case (.act, .begun(let key)) where position.webinar != nil:
            position.child = key
            position.phase = .follow
        default:
            return finish(answer, how, position, at: now)
        }
        state = .working(position)
    }

    private mutating func finish(_ answer: ActionsAnswer, _ how: How, _ position: Position, at now: Date) {
        guard let result = result(answer, how, position) else { return }
        facts.results.append(result)
        begin(position.index + 1, at: now)
    }

    private mutating func refuse(_ reason: Failure, _ position: Position) {
        if position.madeId == nil {
            state = .failed(step: position.index, reason: reason)
        } else {
            undo(position, because: reason)
        }
    }

    /// Removes what an action made and has not named: all that carries its marker, where it may be more than one.
    mutating func undo(_ position: Position, because reason: Failure?) {
        let rest = position.isUncertain ? nil : [position.madeId].compactMap(\.self)
        state = .removing(Removing(position: position, reason: reason, rest: rest))
    }

    private mutating func receive(_ answer: ActionsAnswer, _ removing: Removing) {
        var removing = removing
        switch (removing.rest, answer) {
        case (nil, .surplus(let found)):
            // A list that lags may lack what is known to be there.
            removing.rest = found + [removing.position.madeId].compactMap(\.self).filter { !found.contains($0) }
        case (let rest?, .deleted):
            facts.removedIds += rest.prefix(1)
            removing.rest = Array(rest.dropFirst())
        default: return
        }
        if removing.rest?.isEmpty ?? false {
            conclude(removing, trouble: nil)
        } else {
            state = .removing(removing)
        }
    }

    private mutating func conclude(_ removing: Removing, trouble: Failure?) {
        let index = removing.position.index
        guard let trouble else {
            state = removing.reason.map { .failed(step: index, reason: $0) } ?? .cancelled
            return
        }
        let what = removing.position.makesSpace ? "space" : "room"
        let left = removing.rest ?? [removing.position.madeId ?? ""]
        let remark =
            "Left on livedigital: the \(what) \(left.joined(separator: ", ")) named ⟦\(plan.steps[index].marker.text)⟧, which could not be removed: "
            + trouble.message
        let reason = removing.reason ?? Failure(code: trouble.code, message: "")
        state = .failed(
            step: index, reason: Failure(code: reason.code, message: reason.message.isEmpty ? remark : "\(reason.message) \(remark)"))
    }

    /// Ends the run; what is made and not named is removed first, what is finished stays.
    package mutating func cancel(at now: Date) {
        switch state {
        case .completed, .failed, .cancelled: break
        case .awaitStart: state = .cancelled
        case .working(let position) where position.madeId != nil: undo(position, because: nil)
        case .working(let position):
            facts.abandoned = position.child ?? (position.webinar == nil ? nil : childKey(position))
            state = .cancelled
        case .removing(let removing):
            state = .removing(Removing(position: removing.position, reason: nil, rest: removing.rest))
        }
    }

    /// Goes back to the action that failed; those before it stay done.
    package mutating func retry(at now: Date) -> Bool {
        guard case .failed(let index, _) = state else { return false }
        begin(index, at: now)
        return true
    }
}

extension ActionDefinition {
    /// What an action begins with once the ids are known.
    var firstPhase: ActionsFlow.Phase {
        switch name {
        case Self.createSpace.name, Self.createRoom.name: .create
        default: .act
        }
    }
}

extension ActionsFlow.Position {
    var makesSpace: Bool { arguments.action == ActionDefinition.createSpace.name }
}
