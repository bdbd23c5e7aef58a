/// What a schedule does to the times of its series, in seconds on the wall.
struct ScheduleExceptions: Sendable {
    /// What becomes of a time.
    enum Fate: Hashable, Sendable {
        case stays(Int, ZonedInstant.Mark?)
        /// It is taken out, which the mark says, or put elsewhere by a move.
        case leaves(ZonedInstant.Mark?)
        /// It is taken out, and so is every other time of its day.
        case dayLeaves(ZonedInstant.Mark)
    }

    /// A workday that is farther away is not looked for.
    private static let longestHolidays = 60

    private var excludedDays: Set<Int> = []
    private var excludedTimes: Set<Int> = []
    private let moves: [Int: Int]
    /// For every month and day, at 32 times the month plus the day, whether it is a holiday each year; empty where none is.
    private let annualHolidays: [Bool]
    private let singleHolidays: Set<Int>
    private let onHoliday: Schedule.HolidayRule
    /// Days that are known not to be workdays, so that long holidays are not gone through again from each of their days.
    private var daysOff = 0..<0

    init(_ schedule: Schedule) {
        for exclusion in schedule.exclude {
            switch exclusion {
            case .day(let day): excludedDays.insert(day.number)
            case .time(let wallTime): excludedTimes.insert(wallTime.secondsSinceEpoch)
            }
        }
        moves = Dictionary(uniqueKeysWithValues: schedule.move.map { ($0.secondsSinceEpoch, $1.secondsSinceEpoch) })
        let annual = Set(schedule.holidays.flatMap { $0.annual.map { $0.month * 32 + $0.day } })
        annualHolidays = annual.isEmpty ? [] : (0..<13 * 32).map(annual.contains)
        singleHolidays = Set(schedule.holidays.flatMap { $0.dates.map(\.number) })
        onHoliday = schedule.onHoliday
    }

    /// By how much a time can be put off, moves aside.
    var reach: Int { onHoliday == .nextWorkday && !(annualHolidays.isEmpty && singleHolidays.isEmpty) ? Self.longestHolidays * 86_400 : 0 }

    /// If so many days in a row lose all of their times, then all days do: the calendar and its annual holidays are the same every 400 years.
    var longestEmptiness: Int { 146_097 + excludedDays.count + excludedTimes.count + moves.count + singleHolidays.count }

    mutating func fate(of wall: Int) -> Fate {
        let day = GregorianDay.floorDivide(wall, 86_400)
        if excludedDays.contains(day) { return .dayLeaves(.excluded) }
        if let gone = leaving(wall) { return gone }
        guard isHoliday(day) else { return .stays(wall, nil) }
        guard onHoliday == .nextWorkday, let workday = nextWorkday(after: day), !excludedDays.contains(workday) else { return .dayLeaves(.holiday) }
        let shifted = wall + (workday - day) * 86_400
        return leaving(shifted) ?? .stays(shifted, .holidayShifted)
    }

    private func leaving(_ wall: Int) -> Fate? {
        if excludedTimes.contains(wall) { return .leaves(.excluded) }
        return moves[wall] != nil ? .leaves(nil) : nil
    }

    /// The times of a series, if they are times of it, that stand at a wall time before any move: itself, and those that holidays put there.
    func origins(of wall: Int) -> [Int] {
        let day = GregorianDay.floorDivide(wall, 86_400)
        guard reach > 0, isWorkday(day) else { return [wall] }
        let daysOff = (day - Self.longestHolidays..<day).reversed().prefix { !isWorkday($0) }
        return [wall] + daysOff.filter(isHoliday).map { wall - (day - $0) * 86_400 }
    }

    func isExcluded(_ wall: Int) -> Bool { excludedTimes.contains(wall) || excludedDays.contains(GregorianDay.floorDivide(wall, 86_400)) }

    func isMoved(_ wall: Int) -> Bool { moves[wall] != nil }

    private mutating func nextWorkday(after day: Int) -> Int? {
        let isKnown = daysOff.contains(day + 1)
        let end = day + 1 + Self.longestHolidays
        let workday = ((isKnown ? daysOff.upperBound : day + 1)..<end).first(where: isWorkday)
        daysOff = (isKnown ? daysOff.lowerBound : day + 1)..<(workday ?? end)
        return workday
    }

    private func isWorkday(_ day: Int) -> Bool { (1...5).contains(GregorianDay.weekday(of: day)) && !isHoliday(day) }

    private func isHoliday(_ day: Int) -> Bool {
        if !singleHolidays.isEmpty, singleHolidays.contains(day) { return true }
        guard !annualHolidays.isEmpty else { return false }
        let date = GregorianDay.date(of: day)
        return annualHolidays[date.month * 32 + date.day]
    }
}
