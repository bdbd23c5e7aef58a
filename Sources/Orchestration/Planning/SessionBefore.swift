import DurableFlow
import Foundation
import GRDB

/// The session of a job before one of its dates; one that will not be held does not count.
enum SessionBefore {
    case none
    case ends(Date)
    /// No run of the job has chosen a record yet.
    case unknown(since: Date)

    /// When it ends, where that is after an instant.
    func end(after instant: Date) -> Date? { if case .ends(let end) = self, end > instant { end } else { nil } }

    /// The last one that begins before an instant; as long as the job's last known record.
    ///
    /// - Parameters:
    ///   - gone: runs that will not be held.
    ///   - held: the date of a session that will be held and has no run yet, before the instant.
    static func find(_ db: Database, job: String, _ instant: Date, without gone: Set<String> = [], with held: Date? = nil) throws -> SessionBefore {
        var before: StoredOccurrence?
        var probe = try OccurrenceTable.last(db, job: job, before: instant)
        // The run before may not have chosen its record yet: then an earlier one of the job tells how long they are.
        for _ in 0..<5 {
            guard let occurrence = probe else { break }
            if let showing = try occurrence.showing(db, without: gone) {
                if showing.isHeld { before = before ?? occurrence }
                if let start = [before?.startsAt, held].compactMap(\.self).max(), let length = showing.length {
                    return .ends(start.later(by: length))
                }
            }
            probe = try OccurrenceTable.last(db, job: job, before: occurrence.nominal)
        }
        return (before?.decidedAt ?? held).map { .unknown(since: $0) } ?? .none
    }
}
