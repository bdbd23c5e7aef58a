import Foundation

extension Event {
    /// One of livedigital's events, whoever told of it: its natural key is the id of the recording, else that of the call. Nil where it has neither.
    init?(livedigital type: EventType, at timestamp: Date, connection: String, subject: Subject) {
        let isOfRecord = type != .callStarted && type != .callFinished
        guard let id = isOfRecord ? subject.recordId : subject.callId else { return nil }
        self.init(type, key: id, at: timestamp, connection: connection, subject: subject)
    }

    /// What livedigital's webhook told us.
    ///
    /// Without an id it is known by its room and the instant at which it came.
    /// - Parameter callId: where it was looked up.
    /// - Returns: nil where we do not know its name.
    init?(_ ingested: IngestedEvent, callId: String?) {
        guard let type = EventType(name: ingested.eventName), type.isFromLivedigital else { return nil }
        var subject = Subject()
        (subject.spaceId, subject.roomId) = (ingested.spaceId, ingested.roomId)
        (subject.callId, subject.recordId) = (ingested.callId ?? callId, ingested.recordId)
        if let known = Event(livedigital: type, at: ingested.receivedAt, connection: ingested.connection, subject: subject) {
            self = known
        } else {
            let key = "nameless \(ingested.roomId ?? "") \(ingested.number)"
            self.init(type, key: key, at: ingested.receivedAt, connection: ingested.connection, subject: subject)
        }
    }
}
