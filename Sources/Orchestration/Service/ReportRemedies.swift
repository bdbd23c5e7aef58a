import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI

/// How reports whose files are gone or damaged are collected again.
enum ReportRemedy: Equatable {
    case backfill(job: String)
    /// The same, once the job is applied: it was run by hand, or was removed.
    case backfillOnceApplied(job: String)
    case collection(space: String, connection: String)
    /// By itself: the collection of a permanent autowebinar asks for the session once more.
    case nextCollection
    /// Not at all: livedigital has them no more.
    case nothing

    /// Whether somebody has to give a command for it. What no job keeps any more may be meant to go.
    var isCommand: Bool {
        switch self {
        case .backfill, .collection: true
        case .backfillOnceApplied, .nextCollection, .nothing: false
        }
    }
}

/// Finds the remedy of each damaged report.
struct ReportRemedies {
    private let db: Database
    private let jobs: Set<String>
    private let gone: GoneCalls
    private var collections: [String: PermanentCollectionFlow?] = [:]

    /// - Parameter rows: the sessions of the damaged reports, with `id kind job connection space_id room_id starts_ms ends_ms`.
    init(_ db: Database, _ rows: [Row]) throws {
        self.db = db
        jobs = try String.fetchSet(db, sql: "SELECT name FROM job")
        gone = try GoneCalls(db, among: rows.filter(Self.isCall))
    }

    mutating func remedy(of row: Row) throws -> ReportRemedy {
        let (id, job, space): (String, String, String?) = (row["id"], row["job"], row["space_id"])
        if Self.isCall(row) {
            guard let space, !gone.contains(row) else { return .nothing }
            return .collection(space: space, connection: row["connection"])
        }
        let (isApplied, isJob) = (jobs.contains(job), job != RunKey.commandName)
        var run = try RunRecord.fetch(db, key: id).flatMap { try? ServiceFlow($0) }
        if run?.collectAgain([], at: Date()) == true, isJob { return isApplied ? .backfill(job: job) : .backfillOnceApplied(job: job) }
        guard isApplied else { return .nothing }
        // An interval has a name of ours, and its report is the event's, which holds something else by now.
        guard !id.hasPrefix(RunKey.prefix(of: job)), let endedAt = (row["ends_ms"] as Int64?).map(Date.init(wholeMilliseconds:)),
            try collection(of: job)?.asksAgain(for: id, endedAt: endedAt) == true
        else { return .nothing }
        return .nextCollection
    }

    /// The last run that collects for a permanent autowebinar which is on show.
    private mutating func collection(of job: String) throws -> PermanentCollectionFlow? {
        if let known = collections[job] { return known }
        var last: PermanentCollectionFlow?
        if let whole = try RunRecord.permanent(db, job: job), whole.isOpenForEver {
            last = try RunRecord.fetch(db, prefix: RunKey.parts(of: whole.key), limit: 1).first.flatMap { try? ServiceFlow($0).permanentCollection }
        }
        collections[job] = last
        return last
    }

    private static func isCall(_ row: Row) -> Bool { row["kind"] == Session.Kind.call.rawValue }
}

/// The calls that livedigital has no more: a collection that read every list which could have such a call found none, and began when the last one that
/// had it was over, so that no list could still lag.
private struct GoneCalls {
    private struct Call: Hashable {
        var connection: String
        var id: String

        init(_ row: Row) { (connection, id) = (row["connection"], row["id"]) }
    }

    private var calls: Set<Call> = []

    /// - Parameter rows: the sessions of calls.
    init(_ db: Database, among rows: [Row]) throws {
        guard !rows.isEmpty else { return }
        var (had, lacked): ([Call: Int64], [Call: Int64]) = ([:], [:])
        let runs = try Row.fetchCursor(
            db, sql: "SELECT version, ctx, created_ms, updated_ms FROM flow WHERE kind = ?", arguments: [CollectionFlow.kind])
        while let run = try runs.next() {
            guard let flow = try? CollectionFlow.restore(kind: CollectionFlow.kind, version: run["version"], from: run["ctx"]) else { continue }
            let found = Set(flow.facts.calls.map(\.id))
            for row in rows where row["connection"] == flow.plan.connection {
                let call = Call(row)
                if found.contains(call.id) {
                    had[call] = max(had[call] ?? 0, run["updated_ms"])
                } else if flow.hasLookedFor(
                    callFrom: Date(wholeMilliseconds: row["starts_ms"]), spaceId: row["space_id"], roomId: row["room_id"])
                {
                    lacked[call] = max(lacked[call] ?? 0, run["created_ms"])
                }
            }
        }
        calls = Set(lacked.filter { $0.value > had[$0.key] ?? 0 }.keys)
    }

    func contains(_ row: Row) -> Bool { calls.contains(Call(row)) }
}

extension CollectionFlow {
    /// Whether it has read every list that could have a call which began then.
    fileprivate func hasLookedFor(callFrom startedAt: Date, spaceId: String?, roomId: String?) -> Bool {
        state == .completed && facts.spaceId == spaceId && startedAt >= plan.from && startedAt < min(plan.to, plan.startsAt)
            && (plan.room == nil || facts.rooms.contains { $0.id == roomId })
    }
}
