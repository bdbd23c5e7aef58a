extension RecurrenceRule {
    /// The rule from its start on, with what the start fills in.
    func pattern(start: WallTime) -> WallTimePattern {
        let period: WallTimePattern.Period =
            switch frequency {
            case .daily: .day
            case .weekly: .week
            case .monthly: .month
            case .yearly: .year
            }
        let anchor = CalendarDay(start).number
        var pattern = WallTimePattern(period: period, interval: interval, anchor: anchor, timesOfDay: timesOfDay(start))
        pattern.weekStart = weekStart.rawValue
        pattern.months = NumberSet(numbers[.months] ?? [])
        pattern.weekNumbers = Set(numbers[.weekNumbers] ?? [])
        pattern.yearDays = Set(numbers[.yearDays] ?? [])
        let monthDays = numbers[.monthDays] ?? []
        pattern.monthDays = NumberSet(monthDays.filter { $0 > 0 })
        pattern.monthDaysFromEnd = NumberSet(monthDays.filter { $0 < 0 }.map { -$0 })
        pattern.weekdays = NumberSet(weekdays.filter { $0.ordinal == nil }.map(\.weekday.rawValue))
        for case (let ordinal?, let weekday) in weekdays.map({ ($0.ordinal, $0.weekday.rawValue) }) {
            if pattern.ordinals.isEmpty { pattern.ordinals = Array(repeating: [], count: 7) }
            pattern.ordinals[weekday].insert(ordinal)
        }
        pattern.countsWeekdaysInMonth = frequency == .monthly || numbers[.months] != nil
        pattern.positions = numbers[.positions] ?? []
        fillDays(of: &pattern, start: start)
        return pattern
    }

    /// Whether the rule says which days count, leaving none to its start.
    private var namesDays: Bool { !weekdays.isEmpty || numbers[.monthDays] != nil || numbers[.yearDays] != nil }

    private func fillDays(of pattern: inout WallTimePattern, start: WallTime) {
        guard !namesDays else { return }
        let weekday = NumberSet([GregorianDay.weekday(of: pattern.anchor)])
        switch frequency {
        case .daily: break
        case .weekly: pattern.weekdays = weekday
        case .monthly: pattern.monthDays = NumberSet([start.day])
        case .yearly where numbers[.weekNumbers] != nil: pattern.weekdays = weekday
        case .yearly:
            pattern.monthDays = NumberSet([start.day])
            if pattern.months.isEmpty { pattern.months = NumberSet([start.month]) }
        }
    }

    private func timesOfDay(_ start: WallTime) -> [Int] {
        let hours = numbers[.hours] ?? [start.hour]
        let minutes = numbers[.minutes] ?? [start.minute]
        let seconds = numbers[.seconds] ?? [start.second]
        return hours.flatMap { hour in minutes.flatMap { minute in seconds.map { hour * 3600 + minute * 60 + $0 } } }
    }
}
