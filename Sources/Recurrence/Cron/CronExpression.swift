/// A cron line: minute, hour, day of the month, month, day of the week. Each field is `*` or a list of numbers, names (`jan`, `mon`) and ranges,
/// with steps.
///
/// - Where both the day of the month and the day of the week are given, either suffices; where one of them begins with `*`, a day must meet
///   both (the rule of Vixie's cron): `0 9 13 * fri` is every 13th and every Friday, `0 9 */2 * fri` the Fridays with an odd date.
/// - 0 and 7 are Sunday.
/// - A range may go over the end of its field: `fri-mon`, `22-2`. Steps count on over the end.
/// - `5/15` is `5-59/15`: from 5 to the end of the field.
/// - `?` in a day field means `*`.
/// - `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight` and `@hourly` are short for midnight on January 1 and so on.
///
/// A line is a pattern of wall times: where the clock is changed, the rules of the schedule for gaps and overlaps decide, not those of a cron daemon.
package struct CronExpression: Hashable, Sendable {
    enum Field: Int, CaseIterable, Sendable {
        case minute, hour, day, month, weekday

        var name: String { ["minute", "hour", "day", "month", "weekday"][rawValue] }

        var range: ClosedRange<Int> { [0...59, 0...23, 1...31, 1...12, 0...6][rawValue] }

        /// What may be written instead of the numbers from the lower bound on.
        var names: [String] {
            switch self {
            case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
            case .weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
            case .minute, .hour, .day: []
            }
        }

        var all: NumberSet { NumberSet(range) }
    }

    var minutes: NumberSet
    var hours: NumberSet
    var days: NumberSet
    var months: NumberSet
    /// 0 is Sunday.
    var weekdays: NumberSet
    /// Whether a day of the month or a weekday suffices. False where one of the two is every day, so that equal lines are equal values.
    var takesEitherDay: Bool

    /// Parses a line of five fields or a word with `@`, in upper or lower case.
    package init(_ text: String) throws(CronExpressionFailure) {
        let fields = try CronExpressionParser(text).fields()
        (minutes, hours, days, months, weekdays) = (fields[0].numbers, fields[1].numbers, fields[2].numbers, fields[3].numbers, fields[4].numbers)
        takesEitherDay = !fields[2].beginsWithStar && !fields[4].beginsWithStar
        if takesEitherDay, days == Field.day.all || weekdays == Field.weekday.all {
            (days, weekdays, takesEitherDay) = (Field.day.all, Field.weekday.all, false)
        } else if days == Field.day.all || weekdays == Field.weekday.all {
            takesEitherDay = false
        }
    }

    /// The line from a day on; the anchor does not matter for what it gives.
    func pattern(start: WallTime) -> WallTimePattern {
        let times = hours.flatMap { hour in minutes.map { hour * 3600 + $0 * 60 } }
        var pattern = WallTimePattern(period: .month, anchor: CalendarDay(start).number, timesOfDay: times)
        pattern.months = months
        // An empty filter lets every day pass.
        if days != Field.day.all { pattern.monthDays = days }
        if weekdays != Field.weekday.all { pattern.weekdays = weekdays }
        pattern.takesEitherDay = takesEitherDay
        return pattern
    }
}
