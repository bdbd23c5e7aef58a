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
    static func find(_ db: Database, job: String, _ instant: Date) throws -> SessionBefore {
        var before: StoredOccurrence?
        var probe = try OccurrenceTable.last(db, job: job, before: instant)
        // The run before may not have chosen its record yet: then an earlier one of the job tells how long they are.
        for _ in 0..<5 {
            guard let occurrence = probe else { break }
            if let record = try occurrence.run.flatMap({ try RunRecord.fetch(db, key: $0) }), let flow = try? ServiceFlow(record).autowebinar {
                let isHeld = !record.isCancelRequested && (!record.state.isFinal || flow.facts.published && record.state != .cancelled)
                if isHeld { before = before ?? occurrence }
                if let before, let length = flow.facts.recordLength { return .ends(before.startsAt.later(by: length)) }
            }
            probe = try OccurrenceTable.last(db, job: job, before: occurrence.nominal)
        }
        return before.map { .unknown(since: $0.decidedAt) } ?? .none
    }
}
