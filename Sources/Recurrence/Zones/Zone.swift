package import Foundation

/// A time zone: its name and the history and future of its clock.
package struct Zone: Hashable, Sendable {
    /// The IANA name, such as `Europe/Moscow`.
    package let name: String
    /// Where its clock comes from.
    package let file: TimeZoneFile

    package init(name: String, file: TimeZoneFile) {
        self.name = name
        self.file = file
    }

    /// What to do with a wall time that the clock jumps over.
    package enum GapRule: String, Codable, CaseIterable, Sendable {
        /// Use the offset from before the gap, so 02:30 becomes 03:30 where the clock jumps from 02:00 to 03:00 (RFC 5545 section 3.3.5).
        case shift
        /// There is no such instant.
        case skip
    }

    /// Which instant a wall time means that the clock shows twice.
    package enum OverlapRule: String, Codable, CaseIterable, Sendable {
        case first, last, both
    }

    /// What the clock on the wall shows at an instant, cut to whole seconds.
    package func wallTime(at date: Date) -> WallTime {
        let instant = Self.seconds(of: date)
        return WallTime(secondsSinceEpoch: instant + file.type(at: instant).offsetSeconds)
    }

    /// Local time minus UTC at an instant.
    package func offset(at date: Date) -> Duration { file.type(at: Self.seconds(of: date)).offset }

    /// The instants at which the clock shows a wall time, ascending: none, one, or two with `overlap: .both`.
    package func instants(of wallTime: WallTime, gap: GapRule = .shift, overlap: OverlapRule = .first) -> [ZonedInstant] {
        let local = wallTime.secondsSinceEpoch
        let periods = periods(around: local)
        let matches = periods.filter { $0.instants.contains(local - $0.type.offsetSeconds) }.map { zoned(local - $0.type.offsetSeconds, $0.type) }
        if let first = matches.first, let last = matches.last {
            guard matches.count > 1 else { return [first] }
            let (markedFirst, markedLast) = (first.marked(.overlapFirst), last.marked(.overlapLast))
            switch overlap {
            case .first: return [markedFirst]
            case .last: return [markedLast]
            case .both: return [markedFirst, markedLast]
            }
        }
        // No period shows it, so it lies between the ends of two neighbours: the earlier one's offset counts.
        guard gap == .shift,
            let before = periods.dropLast().first(where: {
                $0.instants.upperBound + $0.type.offsetSeconds <= local && isGap(after: $0, local, periods)
            })
        else { return [] }
        let instant = local - before.type.offsetSeconds
        return [zoned(instant, file.type(at: instant)).marked(.gapShifted)]
    }

    /// The latest wall time, in seconds since 1970-01-01T00:00 on the wall, that the clock has shown up to an instant; later than what it shows
    /// then, where it was put back. No wall time after it is the wall time of an instant that has passed.
    func latestReading(upTo instant: Int) -> Int {
        // No clock shows what it did before for longer than a day and some hours.
        let changes = file.transitions(in: instant - 27 * 3600..<instant + 1)
        let beforeChanges = changes.map { $0.instant - 1 + file.type(at: $0.instant - 1).offsetSeconds }
        return max(instant + file.type(at: instant).offsetSeconds, beforeChanges.max() ?? .min)
    }

    /// Whole seconds, downwards, and bounded to some 30,000 years so that a distant `Date` cannot overflow.
    static func seconds(of date: Date) -> Int {
        let bound = 1e12
        return Int(min(max(date.timeIntervalSince1970, -bound), bound).rounded(.down))
    }

    /// A stretch of time with one offset.
    private struct Period {
        var instants: Range<Int>
        var type: TimeZoneFile.LocalTimeType
    }

    /// All that can matter for a wall time: offsets from UTC are less than 27 hours.
    private func periods(around local: Int) -> [Period] {
        let window = local - 27 * 3600..<local + 27 * 3600
        let changes = file.transitions(in: window.lowerBound + 1..<window.upperBound)
        let starts = [window.lowerBound] + changes.map(\.instant)
        let types = [file.type(at: window.lowerBound)] + changes.map(\.type)
        return zip(zip(starts, starts.dropFirst() + [window.upperBound]), types).map { Period(instants: $0.0..<$0.1, type: $1) }
    }

    private func isGap(after period: Period, _ local: Int, _ periods: [Period]) -> Bool {
        guard let next = periods.first(where: { $0.instants.lowerBound == period.instants.upperBound }) else { return false }
        return local < next.instants.lowerBound + next.type.offsetSeconds
    }

    private func zoned(_ instant: Int, _ type: TimeZoneFile.LocalTimeType) -> ZonedInstant {
        ZonedInstant(
            instant: Date(timeIntervalSince1970: TimeInterval(instant)), wallTime: WallTime(secondsSinceEpoch: instant + type.offsetSeconds),
            offset: type.offset, mark: nil)
    }
}
