import DurableFlow
import Foundation
import LivedigitalAPI

extension LivedigitalPerformer {
    /// Where and for whom something is searched.
    struct Search {
        let spaceId: String
        let context: CallContext
        let client: LivedigitalClient

        /// Those of some objects that no other run is known to own, in the same order.
        func notOwnedByOthers<Object>(_ kind: String, _ objects: [Object], id: (Object) -> String) async throws -> [Object] {
            try await context.notOwnedByOthers(kind, objects, id: id)
        }
    }

    static let byHand = "look there by hand"

    func lookUp(
        _ call: AutowebinarCall, adopting identifier: String?, _ context: CallContext, _ client: LivedigitalClient
    ) async throws(LivedigitalError) -> Finding<AutowebinarAnswer> {
        switch call {
        case .createPlayback(let spaceId, _, let marker, let ignoring, let twin):
            let search = Search(spaceId: spaceId, context: context, client: client)
            if let identifier { return try await adoptPlayback(identifier, marker: marker, search) }
            return try await findPlayback(search, marker: marker, ignoring: ignoring, twin: twin)
        case .createPlaybackEvent(let spaceId, let playbackId, _, let startsAt, _, let ignoring):
            let search = Search(spaceId: spaceId, context: context, client: client)
            return try await findEvent(search, playbackId: playbackId, startsAt: startsAt, ignoring: ignoring, adopting: identifier)
        case .updatePlayback(let spaceId, let playbackId, let name, let recordId, let isPublished):
            let playback = try await client.getPlayback(spaceId: spaceId, playbackId: playbackId)
            if isPublished, playback.isPublished == nil { return .unproved("\(Self.saysNothing(playbackId)). \(RunView.nothingToAdopt)") }
            // A run that was restored is not taken back behind what it published before.
            if context.isRestored, playback.isPublished == true, !isPublished { return .found(.updated) }
            let isDone = playback.name == name && playback.recordId == recordId && (playback.isPublished ?? false) == isPublished
            return isDone ? .found(.updated) : .absent
        case .findRoom, .selectRecord, .readPlayback, .listSurplus, .deletePlaybackEvent, .deletePlayback, .collectReport, .followPlayback,
            .followUse, .followCollection:
            // Harmless when repeated, so there is nothing to look up.
            return .absent
        }
    }

    /// The drafts of the space, from a list that was asked for late enough.
    func drafts(_ search: Search) async throws(LivedigitalError) -> DraftIndex {
        try await listing.drafts(
            of: search.spaceId, connection: search.context.lane, notBefore: search.context.notBefore, client: search.client)
    }

    private func findPlayback(
        _ search: Search, marker: String, ignoring: [String], twin: Twin
    ) async throws(LivedigitalError) -> Finding<AutowebinarAnswer> {
        let drafts = try await drafts(search)
        let candidates = drafts[marker].filter { !ignoring.contains($0.id) }
        do {
            if let oldest = try await search.notOwnedByOthers(Made.playback, candidates, id: \.id).min(by: Playback.isOlder) {
                return .playback(oldest)
            }
        } catch {
            return .hindered(.notSent("\(error)"))
        }
        if search.context.isRestored, let question = try await question(about: twin, among: drafts, search) { return question }
        guard drafts.isComplete else {
            return .unproved(
                "livedigital listed only a part of the playbacks of the space \(search.spaceId), and the one named with ⟦\(marker)⟧ is not "
                    + "among them: is it there? \(Self.byHand)")
        }
        return .absent
    }

    /// Takes over the playback that a person names, unless it cannot be what the run made: the run goes on to change and perhaps to delete it.
    private func adoptPlayback(
        _ identifier: String, marker: String, _ search: Search
    ) async throws(LivedigitalError) -> Finding<AutowebinarAnswer> {
        let playback = try await search.client.getPlayback(spaceId: search.spaceId, playbackId: identifier)
        do {
            guard try await !search.notOwnedByOthers(Made.playback, [playback], id: \.id).isEmpty else {
                return .unproved("the playback \(identifier) belongs to another run")
            }
        } catch {
            return .hindered(.notSent("\(error)"))
        }
        // One that was restored may have named and published it since.
        if !search.context.isRestored, let stranger = playback.reasonNotToBeDraft(markedBy: marker) {
            return .unproved(
                "the playback \(identifier) was not made by this run: \(stranger); name another, or say that nothing was made: autowebinar run resolve "
                    + "\(search.context.runKey) --not-done")
        }
        return .playback(playback)
    }

    private func findEvent(
        _ search: Search, playbackId: String, startsAt: Int64?, ignoring: [String], adopting identifier: String?
    ) async throws(LivedigitalError) -> Finding<AutowebinarAnswer> {
        let events: Listing<PlaybackEvent>
        do {
            events = try await search.client.playbackEvents(spaceId: search.spaceId, playbackId: playbackId)
        } catch {
            return error.findingUnadoptable()
        }
        let candidates = events.items.filter {
            identifier == nil ? $0.begins(at: startsAt) && !ignoring.contains($0.id) : $0.id == identifier
        }
        do {
            if let oldest = try await search.notOwnedByOthers(Made.playbackEvent, candidates, id: \.id).min(by: PlaybackEvent.isOlder) {
                return .event(oldest)
            }
        } catch {
            return .hindered(.notSent("\(error)"))
        }
        if let identifier { return .unproved("the playback \(playbackId) has no event \(identifier), or another run owns it") }
        guard events.isComplete else {
            return .unproved(
                "livedigital listed only a part of the events of the playback \(playbackId), and ours is not among them: is it there? "
                    + Self.byHand)
        }
        return .absent
    }
}

extension Performance<AutowebinarAnswer> {
    static func playback(_ playback: Playback) -> Self {
        .answered(.playback(id: playback.id), made: [RemoteObject(kind: LivedigitalPerformer.Made.playback, identifier: playback.id)])
    }

    static func event(_ event: PlaybackEvent) -> Self {
        .answered(.event(id: event.id), made: [RemoteObject(kind: LivedigitalPerformer.Made.playbackEvent, identifier: event.id)])
    }
}

extension Finding<AutowebinarAnswer> {
    static func playback(_ playback: Playback) -> Self {
        .found(.playback(id: playback.id), made: [RemoteObject(kind: LivedigitalPerformer.Made.playback, identifier: playback.id)])
    }

    static func event(_ event: PlaybackEvent) -> Self {
        .found(.event(id: event.id), made: [RemoteObject(kind: LivedigitalPerformer.Made.playbackEvent, identifier: event.id)])
    }
}

extension Playback {
    /// Why it cannot be the draft that a run has just made under a name with its marker; nil where it can.
    fileprivate func reasonNotToBeDraft(markedBy marker: String) -> String? {
        if isPublished == true { return "it is published" }
        guard let name, !RunMarker.tokens(in: name).contains(marker) else { return nil }
        return "its name, “\(name)”, does not hold ⟦\(marker)⟧"
    }

    /// By the instant of making, then by id, so that every look-up picks the same one.
    static func isOlder(_ left: Playback, _ right: Playback) -> Bool {
        (left.createdAt ?? .distantFuture, left.id) < (right.createdAt ?? .distantFuture, right.id)
    }
}

extension PlaybackEvent {
    static func isOlder(_ left: PlaybackEvent, _ right: PlaybackEvent) -> Bool {
        (left.createdAt ?? .distantFuture, left.id) < (right.createdAt ?? .distantFuture, right.id)
    }

    /// Whether it begins at an instant in milliseconds since 1970, or is permanent where that is nil. livedigital may cut to seconds.
    func begins(at startsAt: Int64?) -> Bool {
        guard let startDate, let startsAt else { return startDate == nil && startsAt == nil }
        let remote = WireDate.milliseconds(of: startDate)
        return remote == startsAt || remote % 1000 == 0 && remote == startsAt - startsAt % 1000
    }
}
