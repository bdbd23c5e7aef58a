import Recurrence

/// The `schedule` of a job file: the dates, and how late they may be kept.
struct PlannedSchedule {
    var schedule: Schedule
    var missedWindow: JobDuration

    private static let keys = ["timezone", "start", "dates", "always", "dst", "missed"]
    private static let laterKeys = ["rrule", "cron", "exclude", "include", "move", "horizon", "overlap"]

    /// Reads the map. Nil after a report.
    init?(_ value: DocumentValue, zones: ZoneDatabase) {
        guard let keys = value.map(Self.keys, unavailable: Self.laterKeys) else { return nil }
        let timezone = keys.required("timezone") { Self.timezone($0, zones: zones) }
        let series = Self.series(keys)
        let dst = keys.optional("dst") { $0.map(["gap", "overlap"]) }
        let gap = dst?.optional("gap") { $0.choice(Zone.GapRule.self) } ?? .shift
        let overlap = dst?.optional("overlap") { $0.choice(Zone.OverlapRule.self) } ?? .first
        let missed = keys.optional("missed") { $0.map(["window"], unavailable: ["policy"]) }
        missedWindow = missed?.optional("window") { $0.duration() }.map(JobDuration.init) ?? .minutes(15)
        guard let timezone, let series else { return nil }
        schedule = Schedule(timezone: timezone, series: series, gap: gap, overlap: overlap)
    }

    private static func timezone(_ value: DocumentValue, zones: ZoneDatabase) -> String? {
        guard let name = value.text() else { return nil }
        do {
            return try zones.zone(name).name
        } catch {
            value.report(error.message, hint: error.hint)
            return nil
        }
    }

    private static func series(_ keys: DocumentMap) -> Schedule.Series? {
        let forms = ["start", "dates", "always"]
        let given = forms.filter { keys.value.child($0) != nil }
        guard given.count == 1, let form = given.first, let value = keys.value.child(form) else {
            // Forms of a later version are reported as such already.
            let hasLaterForm = keys.value.child("rrule") != nil || keys.value.child("cron") != nil
            if given.count > 1 || !hasLaterForm {
                let found = given.isEmpty ? "none" : given.joined(separator: ", ")
                keys.value.report("expected exactly one of start, dates and always, found \(found)")
            }
            return nil
        }
        switch form {
        case "start": return value.wallTime().map(Schedule.Series.once)
        case "dates": return dates(value)
        default:
            guard let isAlways = value.bool() else { return nil }
            return value.check(isAlways, "always can only be true", hint: "remove the key and give start or dates") ? .always : nil
        }
    }

    private static func dates(_ value: DocumentValue) -> Schedule.Series? {
        var firstIndex: [WallTime: String] = [:]
        let dates = value.list("a list of local dates and times", maximum: Job.maximumDates) { item -> WallTime? in
            guard let date = item.wallTime() else { return nil }
            if let first = firstIndex[date] {
                item.report("\(date) is listed twice, first as \(first)", hint: "remove one of them")
                return nil
            }
            firstIndex[date] = item.path
            return date
        }
        guard let dates, value.check(!value.items.isEmpty, "the list is empty", hint: "add a date such as 2026-12-01T19:00") else { return nil }
        return .dates(dates.sorted())
    }
}
