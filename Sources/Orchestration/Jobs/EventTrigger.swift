/// What opens the series of an autowebinar: a recording that finishes in a room. The recording is then what is shown.
package struct EventTrigger: Hashable, Sendable, Codable {
    /// Always ``EventType/recordFinished``: only that brings a recording.
    package var event: EventType
    /// The id or exact name of the space; nil is the space of the job.
    package var space: String?
    /// The id or exact name of the room; nil is the room of the job.
    package var room: String?
    /// How long after the event the showing begins where the job has no schedule.
    package var after = JobDuration.minutes(10)

    package init(event: EventType, space: String? = nil, room: String? = nil) {
        self.event = event
        self.space = space
        self.room = room
    }
}

/// The recording that opened a series.
package struct SeriesOpening: Hashable, Sendable, Codable {
    package var recordId: String
    package var spaceId: String
    package var roomId: String
    /// When the one showing of a job without a schedule begins, in milliseconds since 1970; nil where it was made already or there is a schedule.
    package var startsAt: Int64?
}

extension Job {
    /// Nil where the job waits for no event.
    package var trigger: EventTrigger? { autowebinar?.on }

    /// The job with the recording that opened its series; nil where it waits for one.
    func opened(by opening: SeriesOpening?) -> Job? {
        guard trigger != nil, var webinar = autowebinar else { return self }
        guard let opening else { return nil }
        (webinar.space, webinar.room, webinar.record) = (opening.spaceId, opening.roomId, .id(opening.recordId))
        var job = self
        job.content = .autowebinar(webinar)
        return job
    }
}

extension EventTrigger {
    /// Reads the key `on`. Nil after a report.
    init?(_ value: DocumentValue) {
        guard let keys = value.map(["event", "space", "room", "after"]) else { return nil }
        let event = keys.required("event") { value in
            value.choice(Supported.self, unavailable: EventType.allCases.map(\.rawValue).filter { $0 != Supported.recordFinished.rawValue })
        }
        let space = keys.optional("space") { $0.text() }
        let room = keys.optional("room") { $0.text() }
        let after = keys.optional("after") { $0.duration(isPositive: true) }
        guard event != nil else { return nil }
        self.init(event: .recordFinished, space: space, room: room)
        self.after = after.map(JobDuration.init) ?? self.after
    }

    private enum Supported: String, CaseIterable { case recordFinished = "record.finished" }
}
