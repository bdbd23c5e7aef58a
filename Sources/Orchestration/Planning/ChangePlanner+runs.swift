import DurableFlow
import Foundation
import GRDB

/// The runs of a job that a change of it may concern.
extension ChangePlanner {
    /// The occurrences of a job that are ahead and have runs.
    func upcoming(_ db: Database?, _ job: String, _ now: Date) throws -> [StoredOccurrence] {
        guard let db else { return [] }
        return try OccurrenceTable.fetch(db, job: job, from: now).filter { $0.outcome == .run }
    }

    /// The runs of occurrences, but for those that have nothing to change.
    func runs(of occurrences: [StoredOccurrence], _ db: Database?) throws -> [String] {
        guard let db else { return [] }
        return try occurrences.compactMap(\.run).filter { try !RunRecord.hasNothingToChange(db, key: $0) }
    }

    /// Those of some runs that are in a connection: a job that was in another one before may have left runs there.
    func runs(_ keys: [String], in connection: String, _ db: Database?) throws -> [String] {
        guard let db else { return [] }
        return try keys.filter { try String.fetchOne(db, sql: "SELECT lane FROM flow WHERE key = ?", arguments: [$0]) == connection }
    }

    /// The runs of a job's actions that have begun and not ended.
    func begun(_ db: Database?, _ job: String, _ now: Date) throws -> [String] {
        guard let db else { return [] }
        let ahead = Set(try upcoming(db, job, now).compactMap(\.run))
        return try RunRecord.fetch(db, prefix: RunKey.prefix(of: job)).filter {
            $0.kind == ActionsFlow.kind && !$0.state.isFinal && !ahead.contains($0.key)
        }.map(\.key)
    }

    /// The run of a permanent job, which is on show for ever, whether it has ended or not; none where the last one was taken down or never came to be.
    func permanent(_ db: Database?, _ job: String) throws -> [String] {
        guard let db, let last = try RunRecord.permanent(db, job: job), last.isOpenForEver else { return [] }
        return [last.key]
    }

    /// The run of the playback that the job's autowebinars share; none where there is none, or it is ending.
    func shared(_ db: Database?, _ job: String) throws -> [String] {
        try db.flatMap { try SharedPlaybacks.run(of: job, in: $0) }.map { [$0] } ?? []
    }
}
