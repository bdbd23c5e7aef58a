import DurableFlow
import Foundation

extension Event.Subject {
    /// What a run is about, as far as it is known.
    init(run key: String, flow: ServiceFlow?) {
        self.init()
        runId = key
        jobName = RunKey.job(of: key) == RunKey.commandName ? nil : JobName.shown(RunKey.job(of: key))
        guard let flow = flow?.autowebinar ?? flow?.shared else { return }
        (spaceId, roomId) = (flow.spaceId, flow.roomId)
        // What was found by a name is called so; livedigital's lists are read only of places that are watched.
        if case .names(let space, let room) = flow.plan.place, let spaceId, let roomId {
            (spaceName, roomName) = (space == spaceId ? nil : space, room == roomId ? nil : room)
        }
        (recordId, playbackId, eventId) = (flow.facts.recordId, flow.facts.playbackId, flow.facts.eventId)
        inviteUrl = flow.facts.inviteUrl
    }
}

extension Event {
    /// Something that happened to a run.
    ///
    /// - Parameter occasion: what tells it from the same of the same run at another time; empty where it happens once.
    init(_ type: EventType, run key: String, flow: ServiceFlow, at now: Date, occasion: String = "") {
        self.init(type, key: "\(key) \(occasion)", at: now, connection: flow.lane, subject: Subject(run: key, flow: flow))
    }

    /// A job does not go on by itself any more.
    static func paused(_ job: Job, at now: Date) -> Event {
        var subject = Subject()
        subject.jobName = JobName.shown(job.name)
        return Event(.jobPaused, key: "\(job.name) \(now.wholeMilliseconds)", at: now, connection: job.connection, subject: subject)
    }
}
