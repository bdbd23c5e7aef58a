package import Foundation

extension Schedule {
    /// What comes next.
    package enum Next: Hashable, Sendable {
        /// At least one occurrence, ascending; those left out that were asked for stand between them.
        case occurrences([ZonedInstant])
        /// There are no dates: it takes place all the time.
        case always
        /// All dates are past. The last of them is named; nil where there never was any, since gaps of the clock, exclusions, holidays or an end
        /// before the first date leave none.
        case noneLeft(last: ZonedInstant?)
    }

    /// The next occurrences at or after an instant, at most `count`, those left out aside. Throws when the zone cannot be had or the series never
    /// matches.
    package func next(
        _ count: Int, from start: Date, leftOut: ScheduleOccurrences.LeftOut = .none, zones: ZoneDatabase
    ) throws(ScheduleFailure) -> Next {
        let (times, zone) = try timesAndZone(zones)
        if case .always = series { return .always }
        var found: [ZonedInstant] = []
        var taking = 0
        for occurrence in ScheduleOccurrences(self, times: times, in: zone, from: start, leftOut: leftOut) {
            found.append(occurrence)
            if !occurrence.isLeftOut { taking += 1 }
            if taking == max(1, count) { break }
        }
        return taking == 0 ? .noneLeft(last: last(times, zone)) : .occurrences(count > 0 ? found : [])
    }

    /// The occurrences at or after an instant: ascending, each once, made as they are asked for. Empty for the permanent form, which has no dates.
    /// Throws when the zone cannot be had or the series never matches.
    package func occurrences(
        from start: Date, leftOut: ScheduleOccurrences.LeftOut = .none, zones: ZoneDatabase
    ) throws(ScheduleFailure) -> ScheduleOccurrences {
        let (times, zone) = try timesAndZone(zones)
        return ScheduleOccurrences(always ? withoutExceptions : self, times: times, in: zone, from: start, leftOut: leftOut)
    }

    /// The times of the series on a day, ascending, before any exception and whatever the clock does to them.
    package func times(on day: CalendarDay, zones: ZoneDatabase) throws(ScheduleFailure) -> [WallTime] {
        var (times, _) = try timesAndZone(zones)
        times.skip(to: day.secondsSinceEpoch)
        return times.prefix { $0 < day.secondsSinceEpoch + 86_400 }.map(WallTime.init(secondsSinceEpoch:))
    }

    /// What becomes of the first dates of all, a thousand at most: nil stands for ordinary ones. Empty where there is no date at all.
    package func marks(zones: ZoneDatabase) throws(ScheduleFailure) -> Set<ZonedInstant.Mark?> {
        Set(try occurrences(from: .distantPast, leftOut: .all, zones: zones).prefix(1000).map(\.mark))
    }

    /// The moves that move nothing, ascending: the series has no such time, or it is excluded. None for the permanent form.
    package func unmatchedMoves(zones: ZoneDatabase) throws(ScheduleFailure) -> [WallTime] {
        let (times, _) = try timesAndZone(zones)
        let exceptions = ScheduleExceptions(self)
        return always ? [] : move.keys.filter { !exceptions.isMoveOf($0.secondsSinceEpoch, in: times) }.sorted()
    }

    /// The exclusions that exclude nothing, ascending: neither the series nor the holidays put a time there. None for the permanent form.
    package func unmatchedExclusions(zones: ZoneDatabase) throws(ScheduleFailure) -> [Exclusion] {
        let (times, _) = try timesAndZone(zones)
        let exceptions = ScheduleExceptions(self)
        func isMatched(_ exclusion: Exclusion) -> Bool {
            let range = exclusion.wallTimes
            // The holidays put whole days off, so that the times of a day come from whole days.
            return exceptions.origins(of: range.lowerBound).contains { times.meets($0...$0 + range.upperBound - range.lowerBound) }
        }
        return always ? [] : exclude.filter { !isMatched($0) }.sorted()
    }

    private var always: Bool { series == .always }

    private var withoutExceptions: Schedule { Schedule(timezone: timezone, series: series) }

    private func timesAndZone(_ zones: ZoneDatabase) throws(ScheduleFailure) -> (SeriesTimes, Zone) {
        let zone: Zone
        do {
            zone = try zones.zone(timezone)
        } catch {
            throw ScheduleFailure(code: .zone, message: error.message, hint: error.hint, cause: error)
        }
        let times = SeriesTimes(self, in: zone)
        switch series {
        case .rule(let rule, let start) where !times.hasTimes:
            throw ScheduleFailure(
                code: .neverMatches, message: "the rule \(rule) has no date from \(start) on, however long one waits",
                hint: "look for a day that does not exist, such as February 30, or an INTERVAL that always misses it")
        case .cron(let expression, _) where !times.hasTimes:
            throw ScheduleFailure(
                code: .neverMatches, message: "the cron line \(expression) has no date, however long one waits",
                hint: "look for a day that does not exist in its months, such as February 30")
        case .once, .dates, .rule, .cron, .always: return (times, zone)
        }
    }

    /// The last occurrence of all; nil where there is none or no end. It looks back from the end, farther each time.
    private func last(_ times: SeriesTimes, _ zone: Zone) -> ZonedInstant? {
        guard let latest = times.latest else { return nil }
        let placed = (include + move.values).map(\.secondsSinceEpoch)
        let end = TimeInterval(max(latest, placed.max() ?? latest))
        // The calendar has less than 1e12 seconds.
        for reach in sequence(first: 86_400.0, next: { $0 < 1e12 ? $0 * 8 : nil }) {
            var last: ZonedInstant?
            for occurrence in ScheduleOccurrences(self, times: times, in: zone, from: Date(timeIntervalSince1970: end - reach)) { last = occurrence }
            if let last { return last }
        }
        return nil
    }
}
