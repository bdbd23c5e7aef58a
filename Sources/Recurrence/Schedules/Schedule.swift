/// When something takes place: a series of local times in a zone with its exceptions, or always.
///
/// The exceptions are applied to the wall times of the series in this order:
/// 1. `exclude` takes times or whole days out;
/// 2. `move` puts a time elsewhere. It names the time as the series gives it, or as step 3 left it. An excluded time cannot be moved;
/// 3. on a day of one of the `holidays` the rest is skipped or goes to the next workday (`onHoliday`), unless that is excluded;
/// 4. `include` adds times.
///
/// What `move` and `include` say of a time is meant: no exclusion and no holiday applies to where they put it. Then the zone makes instants of
/// the wall times (`gap`, `overlap`). Two that fall on one instant are one, marked where step 2 or 3 put one of them there. Nothing of this applies to `always`.
package struct Schedule: Hashable, Sendable {
    /// The dates, as people write them.
    package enum Series: Hashable, Sendable {
        /// One date.
        case once(WallTime)
        /// Several dates; the order does not matter.
        case dates([WallTime])
        /// The dates of a rule from a start on; the start is one of them only where it matches.
        case rule(RecurrenceRule, start: WallTime)
        /// The times of a cron line, none before the start.
        case cron(CronExpression, start: WallTime?)
        /// The permanent form, which has no dates.
        case always
    }

    /// What becomes of a date that is a holiday.
    package enum HolidayRule: String, Codable, CaseIterable, Sendable {
        /// It is left out.
        case skip
        /// It goes to the same time of the next day that is neither Saturday nor Sunday nor a holiday, at most 60 days on; else it is left out.
        case nextWorkday
    }

    /// An IANA name.
    package var timezone: String
    package var series: Series
    package var gap: Zone.GapRule
    package var overlap: Zone.OverlapRule
    package var exclude: Set<Exclusion>
    package var include: [WallTime]
    /// From where to where.
    package var move: [WallTime: WallTime]
    package var holidays: [HolidaySet]
    package var onHoliday: HolidayRule

    package init(
        timezone: String, series: Series, gap: Zone.GapRule = .shift, overlap: Zone.OverlapRule = .first, exclude: Set<Exclusion> = [],
        include: [WallTime] = [], move: [WallTime: WallTime] = [:], holidays: [HolidaySet] = [], onHoliday: HolidayRule = .skip
    ) {
        (self.timezone, self.series, self.gap, self.overlap) = (timezone, series, gap, overlap)
        (self.exclude, self.include, self.move, self.holidays, self.onHoliday) = (exclude, include, move, holidays, onHoliday)
    }
}

/// Why the occurrences of a schedule cannot be had.
package struct ScheduleFailure: Error, Sendable {
    /// The kind of failure.
    package enum Code: String, Sendable {
        /// The zone cannot be had; the cause says more.
        case zone
        /// The rule or cron line has no date at all, to the end of the calendar.
        case neverMatches
    }

    package var code: Code
    /// One sentence without a full stop.
    package var message: String
    /// How to mend it.
    package var hint: String
    /// What is wrong with the zone.
    package var cause: ZoneFailure?
}
