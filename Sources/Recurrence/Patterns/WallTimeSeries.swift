/// The wall times of a pattern, lazily and ascending, in seconds since 1970-01-01T00:00 on the wall. It holds the days of one period at a time.
///
/// It ends at the limit, with the year 9999, or after a whole cycle of the calendar without any time, since then none is to come.
struct WallTimeSeries: Sequence, IteratorProtocol, Sendable {
    let pattern: WallTimePattern
    /// Nothing is later.
    private(set) var limit: Int
    /// Nothing is earlier.
    private var lowest: Int
    /// The period that is open; -1 before the first.
    private var period = -1
    private var days: [Int] = []
    /// Which of the open period's times count; nil for all.
    private var chosen: [Int]?
    private var position = 0
    private var emptyPeriods = 0

    init(_ pattern: WallTimePattern, start: WallTime, limit: Int = .max) {
        self.pattern = pattern
        self.limit = limit
        lowest = start.secondsSinceEpoch
    }

    /// Whether the pattern has any time at all, the limit aside.
    var hasTimes: Bool {
        var unlimited = self
        unlimited.limit = .max
        return unlimited.next() != nil
    }

    mutating func next() -> Int? {
        while position >= count {
            guard openNextPeriod() else { return nil }
        }
        let wall = element(position)
        guard wall <= limit else { return nil }
        position += 1
        return wall
    }

    /// Leaves out what is earlier, without looking at the periods between. Never goes back.
    mutating func skip(to wall: Int) {
        guard wall > lowest else { return }
        lowest = wall
        let target = pattern.period(of: GregorianDay.floorDivide(wall, 86_400))
        if target > period {
            period = target - 1
            (days, chosen, position, emptyPeriods) = ([], nil, 0, 0)
        } else if position < count {
            position = Swift.max(position, firstPosition())
        }
    }

    /// Ends after a wall time.
    mutating func end(at wall: Int) { limit = Swift.min(limit, wall) }

    /// Ends after so many times (one or more). Whole periods are counted without their times being made.
    mutating func end(afterCount total: Int) {
        var counter = self
        var remaining = total
        while counter.openNextPeriod() {
            let count = counter.count - counter.position
            guard remaining > count else {
                limit = counter.element(counter.position + remaining - 1)
                return
            }
            remaining -= count
        }
    }

    private var count: Int { chosen?.count ?? (days.count * pattern.timesOfDay.count) }

    private func element(_ position: Int) -> Int {
        let index = chosen?[position] ?? position
        let (day, time) = index.quotientAndRemainder(dividingBy: pattern.timesOfDay.count)
        return days[day] * 86_400 + pattern.timesOfDay[time]
    }

    /// The first position of the open period that is not too early.
    private func firstPosition() -> Int {
        guard count > 0, element(0) < lowest else { return 0 }
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if element(middle) >= lowest { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func openNextPeriod() -> Bool {
        guard emptyPeriods <= pattern.period.cycle, let found = pattern.days(inPeriod: period + 1) else { return false }
        if let first = found.first, first * 86_400 > limit { return false }
        period += 1
        days = found
        chosen = pattern.positions.isEmpty ? nil : positions(of: found.count * pattern.timesOfDay.count)
        position = firstPosition()
        emptyPeriods = count == 0 ? emptyPeriods + 1 : 0
        return true
    }

    private func positions(of total: Int) -> [Int] {
        let indices = pattern.positions.map { $0 > 0 ? $0 - 1 : total + $0 }
        return Set(indices.filter { (0..<total).contains($0) }).sorted()
    }
}
