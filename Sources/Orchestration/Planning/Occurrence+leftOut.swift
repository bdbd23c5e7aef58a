import Foundation
import Recurrence

extension ZonedInstant {
    /// Why nothing takes place at a date that the exceptions of its schedule or the zone leave out; nil where something does.
    var reasonToLeaveOut: String? {
        switch mark {
        case .excluded: "it is excluded"
        case .holiday: "it is a holiday"
        case .gapSkipped: "the clock jumps over \(wallTime), and dst.gap is skip"
        case .gapShifted, .overlapFirst, .overlapLast, .moved, .included, .holidayShifted, .merged, nil: nil
        }
    }

    /// The instant that it is recorded by: one that the clock jumps over may have that of a date that takes place, and stands a millisecond behind.
    var recordedInstant: Date { mark == .gapSkipped ? Date(wholeMilliseconds: instant.wholeMilliseconds + 1) : instant }
}

extension StoredOccurrence {
    /// How the reason of a date begins that its schedule left out.
    static let leftOut = "left out: "

    /// Whether its schedule left it out: where it takes it in again, it is decided anew.
    var isLeftOut: Bool { outcome == .skipped && reason?.hasPrefix(Self.leftOut) == true }
}
