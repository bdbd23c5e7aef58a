import Foundation
import Recurrence

/// The dates of a job over a span of time that nobody has decided yet.
struct UndecidedDates: Codable, Hashable, Sendable {
    /// The job as it was for these dates, its series open.
    var job: Job
    var from: Date
    /// The first instant behind them.
    var to: Date
    /// Whether they become no run, since their schedule was changed while the job was paused.
    var isPaused = false

    /// Why one that has come becomes no run any more; nil where it does.
    ///
    /// - Parameter isLatest: no later one has come yet.
    func reasonToMiss(_ nominal: Date, isLatest: Bool, now: Date) -> String? {
        if let reason = job.reasonToMiss(nominal, isLatest: isLatest, now: now) { return reason }
        return isPaused
            ? "\(StoredOccurrence.missed): its start passed while the job was paused, and the schedule was changed before it was resumed" : nil
    }

    /// The last of those that have passed, ascending, as they would be decided now. Those that would still get a run are `undecided`.
    ///
    /// - Parameters:
    ///   - limit: how many of them.
    ///   - awaited: what decides them.
    func passed(_ limit: Int, awaiting awaited: String, now: Date, zones: ZoneDatabase) -> [StoredOccurrence] {
        let end = min(to, now)
        guard let schedule = job.schedule, schedule.series != .always, from < end else { return [] }
        let dates = Self.last(limit, of: schedule, from: from, to: end, zones: zones)
        let latest = dates.last { !$0.isLeftOut }?.instant
        return dates.map { date in
            let reason =
                date.reasonToLeaveOut.map { StoredOccurrence.leftOut + $0 } ?? reasonToMiss(date.instant, isLatest: date.instant == latest, now: now)
            return StoredOccurrence(
                job: job.name, nominal: date.recordedInstant, startsAt: date.instant, outcome: reason == nil ? .undecided : .skipped, run: nil,
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

extension StoredJob {
    /// The dates that have passed and are not decided yet, ascending, as they would be decided now: while a job is paused or no service runs nothing
    /// is decided, and a date that has passed is to be seen all the same.
    ///
    /// - Parameter limit: how many of them, the last ones.
    func passed(_ limit: Int, now: Date, zones: ZoneDatabase) -> [StoredOccurrence] {
        let present = openedJob.map { UndecidedDates(job: $0, from: cursor, to: now) }
        let awaited = state == .paused ? "the job is resumed" : "the service plans"
        return (former + [present].compactMap(\.self)).flatMap { $0.passed(limit, awaiting: awaited, now: now, zones: zones) }.suffix(limit)
    }

    /// Leaves what has come of the present dates to the planner, before the job gets others: only the planner knows that the clock may be trusted.
    mutating func leaveDates(now: Date) {
        guard let job = openedJob, cursor < now else { return }
        former.append(UndecidedDates(job: job, from: cursor, to: now, isPaused: state == .paused))
    }

    /// Leaves what lies ahead undecided, whether the planner was ahead or the clock was: none of it is among the former dates.
    mutating func takeBack(to now: Date) {
        cursor = min(cursor, now)
        former.removeAll { $0.from >= now }
        for index in former.indices { former[index].to = min(former[index].to, now) }
    }
}
