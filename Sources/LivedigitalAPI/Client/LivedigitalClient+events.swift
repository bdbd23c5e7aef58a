package import Foundation

extension LivedigitalClient {
    /// The events of a playback.
    package func playbackEvents(spaceId: String, playbackId: String) async throws(LivedigitalError) -> Listing<PlaybackEvent> {
        try await listing(.getPlaybackEvents, PathValues(spaceId: spaceId, playbackId: playbackId))
    }

    /// Makes an event of a playback. Not repeatable: after ``LivedigitalError/Kind/unknown(retryAfter:)`` look for its start among the
    /// events of the playback first.
    ///
    /// - Parameters:
    ///   - startDate: when it begins, or nil for a permanent event.
    ///   - timezone: an IANA name such as `Europe/Moscow`.
    package func createPlaybackEvent(
        spaceId: String, playbackId: String, name: String, startDate: Date?, timezone: String
    ) async throws(LivedigitalError) -> PlaybackEvent {
        let call = try call(.createPlaybackEvent, PathValues(spaceId: spaceId, playbackId: playbackId))
        var body = JSONText()
        body.member("name", .string(name))
        body.member("recurrence", .null)
        body.member("startDate", startDate.map { .string(WireDate.format($0)) } ?? .null)
        body.member("endDate", .null)
        body.member("timezone", .string(timezone))
        // livedigital's one-off form carries the playback's id, its permanent form leaves it to the path; without it there, it must be here.
        if startDate != nil || !call.row.template.parameters.contains(.playbackId) { body.member("playbackId", .string(playbackId)) }
        let response = try await success(call, body: body)
        return try read(OneAnswer<PlaybackEvent>.self, response, call).value
    }

    /// Removes an event; harmless when repeated.
    @discardableResult
    package func deletePlaybackEvent(
        spaceId: String, playbackId: String, eventId: String
    ) async throws(LivedigitalError) -> Deletion {
        let values = PathValues(spaceId: spaceId, playbackId: playbackId, eventId: eventId)
        return try await deletion(.deletePlaybackEvent, values) { () async throws(LivedigitalError) in
            do throws(LivedigitalError) {
                return try await playbackEvents(spaceId: spaceId, playbackId: playbackId).lacks { $0.id == eventId }
            } catch {
                guard error.status == 404 || error.status == 410 else { throw error }
                // The events of a playback go with it.
                return try await isGone(spaceId: spaceId, playbackId: playbackId)
            }
        }
    }

    /// The sessions of an event; needed only where ``Contract/reportTakesSessionId`` says so.
    package func sessions(
        spaceId: String, playbackId: String, eventId: String
    ) async throws(LivedigitalError) -> Listing<PlaybackSession> {
        try await listing(.getPlaybackSessions, PathValues(spaceId: spaceId, playbackId: playbackId, eventId: eventId))
    }
}
