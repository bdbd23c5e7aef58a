import Foundation

extension RemoteState {
    func getPlaybackEvents(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let playback = try playback(call)
        let listed = account.events.filter { $0.playbackId == playback.id && isListed($0.id, at: surroundings.now) }
        return Self.ok(.list(listed.map { $0.json(dates: Timestamp.seconds) }))
    }

    /// The permanent form has a null start; the one-off form has an instant and must repeat the playback's id in the body.
    mutating func createPlaybackEvent(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let playback = try playback(call)
        let members = try call.members()
        let name = try members.text("name")
        guard try members.required("recurrence") == .null else { throw .invalid("recurrence must be null") }
        let startDate = try members.nullableDate("startDate")
        let endDate = try members.nullableDate("endDate")
        let timezone = try members.text("timezone")
        guard TimeZoneNames.contains(timezone) else { throw .invalid("timezone must be a name of the IANA time zone database") }
        switch members.members["playbackId"] {
        case nil where startDate == nil, .string(playback.id)?: break
        case nil: throw .invalid("playbackId is missing")
        default: throw .invalid("playbackId must be the id in the path")
        }
        if let endDate {
            guard let startDate, startDate < endDate else { throw .invalid("endDate must be null or later than startDate") }
        }
        let event = SandboxAccount.PlaybackEvent(
            id: surroundings.identifiers.object(), playbackId: playback.id, name: name, startDate: startDate, endDate: endDate,
            timezone: timezone, createdAt: surroundings.now)
        add(event, by: call.operation, in: surroundings)
        return Answer(status: 201, content: .json(event.json(dates: Timestamp.offset)))
    }

    mutating func deletePlaybackEvent(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let event = try event(call.id("eventId"), of: playback(call))
        remove(event, by: call.operation.rawValue, at: surroundings.now)
        return Answer(status: 204, content: .none)
    }
}
