import Foundation

/// The wall times of a schedule's series before any exception, lazily and ascending, each once, in seconds since 1970-01-01T00:00 on the wall.
struct SeriesTimes: Sequence, IteratorProtocol, Sendable {
    private enum Source: Sendable {
        /// Ascending, and the index of the next one.
        case list([Int], Int)
        case pattern(WallTimeSeries)
    }

    /// The end of a rule that is given as an instant.
    struct LastInstant: Sendable {
        var instant: Date
        var zone: Zone
        var overlap: Zone.OverlapRule

        /// A clock never differs from itself by more than that: no change of a zone is longer.
        static let longestChange = 2 * 86_400

        func allows(_ wall: Int) -> Bool {
            let instants = zone.instants(of: WallTime(secondsSinceEpoch: wall), gap: .shift, overlap: overlap)
            return instants.first.map { $0.instant <= instant } ?? false
        }
    }

    private var source: Source
    /// Nil where it goes on to the end of the calendar.
    private(set) var latest: Int?
    let lastInstant: LastInstant?

    /// The permanent form has no times.
    init(_ schedule: Schedule, in zone: Zone) {
        var lastInstant: LastInstant?
        switch schedule.series {
        case .always: source = .list([], 0)
        case .once(let wallTime): source = .list([wallTime.secondsSinceEpoch], 0)
        case .dates(let dates): source = .list(Set(dates.map(\.secondsSinceEpoch)).sorted(), 0)
        case .cron(let expression, let start):
            let start = start ?? WallTime(secondsSinceEpoch: GregorianDay.number(year: 1, month: 1, day: 1) * 86_400)
            source = .pattern(WallTimeSeries(expression.pattern(start: start), start: start))
        case .rule(let rule, let start):
            var series = WallTimeSeries(rule.pattern(start: start), start: start)
            switch rule.end {
            case .never: break
            case .count(let count): series.end(afterCount: count)
            case .day(let day): series.end(at: day.number * 86_400 + 86_399)
            case .wallTime(let wallTime): series.end(at: wallTime.secondsSinceEpoch)
            case .instant(let utc):
                let instant = Date(timeIntervalSince1970: TimeInterval(utc.secondsSinceEpoch))
                lastInstant = LastInstant(instant: instant, zone: zone, overlap: schedule.overlap)
                series.end(at: zone.wallTime(at: instant).secondsSinceEpoch + LastInstant.longestChange)
            }
            source = .pattern(series)
        }
        self.lastInstant = lastInstant
        switch source {
        case .list(let walls, _): latest = walls.last ?? .min
        case .pattern(let series): latest = series.limit == .max ? nil : series.limit
        }
    }

    /// Whether there is any time at all, the end of a rule aside.
    var hasTimes: Bool {
        switch source {
        case .list(let walls, _): !walls.isEmpty
        case .pattern(let series): series.hasTimes
        }
    }

    mutating func next() -> Int? {
        while let wall = nextOfSource() {
            if lastInstant?.allows(wall) ?? true { return wall }
        }
        return nil
    }

    private mutating func nextOfSource() -> Int? {
        switch source {
        case .list(let walls, let index):
            guard index < walls.count else { return nil }
            source = .list(walls, index + 1)
            return walls[index]
        case .pattern(var series):
            // Emptied first, so that the series is not copied when it changes.
            source = .list([], 0)
            defer { source = .pattern(series) }
            return series.next()
        }
    }

    /// Leaves out what is earlier. Never goes back.
    mutating func skip(to wall: Int) {
        switch source {
        case .list(let walls, let index): source = .list(walls, Swift.max(index, walls.partitioningIndex { $0 >= wall }))
        case .pattern(var series):
            series.skip(to: wall)
            source = .pattern(series)
        }
    }

    /// Whether any time lies within a range.
    func meets(_ range: ClosedRange<Int>) -> Bool {
        var part = self
        part.skip(to: range.lowerBound)
        if case .pattern(var series) = part.source {
            series.end(at: range.upperBound)
            part.source = .pattern(series)
        }
        return part.next().map(range.contains) ?? false
    }
}
