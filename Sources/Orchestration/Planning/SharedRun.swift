import DurableFlow
import Foundation
import GRDB

/// A run that makes a shared playback, or an event of one, read without its steps.
struct SharedRun {
    var key: String
    var state: RunState
    var isCancelRequested: Bool
    var note: String?
    /// Nil where a later version of the program wrote it.
    var flow: AutowebinarFlow?

    private static let columns = "SELECT key, kind, version, ctx, state, cancel, note FROM flow"

    /// The run of that key, or nil.
    static func fetch(_ db: Database, key: String) throws -> SharedRun? {
        try Row.fetchOne(try db.cachedStatement(sql: "\(columns) WHERE key = ?"), arguments: [key]).map(SharedRun.init)
    }

    /// The runs of a job's occurrences that are not over and use a playback, or have not said yet which.
    ///
    /// - Parameter key: of the run that makes the playback.
    static func users(_ db: Database, of key: String) throws -> [SharedRun] {
        let final = RunState.allCases.filter(\.isFinal).map { String($0.rawValue) }.joined(separator: ", ")
        return try Array(cursor(db, of: key, "AND state NOT IN (\(final))").filter { $0.flow?.uses(key) ?? true })
    }

    /// The end of the last session of a playback that was held; nil where none was.
    static func heldUntil(_ db: Database, of key: String, now: Date) throws -> Int64? {
        try cursor(db, of: key).compactMap { $0.flow?.heldUntil(on: key, now: now) }.max()
    }

    /// Whether a run held the last session so far of a playback whose own run goes on: only by it is known that the playback was held.
    static func isLastHeld(_ db: Database, key: String, _ flow: AutowebinarFlow, now: Date) throws -> Bool {
        guard let playback = flow.facts.shared?.run, flow.heldUntil(on: playback, now: now) != nil,
            try RunRecord.fetchState(db, key: playback)?.state.isFinal == false
        else { return false }
        // The keys of later dates sort behind.
        return try !cursor(db, of: key, behind: key).contains { $0.flow?.heldUntil(on: playback, now: now) != nil }
    }

    /// The runs of the job that a key belongs to, by their keys, all or those behind one.
    private static func cursor(
        _ db: Database, of key: String, behind: String? = nil, _ condition: String = ""
    ) throws -> MapCursor<RowCursor, SharedRun> {
        let prefix = RunKey.prefix(of: RunKey.job(of: key))
        let statement = try db.cachedStatement(
            sql: "\(columns) WHERE key > ? AND key < ? AND kind = '\(AutowebinarFlow.kind)' \(condition) ORDER BY key")
        return try Row.fetchCursor(statement, arguments: [behind ?? prefix, prefix + "\u{10FFFF}"]).map(SharedRun.init)
    }

    private init(_ row: Row) {
        (key, note, isCancelRequested) = (row["key"], row["note"], row["cancel"] as Int != 0)
        state = RunState(rawValue: row["state"]) ?? .held
        flow = try? AutowebinarFlow.restore(kind: row["kind"], version: row["version"], from: row["ctx"])
    }

    /// Whether its event stays: one that is to be cancelled before its session begins takes it back.
    func keepsEvent(at now: Date) -> Bool { !isCancelRequested || flow?.plan.startsAt.map { $0 <= now } ?? true }

    /// What became of one that is over, in words.
    var ending: String {
        switch state {
        case .failed: "failed"
        case .cancelled: "was cancelled"
        default: "is over"
        }
    }
}

extension AutowebinarFlow {
    /// The end of its session on that playback, in milliseconds since 1970; nil where none has begun.
    fileprivate func heldUntil(on playback: String, now: Date) -> Int64? {
        guard plan.share == .event, facts.shared?.run == playback, facts.published, let start = plan.startsAt, start <= now else { return nil }
        return (endsAt ?? start).wholeMilliseconds
    }

    fileprivate func uses(_ key: String) -> Bool { plan.share == .event && (facts.shared?.run ?? key) == key }
}
