import DurableFlow
import Foundation
import GRDB

/// The session of a job after one of its dates that was planned before the date was decided; one that will not be held does not count.
enum SessionAfter {
    /// When it begins, where a session at the date would last longer than until then; nil where none does, or no length is known.
    ///
    /// - Parameter gone: runs that will not be held.
    static func start(_ db: Database, job: String, _ date: Date, without gone: Set<String> = []) throws -> Date? {
        guard let length = try length(db, job: job, date) else { return nil }
        let end = date.later(by: length)
        return try OccurrenceTable.planned(db, job: job, after: date, before: end).first { occurrence in
            try occurrence.startsAt < end && occurrence.showing(db, without: gone)?.isHeld ?? false
        }?.startsAt
    }

    /// As long as the last known record before the date, also of what was cancelled; else as the first one behind it.
    private static func length(_ db: Database, job: String, _ date: Date) throws -> Duration? {
        for occurrence in try OccurrenceTable.nearest(db, job: job, date) {
            if let length = try occurrence.showing(db)?.length { return length }
        }
        return nil
    }
}

extension StoredOccurrence {
    /// Whether the autowebinar of an occurrence was or will be held, and how long its record is, where that is known; nil where it has none.
    ///
    /// - Parameter gone: runs that will not be held.
    func showing(_ db: Database, without gone: Set<String> = []) throws -> (isHeld: Bool, length: Duration?)? {
        guard let record = try run.flatMap({ try RunRecord.fetch(db, key: $0) }), let flow = try? ServiceFlow(record).autowebinar else { return nil }
        let isOver = record.state.isFinal && (!flow.facts.published || record.state == .cancelled)
        return (outcome == .run && !record.isCancelRequested && !isOver && !gone.contains(record.key), flow.facts.recordLength)
    }
}
