package import DurableFlow
package import Foundation
import LivedigitalAPI

/// A run as people and programs see it, everywhere the same.
package struct RunView: Encodable, Sendable {
    /// What becomes of a step.
    package struct Step: Encodable, Sendable, Equatable {
        package var name: String
        /// `done`, `running`, `waiting`, `failed` or `pending`.
        package var state: String
        package var attempts: Int
        /// `performed`, `adopted` or `repeated`; nil until it is done.
        package var how: How?
        /// When it ended, or nil.
        package var endedAt: Date?
        package var error: String?

        private enum CodingKeys: String, CodingKey { case name, state, attempts, how }
    }

    /// A stored report.
    package struct Report: Encodable, Sendable, Equatable {
        package var format: String
        package var path: String
        package var bytes: Int
        package var sha256: String
        /// The session that it is about; nil where it is about none.
        package var session: String?
        /// Told in the place of the path; nil tells the path.
        package var address: ReportAddress?

        private enum CodingKeys: String, CodingKey { case format, path, url, bytes, sha256 }
    }

    /// The public states of a run.
    package enum State: String, Encodable, Sendable, CaseIterable {
        case running, waiting, held, paused, completed, failed, cancelled, skipped

        /// True when nothing more happens.
        package var isFinal: Bool {
            switch self {
            case .completed, .failed, .cancelled, .skipped: true
            case .running, .waiting, .held, .paused: false
            }
        }
    }

    package var id: String
    package var job: String
    package var state: State
    package var published: Bool
    package var spaceId: String?
    package var roomId: String?
    package var playbackId: String?
    package var recordId: String?
    package var eventId: String?
    package var inviteUrl: String?
    package var startsAt: String?
    package var endsAt: String?
    /// In which its instants are meant; nil where it has none.
    package var timezone: String?
    package var reports: [Report]
    package var steps: [Step]
    /// What its actions brought, without what is secret; nil where it has none.
    package var results: [ActionOutcome]?
    /// Why it failed, is held, was skipped or waits; nil where all is well.
    package var error: String?
    /// What the runs of its connection wait for; nil where they do not.
    package var pausedReason: String?
    /// It waits for the configuration to be mended, not for a token.
    package var waitsForConfiguration: Bool { pausedReason.map(Connection.needsConfiguration) ?? false }
    /// When it goes on by itself.
    package var due: Date?
    /// What it is doing where its state does not tell: "checking what happened" while an outcome is unknown.
    package var activity: String?
    /// How far a collection has come; nil for a run of another kind.
    package var collection: CollectionFlow.Progress?
    package var connection: String
    package var updatedAt: Date
    /// The run that makes the playback which this one waits for; nil where it waits for none.
    package var awaitedRun: String?

    private enum CodingKeys: String, CodingKey {
        case id, job, state, published, spaceId, roomId, playbackId, recordId, eventId, inviteUrl, startsAt, endsAt, timezone, reports, steps,
            results, error
    }

    package init(_ record: RunRecord) {
        let whole = try? ServiceFlow(record)
        let (flow, collected, permanent) = (whole?.autowebinar ?? whole?.shared, whole?.collection, whole?.permanentCollection)
        id = record.key
        job = RunKey.job(of: record.key)
        pausedReason = record.state.isFinal ? nil : record.pausedReason
        state = State(record.state, isLanePaused: pausedReason != nil)
        published = flow?.facts.published ?? false
        spaceId = flow?.spaceId ?? collected?.facts.spaceId
        roomId = flow?.roomId ?? (collected?.plan.room == nil ? nil : collected?.facts.rooms.first?.id)
        playbackId = flow?.facts.playbackId
        recordId = flow?.facts.recordId
        eventId = flow?.facts.eventId
        inviteUrl = flow?.facts.inviteUrl
        startsAt = (flow?.plan.startsAt ?? collected?.plan.startsAt ?? whole?.actions?.plan.startsAt ?? permanent?.plan.from).map(WireDate.format)
        endsAt = flow?.endsAt.map(WireDate.format)
        timezone = flow?.plan.timezone
        collection = collected?.progress
        let dated = flow?.plan.startsAt == nil ? nil : record.key
        reports =
            flow?.facts.reports.map { Report($0, session: dated) }
            ?? collected?.facts.calls.flatMap { call in call.reports.map { Report($0, session: call.id) } }
            ?? permanent?.entries.map { Report($0.report, session: PermanentCollectionFlow.sessionId(of: $0, runKey: record.key)) } ?? []
        let journalled = record.steps.map(Step.init)
        let current = Step(record)
        let known = journalled + (current.map { step in journalled.last?.name == step.name && journalled.last?.state != "done" ? [] : [step] } ?? [])
        let pending = record.state.isFinal ? [] : (whole?.stepsAhead ?? []).filter { name in !known.contains { $0.name == name } }
        steps = known + pending.map { Step(name: $0, state: "pending", attempts: 0) }
        results = whole?.actions?.results.map(ActionOutcome.init)
        // A question is to be answered whatever the connection waits for.
        error = state == .held ? record.note : pausedReason.map { "connection \(record.lane) is paused: \($0)" } ?? record.note
        if error == nil, !record.state.isFinal { error = collected?.trouble }
        due = record.due
        activity = record.state == .ambiguous ? "checking what happened" : nil
        connection = record.lane
        updatedAt = record.updatedAt
        awaitedRun = flow?.awaitedRun
    }

    /// How a question ends whose answer could not be checked.
    static let nothingToAdopt = "Until that works, nothing can be adopted."

    /// Whether the question that holds it can be answered by what its open step made.
    package var takesAdoption: Bool {
        guard let error else { return true }
        return !error.hasSuffix(Self.nothingToAdopt) && !error.hasSuffix(Self.nothingToAdopt + ")")
    }

    /// The step that it is at, or ended at; nil where it has done them all. One that failed before a later one was reached is behind it.
    package var currentStep: String? {
        if let reached = steps.last(where: { $0.state != "pending" }), reached.state != "done" { return reached.name }
        return steps.first { $0.state == "pending" }?.name
    }

    /// Whether the reports are stored and the run only waits to remove its playback.
    package var isCollected: Bool { steps.contains { $0.name == "awaitCleanup" && $0.state == "waiting" } }

    /// The members of the JSON object are always there, null when empty.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(job, forKey: .job)
        try container.encode(state, forKey: .state)
        try container.encode(published, forKey: .published)
        try container.encode(spaceId, forKey: .spaceId)
        try container.encode(roomId, forKey: .roomId)
        try container.encode(playbackId, forKey: .playbackId)
        try container.encode(recordId, forKey: .recordId)
        try container.encode(eventId, forKey: .eventId)
        try container.encode(inviteUrl, forKey: .inviteUrl)
        try container.encode(startsAt, forKey: .startsAt)
        try container.encode(endsAt, forKey: .endsAt)
        try container.encode(timezone, forKey: .timezone)
        try container.encode(reports, forKey: .reports)
        try container.encode(steps, forKey: .steps)
        try container.encode(error, forKey: .error)
        // Only a run of actions has them.
        try container.encodeIfPresent(results, forKey: .results)
    }
}

extension RunView.Report {
    fileprivate init(_ report: StoredReport, session: String?) {
        self.init(format: report.format.rawValue, path: report.path, bytes: report.bytes, sha256: report.sha256, session: session)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(format, forKey: .format)
        if let address { try container.encode(address.url, forKey: .url) } else { try container.encode(path, forKey: .path) }
        try container.encode(bytes, forKey: .bytes)
        try container.encode(sha256, forKey: .sha256)
    }
}

extension RunView.Step {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(state, forKey: .state)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(how, forKey: .how)
    }

    fileprivate init(_ record: StepRecord) {
        let state =
            switch record.state {
            case .succeeded, .adopted: "done"
            case .intent: "running"
            case .failed: "failed"
            case .superseded, .deferred: "waiting"
            }
        self.init(
            name: record.name, state: state, attempts: record.attempts, how: record.how, endedAt: record.how == nil ? nil : record.endedAt,
            error: record.error)
    }

    /// The step that the run rests at without a call, such as the wait for the session's end.
    fileprivate init?(_ record: RunRecord) {
        guard let name = record.stepName, !record.state.isFinal else { return nil }
        self.init(name: name, state: record.state == .waiting ? "waiting" : "running", attempts: 0)
    }
}

extension RunView.State {
    fileprivate init(_ state: RunState, isLanePaused: Bool) {
        self =
            switch state {
            case .ready, .running, .ambiguous: isLanePaused ? .waiting : .running
            case .waiting: .waiting
            case .paused: .paused
            case .completed: .completed
            case .failed: .failed
            case .cancelled: .cancelled
            case .held: .held
            case .skipped: .skipped
            }
    }
}
