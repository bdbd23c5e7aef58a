package import Foundation
package import Recurrence

/// One date of a job.
package struct Occurrence: Hashable, Sendable, Codable {
    /// Nil for the permanent form, and for a time that does not exist.
    package var startsAt: Date?
    /// What the clock of the zone shows then: `2026-12-01T19:00`. Nil for the permanent form.
    package var local: String?
    /// An IANA name.
    package var timezone: String
    /// `gap-shifted`, `gap-skipped`, `overlap-first` or `overlap-last` where the clock is changed around that time; `moved`, `included`,
    /// `holiday-shifted` or `merged` where an exception of the schedule put it there. One that is `gap-skipped` does not take place, and one that is
    /// `queued` begins later than its schedule says, behind the session before it.
    package var mark: String?

    package init(startsAt: Date?, local: String?, timezone: String, mark: String?) {
        self.startsAt = startsAt
        self.local = local
        self.timezone = timezone
        self.mark = mark
    }
}

/// The next occurrences of a job, or why there are none.
package enum NextOccurrences: Hashable, Sendable {
    /// At least one, ascending; the permanent form has exactly one.
    case occurrences([Occurrence])
    /// All dates are past. The last of them; nil where there is none, since all are left out or the rule ends before its first.
    case noneLeft(last: Occurrence?)
    /// The job has no schedule: it is started by hand.
    case unscheduled
}

extension Job {
    /// The next occurrences at or after an instant, at most `count` (one or more). Throws when the zone can no longer be had.
    ///
    /// - Parameter showsGaps: also give those that the clock jumps over, besides.
    package func next(
        _ count: Int, from start: Date, showsGaps: Bool = false, zones: ZoneDatabase
    ) throws(ScheduleFailure) -> NextOccurrences {
        guard let schedule else { return .unscheduled }
        func occurrence(_ instant: ZonedInstant) -> Occurrence {
            Occurrence(
                startsAt: instant.isLeftOut ? nil : instant.instant, local: instant.wallTime.description, timezone: schedule.timezone,
                mark: instant.mark?.rawValue)
        }
        switch try schedule.next(max(1, count), from: start, leftOut: showsGaps ? .gaps : .none, zones: zones) {
        case .occurrences(let instants): return .occurrences(instants.map(occurrence))
        case .always: return .occurrences([Occurrence(startsAt: nil, local: nil, timezone: schedule.timezone, mark: nil)])
        case .noneLeft(let last): return .noneLeft(last: last.map(occurrence))
        }
    }

    /// The next occurrences as it was decided of them, ascending; none where there is no schedule or none is left.
    ///
    /// - Parameter showsGaps: also give those that the clock jumps over, besides.
    package func next(
        _ count: Int, from start: Date, showsGaps: Bool = false, decided: DecidedDates, zones: ZoneDatabase
    ) throws(ScheduleFailure) -> [Occurrence] {
        let waiting = decided.behind(start, timezone: schedule?.timezone ?? "", zones: zones).sorted()
        guard case .occurrences(let occurrences) = try next(count + decided.leftOut.count, from: start, showsGaps: showsGaps, zones: zones) else {
            return waiting.first(count)
        }
        guard decided.closing == nil else { return [] }
        let held = occurrences.filter { occurrence in occurrence.startsAt.map { !decided.leftOut.contains($0) } ?? true }
        return (waiting + held.map { decided.placed($0, zones: zones) }).sorted().first(count)
    }
}

extension [Occurrence] {
    /// By their instants. What the clock jumps over has none, and stays behind the date before it.
    fileprivate func sorted() -> [Occurrence] {
        var last = Date.distantPast
        let placed = enumerated().map { offset, occurrence in
            last = occurrence.startsAt ?? last
            return (last, offset, occurrence)
        }
        return placed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }

    /// So many from the front, not counting those that the clock jumps over.
    fileprivate func first(_ count: Int) -> [Occurrence] {
        var left = count
        return Array(
            prefix { occurrence in
                guard left > 0 else { return false }
                if occurrence.startsAt != nil || occurrence.local == nil { left -= 1 }
                return true
            })
    }
}
