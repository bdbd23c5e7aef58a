import Foundation
import Recurrence

/// The `schedule` of a job file: the dates, and how they are kept.
struct PlannedSchedule {
    var schedule: Schedule
    var horizon = JobDuration.days(14)
    var missed = Job.Missed()
    var overlap = AutowebinarJob.Overlap.allow

    private static let keys = [
        "timezone", "start", "rrule", "cron", "dates", "always", "exclude", "include", "move", "onHoliday", "horizon", "dst", "missed", "overlap",
    ]

    /// Reads the map. Nil after a report.
    init?(_ value: DocumentValue, zones: ZoneDatabase, holidays: HolidayFiles, now: Date) {
        guard let keys = value.map(Self.keys) else { return nil }
        let zone = keys.required("timezone") { Self.zone($0, zones: zones) }
        let series = ScheduleSeries.read(keys)
        let exceptions = ScheduleExceptionKeys(keys, holidays: holidays, isPermanent: series == .always)
        let dst = keys.optional("dst") { $0.map(["gap", "overlap"]) }
        let gap = dst?.optional("gap") { $0.choice(Zone.GapRule.self) } ?? .shift
        let overlapOfClock = dst?.optional("overlap") { $0.choice(Zone.OverlapRule.self) } ?? .first
        horizon = keys.optional("horizon") { $0.duration(isPositive: true) }.map(JobDuration.init) ?? horizon
        if let map = keys.optional("missed", { $0.map(["policy", "window"]) }) {
            missed.policy = map.optional("policy") { $0.choice(Job.Missed.Policy.self) } ?? missed.policy
            missed.window = map.optional("window") { $0.duration() }.map(JobDuration.init) ?? missed.window
        }
        overlap = keys.optional("overlap") { $0.choice(AutowebinarJob.Overlap.self) } ?? overlap
        guard let zone, let series else { return nil }
        schedule = Schedule(timezone: zone.name, series: series, gap: gap, overlap: overlapOfClock)
        guard let exceptions else { return nil }
        let seriesKey = keys.child("rrule") ?? keys.child("cron") ?? keys.value
        guard exceptions.apply(to: &schedule, seriesKey: seriesKey, present: zone.wallTime(at: now), zones: zones) else { return nil }
    }

    private static func zone(_ value: DocumentValue, zones: ZoneDatabase) -> Zone? {
        guard let name = value.text() else { return nil }
        do {
            return try zones.zone(name)
        } catch {
            value.report(error.message, hint: error.hint)
            return nil
        }
    }
}
