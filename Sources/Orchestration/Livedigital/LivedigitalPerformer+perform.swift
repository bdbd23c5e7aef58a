import DurableFlow
import Foundation
import LivedigitalAPI

extension LivedigitalPerformer {
    func perform(
        _ call: AutowebinarCall, _ context: CallContext, _ client: LivedigitalClient
    ) async throws(LivedigitalError) -> Performance<AutowebinarAnswer> {
        switch call {
        case .findRoom(let space, let room):
            return try await named {
                let spaceId = try await client.withPatience { try await client.spaceId(of: space) }
                let roomId = try await client.withPatience { try await client.roomId(of: room, spaceId: spaceId) }
                return .answered(.room(spaceId: spaceId, roomId: roomId))
            }
        case .createPlayback(let spaceId, let name, _, _, _):
            return .playback(try await client.createPlayback(spaceId: spaceId, name: name))
        case .selectRecord(let spaceId, let roomId, let selector):
            return try await named {
                let records = try await client.listed(spaceId: spaceId, roomId: roomId) { () throws(LivedigitalError) in
                    try await client.records(spaceId: spaceId, roomId: roomId)
                }
                switch selector.select(from: records, roomId: roomId) {
                case .chosen(let record): return .answered(.record(record))
                case .unfinished(let id, let reason):
                    if selector.isExact, let failure = try? await lostRecording(id, context.lane) { return .refused(failure) }
                    return .notReady(reason)
                case .nothing(let message):
                    if case .id(let id) = selector, try await expectsRecording(id, context.lane) {
                        return .notReady("the record \(id) of the room \(roomId) is not listed yet")
                    }
                    return .refused(Failure(code: "no_record", message: message, subject: "record"))
                }
            }
        case .updatePlayback(let spaceId, let playbackId, let name, let recordId, let isPublished):
            let answer = try await client.updatePlayback(
                spaceId: spaceId, playbackId: playbackId, name: name, recordId: recordId, isPublished: isPublished)
            let isShown = isPublished ? answer?.isPublished == true && answer?.recordId == recordId : answer != nil
            if isShown { return .answered(.updated) }
            return await verify(spaceId: spaceId, playbackId: playbackId, recordId: recordId, isPublished: isPublished, client)
        case .readPlayback(let spaceId, let playbackId):
            let playback = try await client.getPlayback(spaceId: spaceId, playbackId: playbackId)
            return .answered(.playbackShown(name: playback.name, recordId: playback.recordId, isPublished: playback.isPublished))
        case .createPlaybackEvent(let spaceId, let playbackId, let name, let startsAt, let timezone, _):
            return .event(
                try await client.createPlaybackEvent(
                    spaceId: spaceId, playbackId: playbackId, name: name, startDate: startsAt.map(WireDate.date(milliseconds:)),
                    timezone: timezone))
        case .listSurplus(let spaceId, let marker, let playbackId, let eventId, let startsAt):
            let search = Search(spaceId: spaceId, context: context, client: client)
            return try await surplus(search, marker: marker, playbackId: playbackId, eventId: eventId, startsAt: startsAt)
        case .deletePlaybackEvent(let spaceId, let playbackId, let eventId):
            try await client.deletePlaybackEvent(spaceId: spaceId, playbackId: playbackId, eventId: eventId)
            return .answered(.deleted)
        case .deletePlayback(let spaceId, let playbackId):
            try await client.deletePlayback(spaceId: spaceId, playbackId: playbackId)
            return .answered(.deleted)
        case .collectReport(let spaceId, let playbackId, let eventId, let format):
            return try await collect(
                spaceId: spaceId, playbackId: playbackId, eventId: eventId, format: format, runKey: context.runKey, client)
        case .followPlayback, .followUse, .followCollection:
            return .refused(Failure(code: "inconsistent_flow", message: "what is watched in the database cannot be asked of livedigital"))
        }
    }

    /// What is known by names: one that is not there is refused.
    private func named(
        _ body: () async throws -> Performance<AutowebinarAnswer>
    ) async throws(LivedigitalError) -> Performance<AutowebinarAnswer> {
        do {
            return try await body()
        } catch let error as LivedigitalError {
            throw error
        } catch let error as NameFailure {
            return .refused(error.failure)
        } catch {
            return .hindered(.notSent("\(error)"))
        }
    }

    /// A PUT whose answer does not show what was asked proves little, and one that cannot be read proves nothing: what counts is what livedigital shows
    /// afterwards. Whatever leaves that open makes the outcome unknown, so that it is looked up and sent again.
    private func verify(
        spaceId: String, playbackId: String, recordId: String, isPublished: Bool, _ client: LivedigitalClient
    ) async -> Performance<AutowebinarAnswer> {
        let what = isPublished ? "publication" : "record"
        do {
            let playback = try await client.getPlayback(spaceId: spaceId, playbackId: playbackId)
            if isPublished, playback.isPublished == nil { return .hindered(.mismatch(Self.saysNothing(playbackId))) }
            let isShownPublished = playback.isPublished ?? false
            if isShownPublished == isPublished, playback.recordId == recordId { return .answered(.updated) }
            let seen = "\(isShownPublished ? "published" : "not published") with the record \(playback.recordId ?? "none")"
            return .hindered(.unknown("livedigital took the \(what), but shows the playback \(playbackId) \(seen)"))
        } catch {
            switch error.kind {
            case .unauthorized, .contractMismatch: return error.performance()
            default: return .hindered(.unknown("livedigital took the \(what), but could not be asked for it: \(error)"))
            }
        }
    }

    static func saysNothing(_ playbackId: String) -> String {
        "getPlayback does not say whether the playback \(playbackId) is published; name the member as answerPublishedMember in the row "
            + "getPlayback, and its values there or in updatePlayback, in the file that livedigital.contract names"
    }

    private func surplus(
        _ search: Search, marker: String, playbackId: String, eventId: String?, startsAt: Int64?
    ) async throws(LivedigitalError) -> Performance<AutowebinarAnswer> {
        let drafts = try await drafts(search)
        // A run that makes no event has made none twice.
        let events =
            eventId == nil
            ? Listing(items: [], isComplete: true) : try await search.client.playbackEvents(spaceId: search.spaceId, playbackId: playbackId)
        guard drafts.isComplete, events.isComplete else {
            return .hindered(
                .mismatch("livedigital listed only a part of the playbacks or events, so a draft that was made twice may be left; \(Self.byHand)"))
        }
        do {
            let ours = try await search.notOwnedByOthers(
                Made.playback, drafts[marker].filter { $0.id != playbackId }.sorted(by: Playback.isOlder), id: \.id)
            let shows = try await search.notOwnedByOthers(
                Made.playbackEvent, events.items.filter { $0.id != eventId && $0.begins(at: startsAt) }, id: \.id)
            return .answered(
                .surplus(shows.map { Removal(playbackId: playbackId, eventId: $0.id) } + ours.map { Removal(playbackId: $0.id) }))
        } catch {
            return .hindered(.notSent("\(error)"))
        }
    }

    private func collect(
        spaceId: String, playbackId: String, eventId: String, format: AutowebinarPlan.Analytics.Format, runKey: String,
        _ client: LivedigitalClient
    ) async throws(LivedigitalError) -> Performance<AutowebinarAnswer> {
        let bytes: Data
        do {
            var sessionId: String?
            if client.contract.reportTakesSessionId {
                let sessions = try await client.sessions(spaceId: spaceId, playbackId: playbackId, eventId: eventId).items
                sessionId = sessions.max { ($0.startedAt ?? .distantPast) < ($1.startedAt ?? .distantPast) }?.id
                if sessionId == nil { return .notReady("the event \(eventId) has no session yet") }
            }
            bytes = try await client.report(spaceId: spaceId, playbackId: playbackId, eventId: eventId, sessionId: sessionId)
        } catch {
            guard error.status == 404, let kept = try? await reports.last(format: format, runKey: runKey),
                await client.isGone(spaceId: spaceId, playbackId: playbackId, eventId: eventId)
            else { throw error }
            // It was fetched after the backup that the database was restored from, and cannot be had again.
            return .answered(.report(kept))
        }
        do {
            return .answered(.report(try await reports.store(bytes, format: format, runKey: runKey)))
        } catch {
            return .hindered(.notSent(error.message))
        }
    }
}

extension LivedigitalClient {
    /// Whether an event was removed, with its playback or, of a shared one, alone; false where that is not certain.
    fileprivate func isGone(spaceId: String, playbackId: String, eventId: String) async -> Bool {
        do throws(LivedigitalError) {
            _ = try await getPlayback(spaceId: spaceId, playbackId: playbackId)
        } catch {
            return error.status == 404
        }
        guard let events = try? await playbackEvents(spaceId: spaceId, playbackId: playbackId), events.isComplete else { return false }
        return !events.items.contains { $0.id == eventId }
    }
}
