import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI

extension ServiceJournal {
    /// How far apart livedigital's telling of a call and what its list says of it may lie.
    private static var tolerance: Duration { .seconds(600) }
    /// How long after the end of a call its report is first asked for.
    private static var reportDelay: Duration { .seconds(60) }

    /// Who told of one of livedigital's events.
    enum Teller {
        /// livedigital itself. What it tells with the id of a call is no repetition of what it told without.
        case webhook
        /// The lists that it was asked for, which give the id to a call that it told of without.
        case poller
    }

    /// Makes one of livedigital's events of what it told us, or of what the poller found, and draws the consequences; once, whoever was first.
    ///
    /// An event that went out without the id of its call gets the id here, and the call its session and its report; it does not go out again.
    func receive(_ event: Event, from teller: Teller, _ db: Database, now: Date) throws {
        guard try EventTable.fetch(db, id: event.id, connection: event.connection) == nil else { return }
        switch try EventTable.counterpart(db, of: event, within: Self.tolerance) {
        case .named?: return
        case .nameless(let known)? where teller == .poller: try EventTable.name(db, known, callId: event.subject.callId)
        default: try announce(event, db, now: now)
        }
        switch event.type {
        case .callStarted: try noteCall(event, endsAt: nil, db)
        case .callFinished:
            try noteCall(event, endsAt: event.timestamp, db)
            try collectReport(ofCall: event, db, now: now)
        case .recordFinished: try wakeRuns(waitingForRecordIn: event, db, now: now)
        case .recordFailed, .recordAborted: try failRuns(waitingFor: event, db, now: now)
        default: break
        }
    }

    /// The session of a call, from its beginning on.
    private func noteCall(_ event: Event, endsAt: Date?, _ db: Database) throws {
        guard let id = event.subject.callId else { return }
        let known = try SessionTable.fetch(db, id: id, connection: event.connection)
        let title =
            try event.subject.roomName
            ?? event.subject.roomId.flatMap { room in
                try PlaceTable.name(db, connection: event.connection, space: event.subject.spaceId ?? "", room: room)
            }
        let session = Session(
            id: id, kind: .call, job: known?.job ?? "", connection: event.connection, spaceId: event.subject.spaceId, roomId: event.subject.roomId,
            title: known?.title ?? title ?? event.subject.roomId ?? id, startsAt: min(known?.startsAt ?? event.timestamp, event.timestamp),
            endsAt: endsAt ?? known?.endsAt, reports: known?.reports ?? [])
        try SessionTable.put(db, session)
    }

    /// A call is over: its reports are collected, as `analytics collect` would.
    private func collectReport(ofCall event: Event, _ db: Database, now: Date) throws {
        guard let space = event.subject.spaceId, let id = event.subject.callId else { return }
        // What is not known to have begun at an instant began within a day.
        let session = try SessionTable.fetch(db, id: id, connection: event.connection)
        let begins = session.flatMap { $0.startsAt < event.timestamp ? $0.startsAt.later(by: .zero - Self.tolerance) : nil }
        let from = begins ?? event.timestamp.later(by: .seconds(-86_400))
        let plan = CollectionPlan(
            connection: event.connection, space: space, room: event.subject.roomId, from: from, to: event.timestamp.later(by: .seconds(1)),
            startsAt: now, after: Self.reportDelay)
        // The list may have it later than the event tells of it.
        let call = event.subject.roomId.map { room in
            CollectionFlow.FoundCall(
                id: id, roomId: room, listedFor: room, startedAt: session?.startsAt ?? event.timestamp, finishedAt: event.timestamp, isListed: false)
        }
        let flow = CollectionFlow(plan: plan, awaiting: call, now: now)
        var random = SystemRandomNumberGenerator()
        _ = try submit(db, key: RunKey.command(at: now, using: &random), flow: .collection(flow), now: now)
    }

    /// A recording is finished: runs that wait for one of its room look again at once.
    private func wakeRuns(waitingForRecordIn event: Event, _ db: Database, now: Date) throws {
        for (key, flow, _) in try runsSelectingRecord(db, connection: event.connection) where flow.roomId == event.subject.roomId {
            try wake(db, key: key, now: now)
        }
    }

    /// A recording will never be finished: runs that wait for exactly this one fail with the reason.
    private func failRuns(waitingFor event: Event, _ db: Database, now: Date) throws {
        guard let recordId = event.subject.recordId, let failure = try EventTable.lostRecording(db, recordId, connection: event.connection)
        else { return }
        for (key, flow, note) in try runsSelectingRecord(db, connection: event.connection)
        where flow.plan.record.waits(for: recordId, note: note) {
            try refuse(db, key: key, failure: failure, actor: "event", now: now)
        }
    }

    /// The runs that wait for a record to be there.
    private func runsSelectingRecord(_ db: Database, connection: String) throws -> [(key: String, flow: AutowebinarFlow, note: String?)] {
        try Row.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT key, version, ctx, note FROM flow WHERE lane = ? AND due_ms IS NOT NULL AND kind = ? AND state = \(RunState.waiting.rawValue)
                      AND step_name IN ('\(StepName.selectRecord.rawValue)', '\(StepName.reselectRecord.rawValue)')
                    """),
            arguments: [connection, AutowebinarFlow.kind]
        ).map { ($0["key"], try AutowebinarFlow.restore(kind: AutowebinarFlow.kind, version: $0["version"], from: $0["ctx"]), $0["note"]) }
    }
}

extension EventTable {
    /// Why a recording will never be finished, as livedigital has told of it; nil where it has not.
    static func lostRecording(_ db: Database, _ recordId: String, connection: String) throws -> Failure? {
        for (type, what) in [(EventType.recordFailed, "failed"), (.recordAborted, "was aborted")]
        where try fetch(db, id: Event.id(type: type, connection: connection, key: recordId), connection: connection) != nil {
            return Failure(code: "no_record", message: "The recording \(recordId) \(what) and will never be there.")
        }
        return nil
    }

    /// How long after livedigital told of a recording a list may lack it.
    private static let longestLag = Duration.seconds(86_400)
    /// The same after its id was made, where nothing told of it.
    private static let longestUntoldLag = Duration.seconds(600)

    /// Whether a recording that the list of its room lacks will be there soon: livedigital has told of it lately, and not that it came to nothing, or
    /// its id has only just been made.
    static func expectsRecording(_ db: Database, _ recordId: String, connection: String, now: Date) throws -> Bool {
        guard try lostRecording(db, recordId, connection: connection) == nil else { return false }
        if let madeAt = LivedigitalClient.instant(ofId: recordId), madeAt > now.later(by: .zero - longestUntoldLag),
            madeAt < now.later(by: longestUntoldLag)
        {
            return true
        }
        return try [EventType.recordStarted, .recordFinished].contains { type in
            let event = try fetch(db, id: Event.id(type: type, connection: connection, key: recordId), connection: connection)
            return event.map { $0.timestamp > now.later(by: .zero - longestLag) } ?? false
        }
    }
}

extension RecordSelector {
    /// Whether exactly that record is waited for. Which one a name means, the run has noted at its last look; the latest may soon be another.
    fileprivate func waits(for recordId: String, note: String?) -> Bool {
        switch self {
        case .id(let id): id == recordId
        case .name: note?.contains("(\(recordId))") == true
        case .latest: false
        }
    }
}
