import Foundation
import Recurrence

extension StoredJob {
    /// The dates that have passed and are not decided yet, ascending, as they would be decided now: while a job is paused or no service runs nothing
    /// is decided, and a date that has passed is to be seen all the same. Those that would still get a run are `undecided`.
    ///
    /// - Parameter limit: how many of them, the last ones.
    func passed(_ limit: Int, now: Date, zones: ZoneDatabase) -> [StoredOccurrence] {
        guard let job = openedJob, let schedule = job.schedule, schedule.series != .always, cursor < now else { return [] }
        let dates = Self.last(limit, of: schedule, from: cursor, to: now, zones: zones)
        let latest = dates.last { !$0.isLeftOut }?.instant
        let awaited = state == .paused ? "the job is resumed" : "the service plans"
        return dates.map { date in
            let reason =
                date.reasonToLeaveOut.map { StoredOccurrence.leftOut + $0 }
                ?? job.reasonToMiss(date.instant, isLatest: date.instant == latest, now: now)
            return StoredOccurrence(
                job: job.name, nominal: date.instant, startsAt: date.instant, outcome: reason == nil ? .undecided : .skipped, run: nil,
                reason: reason ?? "it has come, and gets its run once \(awaited), unless that is too late for schedule.missed", decidedAt: now)
        }
    }

    /// The last dates of a span, found from its end on: it may be years long.
    private static func last(_ limit: Int, of schedule: Schedule, from: Date, to: Date, zones: ZoneDatabase) -> ArraySlice<ZonedInstant> {
        var reach: TimeInterval = 86_400
        while true {
            let start = max(from, to.addingTimeInterval(-reach))
            guard let dates = try? schedule.occurrences(from: start, leftOut: .all, zones: zones) else { return [] }
            let passed = Array(dates.lazy.prefix { $0.instant < to })
            if passed.count >= limit || start <= from { return passed.suffix(limit) }
            reach *= 4
        }
    }
}
