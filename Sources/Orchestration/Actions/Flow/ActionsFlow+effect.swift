package import DurableFlow
import Foundation

extension ActionsFlow {
    package var effect: Effect<ActionsCall> {
        switch state {
        case .awaitStart:
            .wait(step: "awaitStart", until: plan.startsAt ?? plan.createdAt)
        case .working(let position): effect(of: position)
        case .removing(let removing): effect(of: removing)
        case .completed: .end(.completed)
        case .failed(_, let reason): .end(.failed(reason))
        case .cancelled: .end(.cancelled)
        }
    }

    /// The name of a step as users see it: of a job's action with its id in front.
    func stepName(_ index: Int, _ verb: String) -> String { plan.isSingle ? verb : "\(plan.steps[index].id).\(verb)" }

    private func effect(of position: Position) -> Effect<ActionsCall> {
        let step = plan.steps[position.index]
        let (arguments, place) = (position.arguments, position.place)
        switch position.phase {
        case .find:
            if let session = arguments.text("sessionId") { return call(position, .findSession(session)) }
            return call(position, .find(ActionPlace.Names(arguments)))
        case .create:
            let draft = ActionsCall.Draft(title: arguments.text("name") ?? "", marker: step.marker, ignoring: facts.removedIds)
            if position.makesSpace { return call(position, .createSpace(draft, arguments: arguments), step.marker) }
            guard let spaceId = place.spaceId else { return Self.inconsistent(position) }
            return call(position, .createRoom(spaceId: spaceId, draft, arguments: arguments), step.marker)
        case .listSurplus:
            return call(
                position,
                .listSurplus(
                    spaceId: position.makesSpace ? nil : place.spaceId, marker: step.marker.text, keeping: position.madeId,
                    ignoring: facts.removedIds))
        case .deleteSurplus(let rest):
            guard let next = rest.first else { return Self.inconsistent(position) }
            return call(position, deletion(of: next, position))
        case .name:
            guard let madeId = position.madeId else { return Self.inconsistent(position) }
            if position.makesSpace { return call(position, .updateSpace(spaceId: madeId, arguments: arguments)) }
            return call(position, .nameRoom(spaceId: place.spaceId ?? "", roomId: madeId, name: arguments.text("name") ?? ""))
        case .act: return act(position)
        case .invite:
            return inRoom(position) { .createRoomInvite(spaceId: $0, roomId: $1, role: arguments.text("role") ?? "") }
        case .access:
            return inRoom(position) { .generateInvite(spaceId: $0, roomId: $1, role: arguments.text("role") ?? "") }
        case .follow:
            guard let child = position.child else { return Self.inconsistent(position) }
            return call(position, .awaitPublication(key: child))
        }
    }

    private func act(_ position: Position) -> Effect<ActionsCall> {
        let (arguments, place) = (position.arguments, position.place)
        switch arguments.action {
        case "updateSpace":
            guard let spaceId = place.spaceId else { return Self.inconsistent(position) }
            return call(position, .updateSpace(spaceId: spaceId, arguments: arguments))
        case "updateRoom": return inRoom(position) { .updateRoom(spaceId: $0, roomId: $1, arguments: arguments) }
        case "deleteRoom": return inRoom(position) { .deleteRoom(spaceId: $0, roomId: $1) }
        case "deleteSpace":
            guard let spaceId = place.spaceId else { return Self.inconsistent(position) }
            let isOurs = arguments.boolean("force") == true || facts.spaceIds.contains(spaceId)
            return call(position, .deleteSpace(spaceId: spaceId, isOurs: isOurs))
        case "createRoomInvite":
            return inRoom(position) { spaceId, roomId in
                .composeRoomLink(spaceId: spaceId, roomId: roomId, role: arguments.text("role") ?? "", webURL: plan.webURL)
            }
        case "roomGenerateAccess": return inRoom(position) { .generateAccess(spaceId: $0, roomId: $1, arguments: arguments) }
        case "getRoomAnalyticsReport":
            return inRoom(position) {
                .collectCallReport(
                    spaceId: $0, roomId: $1, callId: arguments.text("callId") ?? "", format: arguments.text("format") ?? "xlsx")
            }
        case "getPlaybackSessionAnalyticsReport":
            guard let spaceId = place.spaceId, let playbackId = place.playbackId, let eventId = place.eventId ?? arguments.text("eventId") else {
                return Self.inconsistent(position)
            }
            return call(position, .collectPlaybackReport(spaceId: spaceId, playbackId: playbackId, eventId: eventId))
        case "downloadRecord":
            guard let recordId = place.recordId else { return Self.inconsistent(position) }
            return inRoom(position) { .composeRecordLink(spaceId: $0, roomId: $1, recordId: recordId) }
        case "createAutowebinar":
            guard let webinar = position.webinar else { return Self.inconsistent(position) }
            return call(position, .beginAutowebinar(key: childKey(position), plan: webinar))
        default: return Self.inconsistent(position)
        }
    }

    /// The key of the run that an action starts: that of its `externalId`, as for whoever asks with it elsewhere, else the step's own.
    func childKey(_ position: Position) -> String {
        position.arguments.text("externalId").map { RunKey.command(externalId: $0, connection: plan.connection) } ?? plan.steps[position.index].child
    }

    private func inRoom(_ position: Position, _ call: (_ spaceId: String, _ roomId: String) -> ActionsCall) -> Effect<ActionsCall> {
        guard let spaceId = position.place.spaceId, let roomId = position.place.roomId else { return Self.inconsistent(position) }
        return self.call(position, call(spaceId, roomId))
    }

    private func call(_ position: Position, _ call: ActionsCall, _ marker: RunMarker? = nil) -> Effect<ActionsCall> {
        let interval: Duration = if case .awaitPublication = call { .seconds(1) } else { .seconds(10) }
        // Whoever follows a run waits as long as that one takes. A change waits for those before it, which a process that was down did not carry out.
        let isChange = call.kind == .overwriting
        let readyBy: Date? = position.phase == .follow || isChange ? nil : plan.readyBy
        return .call(
            CallEffect(
                step: stepName(position.index, position.verb), call: call, kind: call.kind, marker: marker?.text,
                retries: RetryPolicy(pollInterval: interval, readyBy: readyBy, readyWithin: isChange ? plan.patience.duration : nil)))
    }

    private func effect(of removing: Removing) -> Effect<ActionsCall> {
        let position = removing.position
        let marker = plan.steps[position.index].marker.text
        let (verb, call): (String, ActionsCall) =
            if let next = removing.rest?.first {
                (position.makesSpace ? "removeSpace" : "removeRoom", deletion(of: next, position))
            } else {
                (
                    "listUnfinished",
                    .listSurplus(
                        spaceId: position.makesSpace ? nil : position.place.spaceId, marker: marker, keeping: nil, ignoring: facts.removedIds)
                )
            }
        return .call(CallEffect(step: stepName(position.index, verb), call: call, kind: call.kind))
    }

    private func deletion(of id: String, _ position: Position) -> ActionsCall {
        position.makesSpace ? .deleteSpace(spaceId: id, isOurs: true) : .deleteRoom(spaceId: position.place.spaceId ?? "", roomId: id)
    }

    /// What only a journal that was changed by hand can ask for.
    private static func inconsistent(_ position: Position) -> Effect<ActionsCall> {
        .end(
            .failed(
                Failure(
                    code: "inconsistent_flow",
                    message: "The stored state of the run lacks what the action \(position.arguments.action) needs; ask for it anew.")))
    }
}

extension ActionsCall {
    /// What may be done when its outcome is unknown.
    var kind: CallEffect<ActionsCall>.Kind {
        switch self {
        case .createSpace, .createRoom: .adoptable
        case .updateSpace, .nameRoom, .updateRoom: .overwriting
        default: .repeatable
        }
    }
}

extension ActionsFlow.Position {
    /// The name of the present call.
    var verb: String {
        let noun = makesSpace ? "Space" : "Room"
        return switch phase {
        case .find: "find\(arguments.text("sessionId") == nil ? "Place" : "Session")"
        case .create: "create\(noun)"
        case .listSurplus: "listSurplus"
        case .deleteSurplus: "deleteSurplus\(noun)"
        case .name: "name\(noun)"
        case .act: arguments.action == "createRoomInvite" ? "composeRoomLink" : arguments.action
        case .invite: "createRoomInvite"
        case .access: "roomGenerateAccess"
        case .follow: "awaitPublication"
        }
    }
}

extension ActionsFlow {
    /// The names of the calls that are sure to come, from the present one on.
    package var stepsAhead: [String] {
        switch state {
        case .awaitStart: ["awaitStart"] + plan.steps.indices.flatMap { verbs($0) }
        case .working(let position):
            [stepName(position.index, position.verb)] + verbs(position.index, after: position.phase)
                + plan.steps.indices.dropFirst(position.index + 1).flatMap { verbs($0) }
        case .removing, .completed, .failed, .cancelled: []
        }
    }

    private func verbs(_ index: Int, after phase: Phase? = nil) -> [String] {
        let action = plan.steps[index].action
        let verbs: [String] =
            switch (action, phase) {
            case ("createSpace", .name), ("createRoom", .name): []
            case ("createSpace", .create), ("createSpace", .listSurplus), ("createSpace", .deleteSurplus): ["nameSpace"]
            case ("createRoom", .create), ("createRoom", .listSurplus), ("createRoom", .deleteSurplus): ["nameRoom"]
            case ("createSpace", _): ["createSpace", "nameSpace"]
            case ("createRoom", _): ["createRoom", "nameRoom"]
            case ("createAutowebinar", .act): ["awaitPublication"]
            case ("createAutowebinar", nil): ["createAutowebinar", "awaitPublication"]
            case ("createRoomInvite", nil), ("createRoomInvite", .find): ["composeRoomLink"]
            case (_, nil), (_, .find): [action]
            default: []
            }
        return verbs.map { verb in stepName(index, verb) }
    }
}
