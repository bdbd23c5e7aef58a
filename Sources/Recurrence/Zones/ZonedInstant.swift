package import Foundation

/// An instant together with what the clock of a zone shows at it.
package struct ZonedInstant: Hashable, Sendable {
    /// What is special about an instant that was found for a wall time. Where the clock is changed, that goes before all else.
    package enum Mark: String, Codable, Sendable {
        /// The wall time asked for does not exist; this is it with the offset from before the gap.
        case gapShifted = "gap-shifted"
        /// The wall time occurs twice; this is the first.
        case overlapFirst = "overlap-first"
        /// The wall time occurs twice; this is the last.
        case overlapLast = "overlap-last"
        /// It was put here in place of another date.
        case moved
        /// It was added to the dates of the series.
        case included
        /// Its date is a holiday; this is the next workday.
        case holidayShifted = "holiday-shifted"
        /// A date was put here that was taken from elsewhere, and another one is here already: the two are one.
        case merged
        /// Left out, since the clock jumps over it: the instant is where `shift` would put it, and the wall time the one that does not exist.
        case gapSkipped = "gap-skipped"
        /// Left out, since it is excluded.
        case excluded
        /// Left out, since its date is a holiday.
        case holiday

        /// Whether it does not take place.
        package var isLeftOut: Bool {
            switch self {
            case .gapSkipped, .excluded, .holiday: true
            case .gapShifted, .overlapFirst, .overlapLast, .moved, .included, .holidayShifted, .merged: false
            }
        }
    }

    package var instant: Date
    /// What the clock really shows: 03:30 for a 02:30 that was moved out of a gap; but 02:30 where it is left out.
    package var wallTime: WallTime
    /// Local time minus UTC.
    package var offset: Duration
    /// Nil for an ordinary instant.
    package var mark: Mark?
    /// Whether it does not take place.
    package var isLeftOut: Bool { mark?.isLeftOut ?? false }

    func marked(_ mark: Mark) -> ZonedInstant {
        var copy = self
        copy.mark = mark
        return copy
    }
}
