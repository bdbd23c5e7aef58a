import DurableFlow
import Foundation
import LivedigitalAPI

extension CollectionFlow {
    /// The calls that a collection found or was told of, as sessions with the id of the call.
    func sessions(runKey: String) -> [Session] {
        // One that an event told of is a session already, and keeps its title until its room is read.
        guard facts.spaceId != nil else { return [] }
        let names = Dictionary(facts.rooms.map { ($0.id, $0.name ?? $0.id) }, uniquingKeysWith: { first, _ in first })
        return facts.calls.map { call in
            let room = names[call.listedFor] ?? call.listedFor
            return Session(
                id: call.id, kind: .call, job: RunKey.job(of: runKey), connection: plan.connection, spaceId: facts.spaceId, roomId: call.roomId,
                title: call.isBreakoutRoom ? "\(room) (breakout room)" : room, startsAt: call.startedAt,
                timezone: plan.timezone, endsAt: call.finishedAt,
                reports: plan.formats.map { report(of: call, $0) })
        }
    }

    private func report(of call: FoundCall, _ format: ReportFormat) -> Session.Report {
        let stored = call.reports.first { $0.format == format }
        // A call that goes on has no report yet, and its end is waited for that long.
        return Session.Report(
            format: format.rawValue, dueAt: call.finishedAt?.later(by: plan.after) ?? call.startedAt.later(by: CollectionPlan.longestCall),
            file: stored.map { Session.Report.File(path: $0.path, bytes: $0.bytes, sha256: $0.sha256) },
            givenUp: stored == nil ? call.givenUp[format.rawValue] ?? reasonToGiveUp : nil)
    }

    /// Why this run collects no further report; nil while it does.
    private var reasonToGiveUp: String? {
        switch state {
        // What else is missing has reasons of its own.
        case .failed(let reason): facts.cause ?? reason.message
        case .cancelled: "the collection was cancelled before the report was there"
        default: nil
        }
    }
}

extension PermanentCollectionFlow {
    /// livedigital's id of what was new, or else the key of the run and the end of the interval.
    static func sessionId(of entry: Entry, runKey: String) -> String {
        entry.sessionId ?? "\(RunKey.whole(runKey))/\(WireDate.format(entry.finishedAt))"
    }

    /// What was new, as sessions.
    func sessions(runKey: String) -> [Session] {
        entries.map { entry in
            Session(
                id: Self.sessionId(of: entry, runKey: runKey), kind: .autowebinar, job: RunKey.job(of: runKey),
                connection: plan.connection, spaceId: plan.event.spaceId, roomId: plan.roomId, title: plan.title, startsAt: entry.startedAt,
                timezone: plan.timezone, endsAt: entry.finishedAt,
                reports: [
                    Session.Report(
                        format: entry.report.format.rawValue, dueAt: entry.finishedAt,
                        file: Session.Report.File(path: entry.report.path, bytes: entry.report.bytes, sha256: entry.report.sha256))
                ])
        }
    }
}
