import Foundation

extension RemoteState {
    func getPlaybacks(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let space = try space(call)
        let listed = account.playbacks.filter { $0.spaceId == space.id && isListed($0.id, at: surroundings.now) }
        return Self.ok(.list(listed.map(\.json)))
    }

    mutating func createPlayback(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let space = try space(call)
        let name = try call.members().text("name")
        let playback = SandboxAccount.Playback(
            id: surroundings.identifiers.playback(), spaceId: space.id, name: name, createdAt: surroundings.now)
        add(playback, by: call.operation, in: surroundings)
        return Answer(status: 201, content: .json(playback.json))
    }

    /// Replaces: a record that is not named is taken away, a published state that is not named is false.
    mutating func updatePlayback(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        var playback = try playback(call)
        let members = try call.members()
        playback.name = try members.text("name")
        playback.recordId = try members.optionalText("recordId")
        playback.isPublished = try members.flag("isPublished")
        let record = try record(playback.recordId, in: playback.spaceId)
        if playback.isPublished {
            guard let record else { throw .invalid("recordId is needed to publish (isPublished)") }
            guard record.isFinished else { throw .invalid("recordId names a record that is not finished, so isPublished cannot be true") }
            guard account.events.contains(where: { $0.playbackId == playback.id }) else {
                throw .invalid("isPublished needs a playback event first")
            }
        }
        replace(playback, by: call.operation.rawValue, at: surroundings.now)
        return Self.ok(playback.json)
    }

    mutating func deletePlayback(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        remove(try playback(call), by: call.operation.rawValue, at: surroundings.now)
        return Answer(status: 204, content: .none)
    }

    private func record(_ id: String?, in spaceId: String) throws(Refusal) -> SandboxAccount.Record? {
        guard let id else { return nil }
        guard let record = account.records.first(where: { $0.id == id }) else { throw .notFound("Record (recordId)") }
        guard record.spaceId == spaceId else { throw .invalid("recordId names a record of another space") }
        return record
    }
}
