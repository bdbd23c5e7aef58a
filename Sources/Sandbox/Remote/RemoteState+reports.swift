import Foundation

extension RemoteState {
    func getPlaybackSessions(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let playback = try playback(call)
        let event = try event(call.id("eventId"), of: playback)
        let session = session(of: event, playback).flatMap { $0.startedAt <= surroundings.now ? $0 : nil }
        return Self.ok(.list(session.map { [$0.json(at: surroundings.now)] } ?? []))
    }

    /// The report of an event, by `eventId` or by the `sessionId` of its session.
    mutating func getReport(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let playback = try playback(call)
        guard call.query["format", default: "xlsx"] == "xlsx" else { throw .invalid("format must be xlsx") }
        let event = try reportedEvent(call, of: playback)
        guard let session = session(of: event, playback), isReady(session, of: event, in: surroundings) else { throw .reportNotReady }
        noteReport(of: event, by: call.operation, at: surroundings.now)
        return Answer(status: 200, content: .workbook(SessionReport(session: session, attendees: account.attendees).table.workbook))
    }

    /// The report of an event or of a call.
    func reportTable(_ id: String) throws(Refusal) -> ReportTable {
        if let event = account.events.first(where: { $0.id == id }),
            let playback = account.playbacks.first(where: { $0.id == event.playbackId }), let session = session(of: event, playback)
        {
            return SessionReport(session: session, attendees: account.attendees).table
        }
        guard let call = account.calls.first(where: { $0.id == id }), let finishedAt = call.finishedAt,
            let room = account.rooms.first(where: { $0.id == call.roomId })
        else { throw .notFound("Report") }
        return CallReport(call: call, finishedAt: finishedAt, room: room).table
    }

    private func reportedEvent(_ call: Call, of playback: SandboxAccount.Playback) throws(Refusal) -> SandboxAccount.PlaybackEvent {
        let named = try call.query["eventId"].map { id throws(Refusal) in try event(id, of: playback) }
        guard let sessionId = call.query["sessionId"] else {
            guard let named else { throw .invalid("eventId is missing") }
            return named
        }
        let events = account.events.filter { $0.playbackId == playback.id && (named == nil || $0.id == named?.id) }
        guard let event = events.first(where: { session(of: $0, playback)?.id == sessionId }) else { throw .notFound("Session") }
        return event
    }

    /// A permanent event can be opened at any time, so it always has something to report.
    private func isReady(_ session: PlaybackSession, of event: SandboxAccount.PlaybackEvent, in surroundings: Surroundings) -> Bool {
        event.startDate == nil || session.finishedAt.addingTimeInterval(surroundings.reportDelay) <= surroundings.now
    }

    /// An event is shown once: at its start, or from its creation on where it is permanent. A playback that is not published, or has no record,
    /// is shown to nobody.
    private func session(of event: SandboxAccount.PlaybackEvent, _ playback: SandboxAccount.Playback) -> PlaybackSession? {
        guard playback.isPublished, let record = account.records.first(where: { $0.id == playback.recordId }),
            let recordEnd = record.finishedAt
        else { return nil }
        let startedAt = event.startDate ?? event.createdAt
        // The event's digits turned round: an id of its own that needs no place to be kept.
        return PlaybackSession(
            id: String(event.id.reversed()), playbackId: playback.id, eventId: event.id, startedAt: startedAt,
            finishedAt: startedAt.addingTimeInterval(recordEnd.timeIntervalSince(record.startedAt)))
    }
}
