import DurableFlow
import Foundation
import LivedigitalAPI

extension ActionsPerformer {
    /// A space or a room in a list.
    private struct Listed {
        var id: String
        var name: String?
        var alias: String?

        func carries(_ marker: String) -> Bool { RunMarker.tokens(in: name ?? "").contains(marker) }
    }

    func lookUp(
        _ call: ActionsCall, adopting identifier: String?, _ context: CallContext, client: LivedigitalClient
    ) async throws -> Finding<ActionsAnswer> {
        switch call {
        case .createSpace(let draft, _):
            return try await find(draft, nil, adopting: identifier, context, client)
        case .createRoom(let spaceId, let draft, _):
            return try await find(draft, spaceId, adopting: identifier, context, client)
        default:
            // Harmless when repeated, so there is nothing to look up.
            return .absent
        }
    }

    private func find(
        _ draft: ActionsCall.Draft, _ spaceId: String?, adopting identifier: String?, _ context: CallContext, _ client: LivedigitalClient
    ) async throws -> Finding<ActionsAnswer> {
        let (kind, noun, place) = spaceId.map { (Made.room, "room", "rooms of the space \($0)") } ?? (Made.space, "space", "spaces")
        let items: [Listed]
        let isComplete: Bool
        do {
            (items, isComplete) = try await list(spaceId, client)
        } catch {
            return error.findingUnadoptable()
        }
        let candidates = items.filter { item in
            if let identifier { item.id == identifier } else { item.carries(draft.marker) && !draft.ignoring.contains(item.id) }
        }
        // Ids begin with the time of their making.
        if let oldest = try await context.notOwnedByOthers(kind, candidates, id: \.id).min(by: { $0.id < $1.id }) {
            // The run goes on to rename it and perhaps to delete it. One that was restored may have named it since.
            guard oldest.carries(draft.marker) || context.isRestored else {
                return .unproved(
                    "the \(noun) \(oldest.id) was not made by this run: its name, “\(oldest.name ?? "")”, does not hold ⟦\(draft.marker)⟧; name another, "
                        + "or say that nothing was made: autowebinar run resolve \(context.runKey) --not-done")
            }
            return .found(.made(id: oldest.id, alias: oldest.alias), made: [RemoteObject(kind: kind, identifier: oldest.id)])
        }
        if let identifier { return .unproved("there is no \(noun) \(identifier) among the \(place), or another run owns it") }
        if context.isRestored {
            let twins = try await context.notOwnedByOthers(kind, items.filter { $0.name == draft.title }, id: \.id)
            if let twin = twins.first {
                return .unproved(
                    "This database was restored from a backup, and livedigital has a \(noun) “\(draft.title)” (\(twin.id)) that no run here knows. If "
                        + "this run made it after the backup: autowebinar run resolve \(context.runKey) --adopt \(twin.id); if it is something else: "
                        + "autowebinar run resolve \(context.runKey) --not-done")
            }
        }
        guard isComplete else {
            return .unproved(
                "livedigital listed only a part of the \(place), and the one named with ⟦\(draft.marker)⟧ is not among them: is it there? "
                    + LivedigitalPerformer.byHand)
        }
        return .absent
    }

    /// What carries a marker of this run besides the object that it goes on with.
    func surplus(
        _ spaceId: String?, _ marker: String, keeping: String?, ignoring: [String], _ context: CallContext, _ client: LivedigitalClient
    ) async throws -> Performance<ActionsAnswer> {
        let (items, _) = try await list(spaceId, client)
        let others = items.filter { $0.carries(marker) && $0.id != keeping && !ignoring.contains($0.id) }
        let ours = try await context.notOwnedByOthers(spaceId == nil ? Made.space : Made.room, others, id: \.id)
        return .answered(.surplus(ours.map(\.id)))
    }

    private func list(_ spaceId: String?, _ client: LivedigitalClient) async throws(LivedigitalError) -> (items: [Listed], isComplete: Bool) {
        if let spaceId {
            let rooms = try await client.rooms(spaceId: spaceId)
            return (rooms.items.map { Listed(id: $0.id, name: $0.name, alias: $0.alias) }, rooms.isComplete)
        }
        let spaces = try await client.spaces()
        return (spaces.items.map { Listed(id: $0.id, name: $0.name) }, spaces.isComplete)
    }
}
