extension SandboxAccount {
    /// Puts another account's objects into this one: an object with a known id is replaced whole, others are added at the end. The number of
    /// attendees is taken over where it is said.
    mutating func merge(_ other: SandboxAccount) {
        Self.merge(other.spaces, into: &spaces, by: \.id)
        Self.merge(other.rooms, into: &rooms, by: \.id)
        Self.merge(other.records, into: &records, by: \.id)
        Self.merge(other.playbacks, into: &playbacks, by: \.id)
        Self.merge(other.events, into: &events, by: \.id)
        Self.merge(other.calls, into: &calls, by: \.id)
        Self.merge(other.webhooks, into: &webhooks, by: \.spaceId)
        attendees = other.attendees ?? attendees
    }

    private static func merge<Object>(_ incoming: [Object], into objects: inout [Object], by id: KeyPath<Object, String>) {
        for object in incoming {
            if let index = objects.firstIndex(where: { $0[keyPath: id] == object[keyPath: id] }) {
                objects[index] = object
            } else {
                objects.append(object)
            }
        }
    }

    /// Checks the forms of the ids and that everything lies in something that is there.
    func validate() throws(SandboxError) {
        for id in spaces.map(\.id) + rooms.map(\.id) + records.map(\.id) + events.map(\.id) + calls.map(\.id) where !Self.isObjectId(id) {
            throw Self.invalid(id, "an id of a space, room, record, event or call has 24 lower-case hexadecimal digits")
        }
        let spaceIds = Set(spaces.map(\.id))
        for room in rooms where !spaceIds.contains(room.spaceId) {
            throw Self.invalid(room.id, "the room's space \(room.spaceId) is not there")
        }
        for webhook in webhooks where !spaceIds.contains(webhook.spaceId) {
            throw Self.invalid(webhook.spaceId, "the webhook's space is not there")
        }
        for record in records where !rooms.contains(where: { $0.id == record.roomId && $0.spaceId == record.spaceId }) {
            throw Self.invalid(record.id, "the record's room \(record.roomId) is not in the space \(record.spaceId)")
        }
        for playback in playbacks {
            guard Self.isUUID(playback.id) else { throw Self.invalid(playback.id, "a playback's id is a UUID in lower case") }
            guard spaceIds.contains(playback.spaceId) else {
                throw Self.invalid(playback.id, "the playback's space \(playback.spaceId) is not there")
            }
            if let recordId = playback.recordId, !records.contains(where: { $0.id == recordId && $0.spaceId == playback.spaceId }) {
                throw Self.invalid(playback.id, "the playback's record \(recordId) is not in its space")
            }
        }
        for event in events where !playbacks.contains(where: { $0.id == event.playbackId }) {
            throw Self.invalid(event.id, "the event's playback \(event.playbackId) is not there")
        }
        try validateAttendance()
    }

    private func validateAttendance() throws(SandboxError) {
        for call in calls {
            guard rooms.contains(where: { $0.id == call.roomId && $0.spaceId == call.spaceId }) else {
                throw Self.invalid(call.id, "the call's room \(call.roomId) is not in the space \(call.spaceId)")
            }
            if let finishedAt = call.finishedAt, finishedAt < call.startedAt { throw Self.invalid(call.id, "the call ends before it begins") }
            guard Self.isCrowd(call.participants) else { throw Self.invalid(call.id, "a call has 0 to \(Self.maximumAttendees) participants") }
        }
        if let attendees, !Self.isCrowd(attendees) {
            throw SandboxError(code: .invalidAccount, message: "attendees must be from 0 to \(Self.maximumAttendees).")
        }
    }

    /// Reports are made in memory.
    private static let maximumAttendees = 10_000

    private static func isCrowd(_ count: Int) -> Bool { (0...maximumAttendees).contains(count) }

    static func isObjectId(_ id: String) -> Bool { id.utf8.count == 24 && id.allSatisfy { $0.isHexDigit && !$0.isUppercase } }

    private static func isUUID(_ id: String) -> Bool { id.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil }

    private static func invalid(_ id: String, _ problem: String) -> SandboxError {
        SandboxError(code: .invalidAccount, message: "The object \(id) does not fit into the account: \(problem).", context: ["id": id])
    }
}
