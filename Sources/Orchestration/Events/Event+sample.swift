import Foundation
import LivedigitalAPI

extension Event {
    /// A made-up event of a type, with the members that events of that type have. Always the same.
    package static func sample(_ type: EventType, connection: String = "") -> Event {
        var subject = Subject()
        let runId = "weekly-demo@2026-12-01T16:00:00.000Z"
        (subject.spaceId, subject.spaceName) = ("662cc96d46ac941cda787127", "Маркетинг")
        (subject.roomId, subject.roomName) = ("66d1d55d1cf5d9c045c0d1c4", "Демо-зал")
        switch type {
        case .callStarted, .callFinished: subject.callId = "66d546bf2b949f39f80e9697"
        case .recordStarted, .recordFinished, .recordFailed, .recordAborted:
            (subject.callId, subject.recordId) = ("66d546bf2b949f39f80e9697", "66d546c02b949f07df0e96ae")
        case .autowebinarPublished, .sessionStarted, .sessionFinished, .analyticsReady:
            (subject.recordId, subject.playbackId) = ("66d546c02b949f07df0e96ae", "a06b59a7-8529-42f7-bb0e-52e571de3488")
            (subject.eventId, subject.runId, subject.jobName) = ("67a4a1d2c3e4f5a6b7c8d9e0", runId, "weekly-demo")
            subject.inviteUrl = "https://edu.livedigital.space/event/67a4a1d2c3e4f5a6b7c8d9e0"
            subject.sessionId = runId
        case .runLate, .runHeld, .runFailed: (subject.runId, subject.jobName) = (runId, "weekly-demo")
        case .jobPaused: subject.jobName = "weekly-demo"
        case .hookDisabled: subject = Subject()
        }
        return Event(type, key: "sample", at: WireDate.date(milliseconds: 1_796_140_800_000), connection: connection, subject: subject)
    }
}
