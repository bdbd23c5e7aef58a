import Curl

extension LivedigitalClient {
    /// The playbacks of a space.
    package func playbacks(spaceId: String) async throws(LivedigitalError) -> Listing<Playback> {
        try await listing(.getPlaybacks, PathValues(spaceId: spaceId))
    }

    /// Makes a playback. Not repeatable: after ``LivedigitalError/Kind/unknown(retryAfter:)`` look for the name among the playbacks first.
    package func createPlayback(spaceId: String, name: String) async throws(LivedigitalError) -> Playback {
        var body = JSONText()
        body.member("name", .string(name))
        return try await object(.createPlayback, PathValues(spaceId: spaceId), body: body)
    }

    /// One playback. Status 404 is ``LivedigitalError/Kind/contractMismatch``: only the list of playbacks can show that it is gone.
    package func getPlayback(spaceId: String, playbackId: String) async throws(LivedigitalError) -> Playback {
        try await object(.getPlayback, PathValues(spaceId: spaceId, playbackId: playbackId))
    }

    /// Sets the full state of a playback; harmless when repeated.
    ///
    /// Whether livedigital replaces or merges is not known, so give everything that is known each time: what is left out may be lost.
    /// - Parameter recordId: nil only while no record is chosen; then the member is not sent.
    /// - Returns: the playback as livedigital answered it, or nil where the answer has no body that can be read. `getPlayback` shows what
    ///   was kept.
    package func updatePlayback(
        spaceId: String, playbackId: String, name: String, recordId: String?, isPublished: Bool
    ) async throws(LivedigitalError) -> Playback? {
        let call = try call(.updatePlayback, PathValues(spaceId: spaceId, playbackId: playbackId))
        var body = JSONText()
        body.member("name", .string(name))
        if let recordId, let member = call.row.recordMember { body.member(member, .string(recordId)) }
        if let member = call.row.publishedMember { body.member(member, isPublished ? call.names.publishedValue : call.names.unpublishedValue) }
        let answer: ChangeAnswer<Playback> = try await updated(call, body: body)
        return answer.value
    }

    /// Removes a playback; harmless when repeated.
    @discardableResult
    package func deletePlayback(spaceId: String, playbackId: String) async throws(LivedigitalError) -> Deletion {
        try await deletion(.deletePlayback, PathValues(spaceId: spaceId, playbackId: playbackId)) { () async throws(LivedigitalError) in
            try await isGone(spaceId: spaceId, playbackId: playbackId)
        }
    }

    /// Whether the whole list lacks a playback, and livedigital does not show it by itself either: a list may lag behind what was made just now.
    func isGone(spaceId: String, playbackId: String) async throws(LivedigitalError) -> Bool {
        guard try await playbacks(spaceId: spaceId).lacks({ $0.id == playbackId }) else { return false }
        do throws(LivedigitalError) {
            return try await getPlayback(spaceId: spaceId, playbackId: playbackId).id != playbackId
        } catch {
            guard [404, 405, 410].contains(error.status) else { throw error }
            return true
        }
    }
}
