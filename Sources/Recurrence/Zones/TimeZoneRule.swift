/// The rule by which a zone goes on after its last recorded change: the POSIX TZ string of a time zone file's footer
/// (RFC 9636 section 3.3), such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct TimeZoneRule: Hashable, Sendable {
    /// A date that recurs every year, with a time of day.
    struct YearlyChange: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// `Jn`: 1 to 365, February 29 is never counted.
            case ofCommonYear(Int)
            /// `n`: 0 to 365, February 29 is counted.
            case ofYear(Int)
            /// `Mm.w.d`: weekday d (0 is Sunday) of week w of month m; week 5 is the last.
            case weekday(Int, week: Int, month: Int)
        }

        var day: Day
        /// Seconds after local midnight; may be negative or more than a day.
        var timeOfDay: Int

        /// Seconds since 1970-01-01T00:00 on the clock before the change.
        func localSeconds(in year: Int) -> Int {
            let number: Int
            switch day {
            case .ofCommonYear(let day):
                number = GregorianDay.number(year: year, month: 1, day: day) + (GregorianDay.isLeap(year) && day > 59 ? 1 : 0)
            case .ofYear(let day):
                number = GregorianDay.number(year: year, month: 1, day: 1) + day
            case .weekday(let weekday, let week, let month):
                let first = GregorianDay.number(year: year, month: month, day: 1)
                let offset = GregorianDay.floorModulo(weekday - GregorianDay.weekday(of: first), 7) + (week - 1) * 7
                number = first + (offset < GregorianDay.days(inMonth: month, of: year) ? offset : offset - 7)
            }
            return number * 86_400 + timeOfDay
        }
    }

    struct Daylight: Hashable, Sendable {
        var type: TimeZoneFile.LocalTimeType
        var start: YearlyChange
        var end: YearlyChange
    }

    var standard: TimeZoneFile.LocalTimeType
    /// Nil where the clock is never changed.
    var daylight: Daylight?

    func type(at instant: Int) -> TimeZoneFile.LocalTimeType {
        // Two years back always hold a change, whatever the times of day are.
        let twoYears = 2 * 366 * 86_400
        return transitions(in: instant - twoYears..<instant + 1).last?.type ?? standard
    }

    /// The changes within a range of instants, ascending. Where one time ends at the very instant at which the other begins, the beginning wins.
    func transitions(in range: Range<Int>) -> [TimeZoneFile.Transition] {
        guard let daylight else { return [] }
        // A time of day may reach a week beyond its year.
        let margin = 9 * 86_400
        let years = WallTime(secondsSinceEpoch: range.lowerBound - margin).year...WallTime(secondsSinceEpoch: range.upperBound + margin).year
        var transitions: [TimeZoneFile.Transition] = []
        for year in years {
            transitions.append(.init(instant: daylight.start.localSeconds(in: year) - standard.offsetSeconds, type: daylight.type))
            transitions.append(.init(instant: daylight.end.localSeconds(in: year) - daylight.type.offsetSeconds, type: standard))
        }
        transitions.sort { ($0.instant, $0.type == daylight.type ? 1 : 0) < ($1.instant, $1.type == daylight.type ? 1 : 0) }
        return transitions.enumerated().filter { index, transition in
            let isOverruled = index + 1 < transitions.count && transitions[index + 1].instant == transition.instant
            return !isOverruled && range.contains(transition.instant)
        }.map(\.element)
    }
}
