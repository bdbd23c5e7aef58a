import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI

/// A run of an autowebinar, as far as drift concerns it. Read without its steps, since there may be very many.
struct DriftRun: Sendable {
    var key: String
    var flow: AutowebinarFlow
    var state: RunState
    var updatedAt: Date

    var place: RemotePlace? { flow.spaceId.map { RemotePlace(connection: flow.plan.connection, spaceId: $0) } }

    /// Whether nothing that it asked for can still be on its way, and no list can be too old to show it.
    func isSettled(before instant: Date) -> Bool { (state == .waiting || state == .completed) && updatedAt <= instant }

    private static let kinds = "kind IN ('\(AutowebinarFlow.kind)', '\(AutowebinarFlow.sharedKind)')"
    private static let columns = "SELECT key, version, ctx, state, updated_ms FROM flow WHERE \(kinds)"
    /// The stored form is a blob, which SQLite's JSON functions do not read.
    private static let document = "CAST(ctx AS TEXT)"

    /// The runs that are not over, those whose session is ahead, and the permanent ones; of each occurrence the last run.
    static func fetchUpcoming(_ db: Database, now: Date) throws -> [DriftRun] {
        let ended = "state IN (\(RunState.allCases.filter(\.isFinal).map { String($0.rawValue) }.joined(separator: ", ")))"
        let start = "json_extract(\(document), '$.plan.start')"
        let runs = try Row.fetchAll(
            db, sql: "\(columns) AND (NOT \(ended) OR coalesce(\(start), :now) >= :now) ORDER BY id", arguments: ["now": now.wholeMilliseconds]
        ).compactMap(DriftRun.init)
        var last: [String: DriftRun] = [:]
        for run in runs {
            let occurrence = RunKey.occurrence(of: run.key)
            if let other = last[occurrence], RunKey.generation(of: other.key) > RunKey.generation(of: run.key) { continue }
            last[occurrence] = run
        }
        return last.values.sorted { $0.key < $1.key }
    }

    /// The runs with these marks, by mark.
    static func fetch(_ db: Database, markers: Set<String>) throws -> [String: DriftRun] {
        guard !markers.isEmpty else { return [:] }
        let places = repeatElement("?", count: markers.count).joined(separator: ", ")
        let runs = try Row.fetchAll(
            db, sql: "\(columns) AND json_extract(\(document), '$.plan.marker') IN (\(places))", arguments: StatementArguments(Array(markers))
        ).compactMap(DriftRun.init)
        return Dictionary(runs.map { ($0.flow.plan.marker.text, $0) }, uniquingKeysWith: { $1 })
    }

    /// The run of that key, or nil.
    static func fetch(_ db: Database, key: String) throws -> DriftRun? {
        try Row.fetchOne(db, sql: "\(columns) AND key = ?", arguments: [key]).flatMap(DriftRun.init)
    }

    /// Whether no later run of the same occurrence has taken its place.
    static func isLast(_ db: Database, key: String) throws -> Bool {
        let next = "\(RunKey.occurrence(of: key)).\(RunKey.generation(of: key) + 1)"
        return try Int.fetchOne(db, sql: "SELECT 1 FROM flow WHERE key = ?", arguments: [next]) == nil
    }

    /// The runs of any kind that have something to do now, or do not know yet what they have done.
    static func fetchMoving(_ db: Database) throws -> [String] {
        let states = [RunState.ready, .running, .ambiguous].map { String($0.rawValue) }.joined(separator: ", ")
        return try String.fetchAll(db, sql: "SELECT key FROM flow WHERE state IN (\(states))")
    }

    /// The spaces in which anything was ever made or looked for.
    static func fetchPlaces(_ db: Database) throws -> Set<RemotePlace> {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT lane, json_extract(\(document), '$.facts.spaceId') AS space FROM flow
                WHERE \(kinds) AND space IS NOT NULL
                """)
        return Set(rows.map { RemotePlace(connection: $0[0], spaceId: $0[1]) })
    }

    /// What the removals that are not over are going to remove.
    static func fetchRemovals(_ db: Database) throws -> Set<Removal> {
        let rows = try Row.fetchAll(
            db, sql: "SELECT version, ctx FROM flow WHERE kind = '\(RemovalFlow.kind)' AND state IN (0, 1, 2, 3, 4, 8)")
        return Set(
            rows.compactMap { try? RemovalFlow.restore(kind: RemovalFlow.kind, version: $0["version"], from: $0["ctx"]) }
                .flatMap { $0.rest.map(\.removal) })
    }

    /// Nil where a later version of the program wrote it, which is left alone.
    private init?(_ row: Row) {
        guard let flow = try? AutowebinarFlow.restore(kind: AutowebinarFlow.kind, version: row["version"], from: row["ctx"]) else { return nil }
        self.flow = flow
        key = row["key"]
        state = RunState(rawValue: row["state"]) ?? .held
        updatedAt = Date(wholeMilliseconds: row["updated_ms"])
    }

    init(key: String, flow: AutowebinarFlow, state: RunState, updatedAt: Date) {
        (self.key, self.flow, self.state, self.updatedAt) = (key, flow, state, updatedAt)
    }
}

extension [DriftRun] {
    /// When their sessions begin, by the name of their job; in milliseconds since 1970.
    var startsOfJobs: [String: Set<Int64>] {
        reduce(into: [:]) { starts, run in
            if let start = run.flow.startMilliseconds { starts[RunKey.job(of: run.key), default: []].insert(start) }
        }
    }
}

/// A space of an account.
struct RemotePlace: Sendable, Hashable {
    var connection: String
    var spaceId: String
}
