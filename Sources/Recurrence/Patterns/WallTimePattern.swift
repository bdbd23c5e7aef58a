/// What recurrence rules and cron lines both come down to: periods of the calendar, the days of each that count, and the times of such a day.
struct WallTimePattern: Hashable, Sendable {
    /// The stretch of the calendar that repeats.
    enum Period: Hashable, Sendable {
        case day, week, month, year

        /// After so many periods the calendar is the same again, and so is what each of them holds: 400 years are 146,097 days.
        var cycle: Int {
            switch self {
            case .day: 146_097
            case .week: 20_871
            case .month: 4800
            case .year: 400
            }
        }
    }

    /// No day is later: 9999-12-31.
    static let lastDay = GregorianDay.number(year: 9999, month: 12, day: 31)

    var period: Period
    /// Every so manieth period counts, from that of the anchor on.
    var interval = 1
    /// A day of the first period.
    var anchor: Int
    /// 0 for Sunday to 6 for Saturday.
    var weekStart = 1
    // The filters of days. An empty one lets every day pass.
    var months = NumberSet()
    var monthDays = NumberSet()
    /// 1 is the last day of the month.
    var monthDaysFromEnd = NumberSet()
    var weekdays = NumberSet()
    /// For each weekday from Sunday on, as the how manieth it counts; negative from the end. Empty where no weekday is numbered.
    var ordinals: [Set<Int>] = []
    /// Whether the ordinals count within the month; else within the year.
    var countsWeekdaysInMonth = false
    /// Negative from the end.
    var yearDays: Set<Int> = []
    /// Negative from the end.
    var weekNumbers: Set<Int> = []
    /// A day of the month or a weekday suffices, as in cron; else a day must be both.
    var takesEitherDay = false
    /// Seconds after midnight, ascending, not empty.
    var timesOfDay: [Int]
    /// Which of a period's times count, from 1 or, from the end, from -1; empty for all.
    var positions: [Int] = []

    /// The days of a period, ascending; nil beyond the end of the calendar.
    func days(inPeriod index: Int) -> [Int]? {
        switch period {
        case .day:
            let number = anchor + index * interval
            guard number <= Self.lastDay else { return nil }
            return accepts(Day(number)) ? [number] : []
        case .week:
            let first = startOfWeek(anchor) + 7 * index * interval
            guard first <= Self.lastDay else { return nil }
            return (first..<min(first + 7, Self.lastDay + 1)).filter { accepts(Day($0)) }
        case .month:
            let month = monthNumber(Day(anchor)) + index * interval
            return month < 10_000 * 12 ? days(inMonth: month % 12 + 1, of: month / 12) : nil
        case .year:
            let year = Day(anchor).year + index * interval
            return year < 10_000 ? (1...12).flatMap { days(inMonth: $0, of: year) } : nil
        }
    }

    /// The last counting period that does not begin after a day; negative where the day lies before the first one.
    func period(of number: Int) -> Int {
        let distance =
            switch period {
            case .day: number - anchor
            case .week: GregorianDay.floorDivide(startOfWeek(number) - startOfWeek(anchor), 7)
            case .month: monthNumber(Day(number)) - monthNumber(Day(anchor))
            case .year: Day(number).year - Day(anchor).year
            }
        return GregorianDay.floorDivide(distance, interval)
    }

    private func days(inMonth month: Int, of year: Int) -> [Int] {
        guard months.isEmpty || months.contains(month) else { return [] }
        let first = GregorianDay.number(year: year, month: month, day: 1)
        let days = (1...GregorianDay.days(inMonth: month, of: year)).map { Day(number: first + $0 - 1, year: year, month: month, day: $0) }
        return days.filter(accepts).map(\.number)
    }

    private func startOfWeek(_ number: Int) -> Int { number - GregorianDay.floorModulo(GregorianDay.weekday(of: number) - weekStart, 7) }

    private func monthNumber(_ day: Day) -> Int { day.year * 12 + day.month - 1 }
}

extension WallTimePattern {
    private struct Day {
        var number, year, month, day: Int

        init(number: Int, year: Int, month: Int, day: Int) { (self.number, self.year, self.month, self.day) = (number, year, month, day) }

        init(_ number: Int) {
            self.number = number
            (year, month, day) = GregorianDay.date(of: number)
        }
    }

    private func accepts(_ day: Day) -> Bool {
        guard months.isEmpty || months.contains(day.month) else { return false }
        guard !takesEitherDay else { return isOfMonth(day) || isOfWeek(day) }
        // The costly ones come last.
        return isOfMonth(day) && isOfWeek(day) && isOfYear(day) && isOfWeekNumber(day)
    }

    private func isOfMonth(_ day: Day) -> Bool {
        guard !monthDays.isEmpty || !monthDaysFromEnd.isEmpty else { return true }
        return monthDays.contains(day.day) || monthDaysFromEnd.contains(GregorianDay.days(inMonth: day.month, of: day.year) - day.day + 1)
    }

    private func isOfWeek(_ day: Day) -> Bool {
        guard !weekdays.isEmpty || !ordinals.isEmpty else { return true }
        let weekday = GregorianDay.weekday(of: day.number)
        if weekdays.contains(weekday) { return true }
        guard !ordinals.isEmpty, !ordinals[weekday].isEmpty else { return false }
        let first = GregorianDay.number(year: day.year, month: countsWeekdaysInMonth ? day.month : 1, day: 1)
        let length = countsWeekdaysInMonth ? GregorianDay.days(inMonth: day.month, of: day.year) : Self.length(ofYear: day.year)
        let index = day.number - first
        return ordinals[weekday].contains(index / 7 + 1) || ordinals[weekday].contains(-((length - 1 - index) / 7 + 1))
    }

    private func isOfYear(_ day: Day) -> Bool {
        guard !yearDays.isEmpty else { return true }
        let ordinal = day.number - GregorianDay.number(year: day.year, month: 1, day: 1) + 1
        return yearDays.contains(ordinal) || yearDays.contains(ordinal - Self.length(ofYear: day.year) - 1)
    }

    /// Week 1 is the first that has four days or more in its year (RFC 5545 section 3.3.10, as ISO 8601 with any first day).
    private func isOfWeekNumber(_ day: Day) -> Bool {
        guard !weekNumbers.isEmpty else { return true }
        // A week belongs to the year of its fourth day, and December 28 is always in the last one.
        let fourthDay = startOfWeek(day.number) + 3
        let year = GregorianDay.date(of: fourthDay).year
        let firstDay = GregorianDay.number(year: year, month: 1, day: 1)
        let number = (fourthDay - firstDay) / 7 + 1
        let lastFourthDay = startOfWeek(GregorianDay.number(year: year, month: 12, day: 28)) + 3
        let count = (lastFourthDay - firstDay) / 7 + 1
        return weekNumbers.contains(number) || weekNumbers.contains(number - count - 1)
    }

    private static func length(ofYear year: Int) -> Int { GregorianDay.isLeap(year) ? 366 : 365 }
}
