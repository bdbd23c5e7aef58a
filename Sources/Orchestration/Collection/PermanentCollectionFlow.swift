package import DurableFlow
package import Foundation
import LivedigitalAPI

/// Gathers what is new of a permanent autowebinar, once an interval, for a day; then another run takes its place. A value that performs nothing.
///
/// Where livedigital lists the sessions of an event, each session that is over becomes one with a report of its own; else the report of the event
/// is fetched, and where its bytes differ from the last ones the interval is a session. An interval that brings nothing, or cannot be had, is passed
/// over: the next one covers its time. Where the autowebinar is taken down, it looks once more at once, and ends.
package struct PermanentCollectionFlow: StoredFlow, Equatable {
    /// The kind under which the journal keeps these flows.
    package static let kind = "permanentCollection"
    /// The version of this definition.
    package static let version = 1

    /// How long one run goes on, and the most entries that it holds.
    static let (longest, mostEntries) = (Duration.seconds(86_400), 500)
    /// How long what came last is asked for while the autowebinar waits to be taken down.
    static let lastPatience = Duration.seconds(120)

    /// Where a run stands.
    package enum State: Codable, Sendable, Equatable {
        case awaitInterval
        /// It is looked what is new.
        case lookAtEvent
        /// The reports of sessions are fetched, a batch at a time, the rest afterwards.
        case collectSessions([EventSession])
        case completed
        case cancelled
    }

    /// What was new: a session, or an interval.
    package struct Entry: Codable, Sendable, Equatable {
        /// livedigital's id of the session; nil for an interval.
        package let sessionId: String?
        private let start: StoredMilliseconds
        private let finish: StoredMilliseconds
        package let report: StoredReport

        package var startedAt: Date { start.date }
        package var finishedAt: Date { finish.date }

        init(sessionId: String?, startedAt: Date, finishedAt: Date, report: StoredReport) {
            self.sessionId = sessionId
            start = StoredMilliseconds(startedAt)
            finish = StoredMilliseconds(finishedAt)
            self.report = report
        }
    }

    /// What the run is about.
    package let plan: PermanentCollectionPlan
    package internal(set) var state: State
    /// What was new, in order.
    package internal(set) var entries: [Entry] = []
    private var covered: StoredMilliseconds
    private var end: StoredMilliseconds
    /// The digest of the last report of the event.
    package private(set) var digest: String?
    /// Up to when what came last is asked for; nil while the autowebinar stays.
    private var closing: StoredMilliseconds?

    /// Up to when everything is collected: where the next interval begins.
    package var coveredUntil: Date { covered.date }
    /// The end of the present interval.
    package var intervalEnd: Date { end.date }

    /// A run at the beginning of its first interval.
    package init(plan: PermanentCollectionPlan) {
        self.plan = plan
        digest = plan.digest
        covered = StoredMilliseconds(plan.coveredUntil)
        end = StoredMilliseconds(plan.from.later(by: plan.every))
        state = .awaitInterval
    }

    package var lane: String { plan.connection }

    package var effect: Effect<CollectionCall> {
        switch state {
        case .awaitInterval: return .wait(step: "awaitInterval", until: intervalEnd)
        case .lookAtEvent:
            let since = coveredUntil.later(by: .zero - plan.giveUpAfter)
            return ask("lookAtEvent", .lookAtEvent(plan.event, since: WireDate.milliseconds(of: since), storedAs: reportName, digest: digest))
        case .collectSessions(let sessions):
            return ask("collectSessions", .collectSessions(plan.event, Array(sessions.prefix(CollectionPlan.batch))))
        case .completed: return .end(.completed)
        case .cancelled: return .end(.cancelled)
        }
    }

    private func ask(_ step: String, _ call: CollectionCall) -> Effect<CollectionCall> {
        // Longer than that, and the next interval does better.
        let retries = RetryPolicy(deadline: closing == nil ? plan.every : Self.lastPatience, readyBy: closing?.date)
        return .call(
            CallEffect(
                step: step, call: call, kind: .repeatable, notAfter: closing?.date, retries: retries, isOptional: true, requests: call.requests))
    }

    /// One name for each interval, so that what was stored before a crash is stored once where nothing has come since.
    private var reportName: String { "event-\(plan.event.eventId)-\(end.count)" }

    /// Takes an outcome to the next state. One that the present effect cannot have leaves the run as it is.
    package mutating func receive(_ outcome: Outcome<CollectionAnswer>, at now: Date) {
        switch (state, outcome) {
        case (.awaitInterval, .elapsed): state = .lookAtEvent
        case (.lookAtEvent, .answered(.interval(let report), _)):
            if let report {
                // It shows who came until now: what passed of further intervals is one with this.
                end = StoredMilliseconds(lastEnd(at: now))
                entries.append(Entry(sessionId: nil, startedAt: coveredUntil, finishedAt: intervalEnd, report: report))
                digest = report.sha256
                covered = end
            }
            beginNextInterval(at: now)
        case (.lookAtEvent, .answered(.sessions(let sessions), _)):
            let known = Set(entries.compactMap(\.sessionId))
            collect(sessions.filter { !known.contains($0.id) }, at: now)
        case (.collectSessions(let sessions), .answered(.sessionReports(let reports), _)):
            for found in reports {
                entries.append(
                    Entry(
                        sessionId: found.session.id, startedAt: WireDate.date(milliseconds: found.session.startedAt),
                        finishedAt: WireDate.date(milliseconds: found.session.finishedAt), report: found.report))
            }
            collect(Array(sessions.dropFirst(CollectionPlan.batch)), at: now)
        case (.lookAtEvent, .refused), (.lookAtEvent, .expired), (.collectSessions, .refused), (.collectSessions, .expired):
            beginNextInterval(at: now)
        default: break
        }
    }

    private mutating func collect(_ sessions: [EventSession], at now: Date) {
        if sessions.isEmpty {
            covered = end
            beginNextInterval(at: now)
        } else {
            state = .collectSessions(sessions)
        }
    }

    /// Intervals that passed while nothing ran are one with the next.
    private mutating func beginNextInterval(at now: Date) {
        guard closing == nil else { return state = .cancelled }
        let last = plan.from.later(by: max(Self.longest, plan.every))
        let next = lastEnd(at: now).later(by: .milliseconds(every))
        guard next <= last, entries.count < Self.mostEntries else { return state = .completed }
        end = StoredMilliseconds(next)
        state = .awaitInterval
    }

    /// The end of the last interval that has passed, or of the present one.
    private func lastEnd(at now: Date) -> Date {
        intervalEnd.later(by: .milliseconds(max(0, (WireDate.milliseconds(of: now) - end.count) / every) * every))
    }

    /// Whether livedigital's session of that id, which ended then, is asked for again, by this run or the one that takes its place: its report is fetched
    /// anew then where the file of it is gone.
    func asksAgain(for sessionId: String, endedAt: Date) -> Bool {
        // What it has is the next one's to ask for, which goes on where this one ends.
        let isNext = state != .completed && state != .cancelled && entries.contains { $0.sessionId == sessionId }
        return endedAt >= (isNext ? plan.from.later(by: max(Self.longest, plan.every)) : coveredUntil).later(by: .zero - plan.giveUpAfter)
    }

    private var every: Int64 { max(1, StoredMilliseconds(plan.every).count) }

    /// Any amendment says that the autowebinar is being taken down: what came since the last look is asked for now.
    package mutating func amend(_ amendment: Data, at now: Date) {
        closing = closing ?? StoredMilliseconds(now.later(by: Self.lastPatience))
        guard state == .awaitInterval else { return }
        end = StoredMilliseconds(now)
        state = .lookAtEvent
    }

    package mutating func cancel(at now: Date) { if state != .completed { state = .cancelled } }

    package mutating func retry(at now: Date) -> Bool { false }
}
