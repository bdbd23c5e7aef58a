import Recurrence

/// Reads which form the dates of a schedule have.
enum ScheduleSeries {
    private static let forms = ["rrule", "cron", "dates", "always"]

    /// The series of the keys. Nil after a report.
    static func read(_ keys: DocumentMap) -> Schedule.Series? {
        let given = forms.filter { keys.child($0) != nil }
        guard given.count <= 1 else {
            keys.value.report("expected at most one of \(forms.joined(separator: ", ")), found \(given.joined(separator: ", "))")
            return nil
        }
        let start = keys.optional("start") { $0.wallTime() }
        switch given.first {
        case "rrule":
            // Read before the start is missed, so that both mistakes are told.
            let rule = keys.optional("rrule") { $0.recurrenceRule() }
            guard keys.child("start") != nil else {
                keys.child("rrule")?.report("a rule counts from a start", hint: "add \"start: 2026-12-01T19:00\"")
                return nil
            }
            guard let rule, let start else { return nil }
            return .rule(rule, start: start)
        case "cron":
            guard let cron = keys.optional("cron", { $0.cronExpression() }), keys.child("start") == nil || start != nil else { return nil }
            return .cron(cron, start: start)
        case "dates":
            guard withoutStart(keys, "dates") else { return nil }
            return keys.optional("dates", dates)
        case "always":
            guard withoutStart(keys, "always"), let value = keys.child("always"), let isAlways = value.bool() else { return nil }
            return value.check(isAlways, "always can only be true", hint: "remove the key and give start or dates") ? .always : nil
        default:
            guard keys.child("start") != nil else {
                keys.value.report("expected start, or one of \(forms.joined(separator: ", ")), found none", hint: "add \"start: 2026-12-01T19:00\"")
                return nil
            }
            return start.map(Schedule.Series.once)
        }
    }

    private static func withoutStart(_ keys: DocumentMap, _ form: String) -> Bool {
        guard let start = keys.child("start") else { return true }
        start.report("start does not go with \(form)", hint: "remove one of them")
        return false
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
