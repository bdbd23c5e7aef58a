package import Foundation

/// When something takes place: a series of local times in a zone, or always.
package struct Schedule: Hashable, Sendable {
    /// The dates, as people write them.
    package enum Series: Hashable, Sendable {
        /// One date.
        case once(WallTime)
        /// Several dates; the order does not matter.
        case dates([WallTime])
        /// The permanent form, which has no dates.
        case always
    }

    /// What comes next.
    package enum Next: Hashable, Sendable {
        /// At least one occurrence, ascending.
        case occurrences([ZonedInstant])
        /// There are no dates: it takes place all the time.
        case always
        /// All dates are past. The last of them is named; nil where every date falls into a gap of the clock and is skipped.
        case noneLeft(last: ZonedInstant?)
    }

    /// An IANA name.
    package var timezone: String
    package var series: Series
    package var gap: Zone.GapRule
    package var overlap: Zone.OverlapRule

    package init(timezone: String, series: Series, gap: Zone.GapRule = .shift, overlap: Zone.OverlapRule = .first) {
        self.timezone = timezone
        self.series = series
        self.gap = gap
        self.overlap = overlap
    }

    /// The next occurrences at or after an instant, at most `count`. Throws when the zone cannot be had.
    package func next(_ count: Int, from start: Date, zones: ZoneDatabase) throws(ZoneFailure) -> Next {
        let zone = try zones.zone(timezone)
        let wallTimes: [WallTime]
        switch series {
        case .once(let wallTime): wallTimes = [wallTime]
        case .dates(let dates): wallTimes = dates
        case .always: return .always
        }
        let occurrences = ScheduleOccurrences(of: wallTimes, in: zone, gap: gap, overlap: overlap)
        let upcoming = occurrences.starting(at: start, count: count)
        return upcoming.isEmpty && !occurrences.extends(beyond: start) ? .noneLeft(last: occurrences.last) : .occurrences(upcoming)
    }
}

/// The instants of a list of wall times: ascending, each once.
package struct ScheduleOccurrences: Hashable, Sendable {
    private let instants: [ZonedInstant]

    /// Where a wall time moved out of a gap meets another one, the other one stays, unmarked.
    package init(of wallTimes: [WallTime], in zone: Zone, gap: Zone.GapRule, overlap: Zone.OverlapRule) {
        var found: [Date: ZonedInstant] = [:]
        for wallTime in wallTimes {
            for instant in zone.instants(of: wallTime, gap: gap, overlap: overlap) where instant.mark == nil || found[instant.instant] == nil {
                found[instant.instant] = instant
            }
        }
        instants = found.values.sorted { $0.instant < $1.instant }
    }

    /// Those at or after an instant, at most `count`.
    package func starting(at start: Date, count: Int) -> [ZonedInstant] {
        Array(instants[instants.partitioningIndex { $0.instant >= start }...].prefix(max(0, count)))
    }

    /// Whether there is any at or after an instant.
    package func extends(beyond start: Date) -> Bool { instants.last.map { $0.instant >= start } ?? false }

    /// The last of all; nil if there is none.
    package var last: ZonedInstant? { instants.last }
}
