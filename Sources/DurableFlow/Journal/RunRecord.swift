package import Foundation
package import GRDB

/// A run as the journal shows it to readers.
package struct RunRecord: Sendable {
    package var key: String
    package var kind: String
    package var version: Int
    package var lane: String
    package var state: RunState
    /// The step that the run is at, or nil at its end.
    package var stepName: String?
    /// When it goes on by itself; nil where it does not.
    package var due: Date?
    /// A question, a reason or the last error.
    package var note: String?
    /// Why the lane, and so the run, is paused.
    package var pausedReason: String?
    package var isCancelRequested: Bool
    /// Its flow has turned towards its end.
    package var isCancelReceived = false
    package var createdAt: Date
    package var updatedAt: Date
    /// The flow, as JSON.
    package var context: Data
    package var steps: [StepRecord]
}

/// What became of one step so far.
package struct StepRecord: Sendable, Equatable {
    package var name: String
    package var state: StepState
    /// How many times it was sent; attempts that spent nothing are not counted twice.
    package var attempts: Int
    /// How it came to its success; nil before.
    package var how: How?
    package var startedAt: Date
    package var endedAt: Date?
    package var error: String?
    /// True where an attempt was unknown and found undone.
    var wasUnknown: Bool
}

extension RunRecord {
    private static let select = """
        SELECT flow.id, key, kind, version, lane, state, step_name, due_ms, note, paused_reason, cancel, created_ms, updated_ms, ctx
        FROM flow LEFT JOIN lane ON lane.name = flow.lane AND lane.paused_ms IS NOT NULL
        """

    /// The run of that key, or nil.
    package static func fetch(_ db: Database, key: String) throws -> RunRecord? {
        try Row.fetchOne(db.cachedStatement(sql: "\(select) WHERE flow.key = ?"), arguments: [key]).map { try RunRecord($0, db) }
    }

    /// How far the run of that key is, and whether it is to be cancelled, without its steps; nil where there is none.
    package static func fetchState(_ db: Database, key: String) throws -> (state: RunState, isCancelRequested: Bool)? {
        let statement = try db.cachedStatement(sql: "SELECT state, cancel FROM flow WHERE key = ?")
        return try Row.fetchOne(statement, arguments: [key]).map { (RunState(rawValue: $0[0]) ?? .held, ($0[1] as Int) != 0) }
    }

    /// Runs, newest first.
    ///
    /// - Parameters:
    ///   - prefix: only keys that begin so; nil for all.
    ///   - kinds: those of flows that are not meant.
    package static func fetch(_ db: Database, prefix: String? = nil, limit: Int = 1000, leavingOut kinds: [String] = []) throws -> [RunRecord] {
        // Names of our own, without a quote in them.
        let others = kinds.isEmpty ? "" : "AND flow.kind NOT IN (\(kinds.map { "'\($0)'" }.joined(separator: ", ")))"
        guard let prefix else {
            return try Row.fetchAll(db, sql: "\(select) WHERE true \(others) ORDER BY flow.id DESC LIMIT ?", arguments: [limit])
                .map { try RunRecord($0, db) }
        }
        return try Row.fetchAll(db, sql: selectByPrefix(others), arguments: [prefix, prefix + "\u{10FFFF}", limit]).map { try RunRecord($0, db) }
    }

    /// The range of the keys' index. The plus keeps SQLite from going through all runs in the order that is asked for instead.
    static func selectByPrefix(_ others: String = "") -> String {
        "\(select) WHERE flow.key >= ? AND flow.key < ? \(others) ORDER BY +flow.id DESC LIMIT ?"
    }

    /// Runs of one lane, newest first, a piece at a time.
    ///
    /// - Parameters:
    ///   - prefix: only keys that begin so; nil for all.
    ///   - position: only those before it, as an earlier piece gave it; nil from the newest on.
    /// - Returns: the runs, each with its position.
    package static func fetch(
        _ db: Database, lane: String, prefix: String? = nil, before position: Int64?, limit: Int
    ) throws -> [(position: Int64, record: RunRecord)] {
        try Row.fetchAll(
            db,
            sql: """
                \(select) WHERE flow.lane = :lane AND (:prefix IS NULL OR substr(flow.key, 1, length(:prefix)) = :prefix) AND flow.id < :position
                ORDER BY flow.id DESC LIMIT :limit
                """,
            arguments: ["lane": lane, "prefix": prefix, "position": position ?? .max, "limit": limit]
        ).map { ($0[0], try RunRecord($0, db)) }
    }

    /// - Parameter row: one of ``select``; by position, as a name is looked for in all columns each time.
    private init(_ row: Row, _ db: Database) throws {
        key = row[1]
        kind = row[2]
        version = row[3]
        lane = row[4]
        state = RunState(rawValue: row[5]) ?? .held
        stepName = row[6]
        due = (row[7] as Int64?).map(Date.init(milliseconds:))
        note = row[8]
        pausedReason = row[9]
        let cancel = RunRow.CancelRequest(rawValue: row[10]) ?? .none
        (isCancelRequested, isCancelReceived) = (cancel != .none, cancel == .received)
        createdAt = Date(milliseconds: row[11])
        updatedAt = Date(milliseconds: row[12])
        context = row[13]
        let statement = try db.cachedStatement(sql: StepRecord.select)
        let attempts = try Row.fetchAll(statement, arguments: [row[0] as Int64])
        steps = []
        var ordinal = 0
        for attempt in attempts {
            let record = StepRecord(attempt)
            if attempt[0] == ordinal, let last = steps.popLast() {
                steps.append(record.following(last))
            } else {
                steps.append(record)
            }
            ordinal = attempt[0]
        }
    }
}

extension StepRecord {
    /// The attempts of a run in their order.
    fileprivate static let select = "SELECT n, name, state, started_ms, done_ms, error FROM step WHERE flow = ? ORDER BY n, attempt"

    /// - Parameter row: one of ``select``.
    fileprivate init(_ row: Row) {
        name = row[1]
        state = StepState(rawValue: row[2]) ?? .intent
        attempts = 1
        startedAt = Date(milliseconds: row[3])
        endedAt = (row[4] as Int64?).map(Date.init(milliseconds:))
        error = row[5]
        wasUnknown = state == .superseded
        how =
            switch state {
            case .succeeded: .performed
            case .adopted: .adopted
            case .intent, .failed, .superseded, .deferred: nil
            }
    }

    /// This attempt as the latest of a step whose earlier ones were `earlier`.
    fileprivate func following(_ earlier: StepRecord) -> StepRecord {
        var merged = self
        merged.attempts = earlier.attempts + 1
        merged.startedAt = earlier.startedAt
        merged.wasUnknown = wasUnknown || earlier.wasUnknown
        if state == .succeeded, merged.wasUnknown { merged.how = .repeated }
        return merged
    }
}
