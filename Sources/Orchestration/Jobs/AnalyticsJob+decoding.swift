import Foundation
import LivedigitalAPI
import Recurrence

extension AnalyticsJob {
    static let keys = ["space", "room", "period", "formats", "after", "giveUpAfter"]

    /// By how much a collection may be missed and still be made up for, where the file says nothing.
    static let missedWindow = JobDuration.hours(24)

    /// Reads the keys of a collection. Nil after a report.
    init?(_ keys: DocumentMap, _ planned: PlannedSchedule?, zones: ZoneDatabase) {
        if let schedule = keys.child("schedule") {
            for key in ["always", "horizon", "overlap"] {
                schedule.child(key)?.report("only an autowebinar has that", hint: "remove the key")
            }
        }
        let space = keys.required("space") { $0.text() }
        let room = keys.optional("room") { $0.text() }
        let period = keys.required("period") { Period($0, timezone: planned?.schedule.timezone ?? "UTC", zones: zones) }
        let formats = keys.optional("formats", Self.formats)
        let after = keys.optional("after") { $0.duration() }
        let giveUpAfter = keys.optional("giveUpAfter") { $0.duration(isPositive: true) }
        guard let space, let period else { return nil }
        self.init(space: space, room: room, period: period)
        self.formats = formats ?? self.formats
        self.after = after.map(JobDuration.init) ?? self.after
        self.giveUpAfter = giveUpAfter.map(JobDuration.init) ?? self.giveUpAfter
    }

    private static func formats(_ value: DocumentValue) -> [ReportFormat]? {
        guard let formats = value.list("a list such as [xlsx, json]", { $0.choice(ReportFormat.self) }) else { return nil }
        guard value.check(!value.items.isEmpty, "the list is empty", hint: "write [xlsx, json]"),
            value.check(Set(formats).count == formats.count, "a format is listed twice")
        else { return nil }
        return ReportFormat.allCases.filter(formats.contains)
    }
}

extension AnalyticsJob.Period {
    /// Reads `{last: 7d}` or `{from: 2026-11-01, to: 2026-11-30}`, where a day is whole. Nil after a report.
    fileprivate init?(_ value: DocumentValue, timezone: String, zones: ZoneDatabase) {
        guard let keys = value.map(["last", "from", "to"]) else { return nil }
        let hasLast = keys.child("last") != nil
        let ends = ["from", "to"].filter { keys.child($0) != nil }
        guard value.check(hasLast ? ends.isEmpty : ends.count == 2, "expected either last, or both from and to", hint: "write {last: 7d}") else {
            return nil
        }
        let longest = CollectionPlan.longestSpan
        let isTooLong = "the period is longer than \(DurationText.format(longest))"
        if let last = keys.child("last") {
            guard let duration = last.duration(isPositive: true), last.check(duration <= longest, isTooLong) else { return nil }
            self = .last(JobDuration(duration))
            return
        }
        // An unknown zone is reported where it stands.
        guard let zone = try? zones.zone(timezone) else { return nil }
        let from = keys.required("from", Self.bound)
        let to = keys.required("to", Self.bound)
        guard let from = from?.lower(in: zone), let to = to?.upper(in: zone) else { return nil }
        guard value.check(from < to, "the period ends before it begins"),
            value.check(!CollectionPlan.isTooLong(from: from, to: to, in: zone), isTooLong)
        else { return nil }
        self = .between(from, to)
    }

    private static func bound(_ value: DocumentValue) -> SessionBound? {
        guard let text = value.text() else { return nil }
        guard let bound = SessionBound(text) else {
            value.report("expected a day or an instant, found \"\(text)\"", hint: "write 2026-11-01 or 2026-11-01T00:00:00Z")
            return nil
        }
        return bound
    }
}
