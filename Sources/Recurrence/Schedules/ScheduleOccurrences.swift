import Foundation

/// The instants of a schedule from an instant on: lazily, ascending, each once. It holds the instants that it cannot order yet, and no more.
package struct ScheduleOccurrences: Sequence, IteratorProtocol, Sendable {
    /// Which dates are given, with their mark, though they do not take place.
    package enum LeftOut: Sendable {
        case none
        /// Those that the clock jumps over; one at the instant of a date that takes place is given before that.
        case gaps
        /// Those, the excluded ones and the holidays. One of the latter at the instant of a date that takes place is not given.
        case all
    }

    private let leftOut: LeftOut
    private let zone: Zone
    private let gap: Zone.GapRule
    private let overlap: Zone.OverlapRule
    private var exceptions: ScheduleExceptions
    private let from: Date
    private var times: SeriesTimes
    /// The next wall time of the series, not admitted yet.
    private var upcoming: Int?
    /// Descending.
    private var pending: [ZonedInstant] = []
    /// How many days in a row have lost all of their times.
    private var emptyDays = 0

    /// `times` are those of the schedule's series, from their beginning.
    init(_ schedule: Schedule, times: SeriesTimes, in zone: Zone, from: Date, leftOut: LeftOut = .none) {
        (self.zone, self.from, self.times, gap, overlap) = (zone, from, times, schedule.gap, schedule.overlap)
        self.leftOut = leftOut
        exceptions = ScheduleExceptions(schedule)
        for wallTime in schedule.include { admit(wallTime.secondsSinceEpoch, .included) }
        for (origin, target) in schedule.move where exceptions.isMoveOf(origin.secondsSinceEpoch, in: times) {
            admit(target.secondsSinceEpoch, .moved)
        }
        // Whatever the zone and the holidays do, earlier times give no instant from `from` on.
        let local = zone.wallTime(at: from).secondsSinceEpoch
        self.times.skip(to: local - SeriesTimes.LastInstant.longestChange - exceptions.reach)
        upcoming = self.times.next()
    }

    package mutating func next() -> ZonedInstant? {
        while let wall = upcoming {
            if let first = pending.last, isOver(first, before: wall) { break }
            place(wall)
        }
        return pending.popLast()
    }

    /// Whether no wall time from `wall` on can be at or before an instant.
    private func isOver(_ candidate: ZonedInstant, before wall: Int) -> Bool {
        let instant = Zone.seconds(of: candidate.instant)
        // Most often they are far apart: no zone is 26 hours from UTC.
        return instant + 26 * 3600 < wall || zone.latestReading(upTo: instant) < wall
    }

    private mutating func place(_ wall: Int) {
        switch exceptions.fate(of: wall) {
        case .stays(let target, let mark):
            emptyDays = 0
            admit(target, mark)
        case .leaves(let mark):
            if leftOut == .all, let mark { admit(wall, mark) }
        case .dayLeaves(let mark) where leftOut == .all: admit(wall, mark)
        case .dayLeaves:
            emptyDays += 1
            guard emptyDays <= exceptions.longestEmptiness else {
                upcoming = nil
                return
            }
            times.skip(to: (GregorianDay.floorDivide(wall, 86_400) + 1) * 86_400)
        }
        upcoming = times.next()
    }

    /// Adds the instants of a wall time. Where there is one already, an ordinary one replaces it, and any that takes place one that does not; it is
    /// told where one of two that take place came from elsewhere, since there is one date less then.
    private mutating func admit(_ wall: Int, _ mark: ZonedInstant.Mark?) {
        let isLeftOut = mark?.isLeftOut ?? false
        var instants = zone.instants(of: WallTime(secondsSinceEpoch: wall), gap: isLeftOut ? .shift : gap, overlap: overlap)
        if instants.isEmpty, leftOut != .none { instants = gapSkipped(wall) }
        for found in instants where found.instant >= from {
            // The second showing of a time may lie beyond the end of a rule that the first one keeps.
            if mark == nil || isLeftOut, let last = times.lastInstant, found.instant > last.instant { continue }
            let instant = found.mark == nil || isLeftOut ? mark.map(found.marked) ?? found : found
            let index = pending.partitioningIndex { $0.instant <= instant.instant }
            guard index < pending.count, pending[index].instant == instant.instant else {
                pending.insert(instant, at: index)
                continue
            }
            let known = pending[index]
            if leftOut == .gaps && (known.isLeftOut || instant.isLeftOut) || [known.mark, instant.mark].contains(.gapSkipped) {
                insertBeside(instant, at: index)
            } else if !known.isLeftOut, !instant.isLeftOut, mark.isElsewhere || instant.mark.isElsewhere || known.mark.isElsewhere {
                pending[index] = known.marked(.merged)
            } else if instant.mark == nil || known.isLeftOut && !instant.isLeftOut {
                pending[index] = instant
            }
        }
    }

    /// Of one instant the date that takes place comes last, and those that do not are given each once.
    private mutating func insertBeside(_ instant: ZonedInstant, at first: Int) {
        guard instant.isLeftOut else { return pending.insert(instant, at: first) }
        let end = pending[first...].firstIndex { $0.instant != instant.instant } ?? pending.count
        guard !pending[first..<end].contains(where: { $0.isLeftOut && $0.wallTime == instant.wallTime }) else { return }
        pending.insert(instant, at: end)
    }

    private func gapSkipped(_ wall: Int) -> [ZonedInstant] {
        let asked = WallTime(secondsSinceEpoch: wall)
        return zone.instants(of: asked, gap: .shift).map { shifted in
            var skipped = shifted.marked(.gapSkipped)
            skipped.wallTime = asked
            return skipped
        }
    }
}

extension ZonedInstant.Mark? {
    /// Whether a date stands there that was put there from elsewhere.
    fileprivate var isElsewhere: Bool {
        switch self {
        case .moved, .holidayShifted, .merged, .gapShifted: true
        case .gapSkipped, .overlapFirst, .overlapLast, .included, .excluded, .holiday, nil: false
        }
    }
}

extension ScheduleExceptions {
    /// Whether a move from there has something to move.
    func isMoveOf(_ wall: Int, in times: SeriesTimes) -> Bool {
        !isExcluded(wall)
            && origins(of: wall).contains { origin in !isExcluded(origin) && (origin == wall || !isMoved(origin)) && times.meets(origin...origin) }
    }
}
