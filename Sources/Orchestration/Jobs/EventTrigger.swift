/// Something on livedigital that a job waits for. It opens the series of an autowebinar, which then shows the recording that finished; and it
/// begins a run of a job of actions, each time anew.
package struct EventTrigger: Hashable, Sendable, Codable {
    /// One of livedigital's; of an autowebinar always ``EventType/recordFinished``, since only that brings a recording.
    package var event: EventType
    /// The id or exact name of the space; nil is the space of the autowebinar, and any space for actions.
    package var space: String?
    /// The id or exact name of the room; nil is the room of the autowebinar, and any room for actions.
    package var room: String?
    /// How long after the event a showing begins where the job has no schedule, or the actions begin.
    package var after: JobDuration

    package init(event: EventType, space: String? = nil, room: String? = nil, after: JobDuration) {
        (self.event, self.space, self.room, self.after) = (event, space, room, after)
    }

    /// Whether an event is what is waited for.
    ///
    /// - Parameter place: the space and the room of an autowebinar, which are meant where the trigger names none.
    func isMet(by event: Event, defaultingTo place: (space: String, room: String)? = nil) -> Bool {
        func fits(_ wanted: String?, _ id: String?, _ name: String?) -> Bool { wanted.map { [id, name].contains($0) } ?? true }
        return self.event == event.type && fits(space ?? place?.space, event.subject.spaceId, event.subject.spaceName)
            && fits(room ?? place?.room, event.subject.roomId, event.subject.roomName)
    }
}

/// The recording that opened a series.
package struct SeriesOpening: Hashable, Sendable, Codable {
    package var recordId: String
    package var spaceId: String
    package var roomId: String

    /// Nil where the event tells of no recording, or not where it is.
    init?(_ event: Event) {
        guard let recordId = event.subject.recordId, let spaceId = event.subject.spaceId, let roomId = event.subject.roomId else { return nil }
        (self.recordId, self.spaceId, self.roomId) = (recordId, spaceId, roomId)
    }
}

extension Job {
    /// Nil where the job waits for no event.
    package var trigger: EventTrigger? {
        switch content {
        case .autowebinar(let job): job.on
        case .actions(let job): job.on
        case .analytics: nil
        }
    }

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
    /// Reads the key `on` of an autowebinar. Nil after a report.
    static func opening(_ value: DocumentValue) -> EventTrigger? { read(value, OpensSeries.self, isPositive: true, after: .minutes(10)) }

    /// Reads the key `on` of a job of actions. Nil after a report.
    static func beginning(_ value: DocumentValue) -> EventTrigger? {
        guard let trigger = read(value, BeginsActions.self, isPositive: false, after: JobDuration(.zero)) else { return nil }
        let isWhole = trigger.room == nil || trigger.space != nil
        return value.check(isWhole, "a room is one of a space", hint: "add space: …") ? trigger : nil
    }

    private static func read<Kind: RawRepresentable<String> & CaseIterable>(
        _ value: DocumentValue, _ kinds: Kind.Type, isPositive: Bool, after: JobDuration
    ) -> EventTrigger? {
        guard let keys = value.map(["event", "space", "room", "after"]) else { return nil }
        let event = keys.required("event") { value in
            value.choice(kinds, unavailable: EventType.allCases.map(\.rawValue).filter { kinds.init(rawValue: $0) == nil })
        }
        let space = keys.optional("space") { $0.text() }
        let room = keys.optional("room") { $0.text() }
        let given = keys.optional("after") { $0.duration(isPositive: isPositive) }
        guard let event, let type = EventType(rawValue: event.rawValue) else { return nil }
        return EventTrigger(event: type, space: space, room: room, after: given.map(JobDuration.init) ?? after)
    }

    private enum OpensSeries: String, CaseIterable { case recordFinished = "record.finished" }

    /// What begins actions. Only livedigital's own: a job that its own doings begin would never end.
    package enum BeginsActions: String, CaseIterable {
        case callStarted = "call.started"
        case callFinished = "call.finished"
        case recordStarted = "record.started"
        case recordFinished = "record.finished"
        case recordFailed = "record.failed"
        case recordAborted = "record.aborted"
    }
}
