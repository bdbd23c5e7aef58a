import DurableFlow
import Foundation
import LivedigitalAPI

extension ActionsPerformer {
    func perform(_ call: ActionsCall, _ context: CallContext, client: LivedigitalClient) async throws -> Performance<ActionsAnswer> {
        switch call {
        case .find(let names): return try await find(names, client)
        case .findSession(let key): return try await findSession(key, context)
        case .createSpace(let draft, let arguments):
            let space = try await client.createSpace(
                name: draft.name, description: arguments.text("description"), logo: arguments.text("logo"))
            return .made(Made.space, space.id, alias: nil)
        case .createRoom(let spaceId, let draft, let arguments):
            let kind = arguments.text("type").flatMap(Room.Kind.init(rawValue:)) ?? .lesson
            let room = try await client.createRoom(spaceId: spaceId, name: draft.name, kind: kind, settings: RoomSettings(arguments))
            return .made(Made.room, room.id, alias: room.alias)
        case .listSurplus(let spaceId, let marker, let keeping, let ignoring):
            return try await surplus(spaceId, marker, keeping: keeping, ignoring: ignoring, context, client)
        case .updateSpace(let spaceId, let arguments):
            let change = Space(
                id: spaceId, name: arguments.text("name"), description: arguments.text("description"), logo: arguments.text("logo"))
            // What was just made has nothing but what it was made with, and the list need not show it yet.
            let isNew = arguments.action == ActionDefinition.createSpace.name
            return try await inTurn(spaceId, context) {
                try await client.updateSpace(isNew ? change : client.withPatience { try await client.whole(change) }).name
            }
        case .nameRoom(let spaceId, let roomId, let name):
            return try await inTurn(roomId, context) {
                _ = try await client.updateRoom(spaceId: spaceId, roomId: roomId, name: name)
                return name
            }
        case .updateRoom(let spaceId, let roomId, let arguments):
            let kind = arguments.text("type").flatMap(Room.Kind.init(rawValue:))
            return try await inTurn(roomId, context) {
                try await client.updateRoom(
                    spaceId: spaceId, roomId: roomId, name: arguments.text("name"), kind: kind, settings: RoomSettings(arguments)
                ).name
            }
        case .deleteRoom(let spaceId, let roomId):
            return .answered(.deleted(wasThere: try await client.deleteRoom(spaceId: spaceId, roomId: roomId) == .deleted))
        case .deleteSpace(let spaceId, let isOurs):
            return try await deleteSpace(spaceId, isOurs: isOurs, context, client)
        case .composeRoomLink, .createRoomInvite, .generateInvite, .generateAccess, .composeRecordLink:
            return try await link(call, context, client)
        case .collectCallReport(let spaceId, let roomId, let callId, let format):
            return try await collectReport(of: callId, spaceId, roomId, ReportFormat(rawValue: format) ?? .xlsx, context, client)
        case .collectPlaybackReport(let spaceId, let playbackId, let eventId):
            let collect = AutowebinarCall.collectReport(spaceId: spaceId, playbackId: playbackId, eventId: eventId, format: .xlsx)
            return await autowebinar.perform(collect, context).map { if case .report(let report) = $0 { .report(report) } else { .noLink } }
        case .beginAutowebinar(let key, let plan): return try await begin(key, plan)
        case .awaitPublication(let key): return try await publication(of: key)
        }
    }

    /// Changes a space or room, which is read, merged and sent whole, once no earlier change of it is left.
    ///
    /// - Parameter change: gives the name that it has then.
    private func inTurn(
        _ id: String, _ context: CallContext, _ change: () async throws -> String?
    ) async throws -> Performance<ActionsAnswer> {
        if let wait = try await runs.turn(context.runKey) { return .notReady("other changes of \(id) come first", retryAfter: wait) }
        do {
            return .answered(.updated(name: try await change()))
        } catch let error as LivedigitalError {
            // Nothing is changed where it could not be read.
            guard case .unknown = error.kind, ![.updateSpace, .updateRoom].contains(error.operation) else { throw error }
            return .hindered(.notSent(error.description))
        }
    }

    private func find(_ names: ActionPlace.Names, _ client: LivedigitalClient) async throws -> Performance<ActionsAnswer> {
        var place = ActionPlace()
        guard let space = names.space else { return .answered(.found(place)) }
        let spaceId = try await client.id(of: space) { try await client.spaceId(of: $0) }
        place.spaceId = spaceId
        if let room = names.room {
            place.roomId = try await client.id(of: room) { try await client.roomId(of: $0, spaceId: spaceId) }
        }
        if let record = names.record, let roomId = place.roomId {
            place.recordId = try await client.id(of: record) { try await client.recordId(of: $0, spaceId: spaceId, roomId: roomId) }
        }
        if let playback = names.playback {
            place.playbackId = try await client.id(of: playback) { try await client.playbackId(of: $0, spaceId: spaceId) }
        }
        return .answered(.found(place))
    }

    /// A session of another connection is none.
    private func findSession(_ key: String, _ context: CallContext) async throws -> Performance<ActionsAnswer> {
        guard let record = try await runs.fetch(key), record.lane == context.lane, let flow = try ServiceFlow(record).autowebinar else {
            let session = try await runs.session(key, context.lane)
            let message =
                switch session?.kind {
                case .autowebinar:
                    "The run of the session \(key) is not kept any more, and with it what its playback and event are; give its space, playback "
                        + "and event id instead."
                case .call:
                    "The session \(key) is that of a call; its report comes with: autowebinar report call --space \(session?.spaceId ?? "SPACE") "
                        + "--room \(session?.roomId ?? "ROOM") --call \(key)"
                case nil: "There is no session \(key); `autowebinar session list` shows them all."
                }
            return .refused(Failure(code: "not_found", message: message))
        }
        guard flow.facts.published, let eventId = flow.facts.eventId else {
            return .refused(Failure(code: "not_found", message: "The session \(key) was not published, or its autowebinar is removed."))
        }
        return .answered(
            .found(
                ActionPlace(spaceId: flow.spaceId, roomId: flow.roomId, playbackId: flow.facts.playbackId, eventId: eventId)))
    }

    private func deleteSpace(
        _ spaceId: String, isOurs: Bool, _ context: CallContext, _ client: LivedigitalClient
    ) async throws -> Performance<ActionsAnswer> {
        if !isOurs, try await context.ownedByOthers(Made.space, [spaceId]).isEmpty {
            let spaces = try await client.spaces()
            if spaces.isComplete, !spaces.items.contains(where: { $0.id == spaceId }) { return .answered(.deleted(wasThere: false)) }
            return .refused(
                Failure(
                    code: ActionErrorCode.notCreatedHere.rawValue,
                    message: "The space \(spaceId) was not made by this service, and its rooms, recordings and reports may go with it; nothing was "
                        + "deleted. To delete it all the same, give force."))
        }
        return .answered(.deleted(wasThere: try await client.deleteSpace(spaceId: spaceId) == .deleted))
    }

    private func collectReport(
        of callId: String, _ spaceId: String, _ roomId: String, _ format: ReportFormat, _ context: CallContext, _ client: LivedigitalClient
    ) async throws -> Performance<ActionsAnswer> {
        do throws(LivedigitalError) {
            let bytes = try await client.callReport(spaceId: spaceId, roomId: roomId, callId: callId, format: format)
            return await store(bytes, format, name: "call-\(callId)")
        } catch {
            guard case .notReady = error.kind else { throw error }
            let known = try await runs.session(callId, context.lane).flatMap { $0.kind == .call ? $0 : nil }
            guard await client.hasNoCall(callId, spaceId: spaceId, roomId: roomId, known: known, now: now()) else { throw error }
            if let other = known?.roomId {
                return .refused(
                    Failure(
                        code: ActionErrorCode.notFound.rawValue,
                        message: "The call \(callId) was held in the room \(other), not in \(roomId); give the room of the call."))
            }
            return .refused(
                Failure(
                    code: ActionErrorCode.notFound.rawValue,
                    message: "No list of the calls of the room \(roomId) has the call \(callId), and it has no report; "
                        + "its id comes with the events call_finished and record_finished."))
        }
    }

    private func store(_ bytes: Data, _ format: ReportFormat, name: String) async -> Performance<ActionsAnswer> {
        do {
            return .answered(.report(try await reports.store(bytes, format: format, runKey: name)))
        } catch {
            return .hindered(.notSent(error.message))
        }
    }

    // MARK: Runs

    private func begin(_ key: String, _ plan: AutowebinarPlan) async throws -> Performance<ActionsAnswer> {
        for generation in 1...1000 {
            let key = generation == 1 ? key : "\(key).\(generation)"
            if try await runs.submit(key, .autowebinar(AutowebinarFlow(plan: plan))) { return .answered(.begun(key: key)) }
            let existing = try await runs.fetch(key)
            let known = try existing.map { try ServiceFlow($0) }?.autowebinar
            switch existing?.standing(known) {
            case .inVain: continue
            case .undecided: return .notReady(CancellationUndecided(run: key).description, retryAfter: .seconds(1))
            case .holds, nil: break
            }
            guard known?.plan.means(plan) ?? true else {
                return .refused(Failure(code: "idempotency_key_reused", message: ExternalIdReused(run: key).description))
            }
            return .answered(.begun(key: key))
        }
        return .refused(Failure(code: "gave_up", message: "The autowebinar was tried a thousand times; look at: autowebinar run list"))
    }

    private func publication(of key: String) async throws -> Performance<ActionsAnswer> {
        guard let record = try await runs.fetch(key), let flow = try ServiceFlow(record).autowebinar else {
            return .refused(Failure(code: "not_found", message: "The run \(key) is gone."))
        }
        if let members = flow.actionMembers(key: key) { return .answered(.published(members)) }
        if record.wasTakenBack(flow) {
            return .refused(Failure(code: "autowebinar_failed", message: "The run \(key) was cancelled after it was published."))
        }
        if record.state.isFinal {
            return .refused(Failure(code: "autowebinar_failed", message: "The run \(key) was not published: \(record.note ?? "it was cancelled")"))
        }
        let isYoung = now().timeIntervalSince(record.createdAt) < 30
        let note = record.note.map { ": \($0)" } ?? ""
        return .notReady("the run \(key) is at \(record.stepName ?? "its beginning")\(note)", retryAfter: isYoung ? .milliseconds(300) : .seconds(15))
    }
}

extension Performance<ActionsAnswer> {
    static func made(_ kind: String, _ id: String, alias: String?) -> Self {
        .answered(.made(id: id, alias: alias), made: [RemoteObject(kind: kind, identifier: id)])
    }
}

extension LivedigitalClient {
    /// The id of what was named; one that was given is taken as it is.
    fileprivate func id(of reference: ObjectReference, named: (String) async throws -> String) async throws -> String {
        if case .id(let id) = reference { id } else { try await withPatience { try await named(reference.text) } }
    }
}

extension RoomSettings {
    /// The settings that the members of a request name.
    init(_ arguments: ActionArguments) {
        self.init()
        for (name, member) in Self.switches { self[keyPath: member] = arguments.boolean(name) }
        switch arguments.values["waitingRoomAudience"] {
        case .boolean(let isOn): waitingRoomAudience = isOn ? .configured : .nobody
        case .string(let word): waitingRoomAudience = WaitingRoomAudience(word)
        default: break
        }
        redirectUrl = arguments.text("redirectUrl")
    }
}
