import Foundation

/// One showing of an event.
struct PlaybackSession: Sendable, Equatable {
    var id: String
    var playbackId: String
    var eventId: String
    var startedAt: Date
    var finishedAt: Date

    func json(at now: Date) -> JSONValue {
        .object([
            "id": .string(id), "playbackId": .string(playbackId), "playbackEventId": .string(eventId),
            "startedAt": .string(Timestamp.milliseconds(startedAt)),
            "finishedAt": finishedAt <= now ? .string(Timestamp.milliseconds(finishedAt)) : .null,
        ])
    }
}
