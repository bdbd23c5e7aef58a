/// What is taken out of a series: a whole day, or one wall time.
package enum Exclusion: Hashable, Sendable {
    case day(CalendarDay)
    case time(WallTime)

    /// Parses `2026-12-31` or `2026-12-31T19:00`, and nothing else.
    package init(_ text: String) throws(WallTimeFailure) {
        self = text.contains("T") ? .time(try WallTime(text)) : .day(try CalendarDay(text))
    }

    /// Whether the clock on the wall has passed it.
    package func isOver(at present: WallTime) -> Bool { wallTimes.upperBound < present.secondsSinceEpoch }

    /// Its first and last second on the wall.
    var wallTimes: ClosedRange<Int> {
        switch self {
        case .day(let day): day.number * 86_400...day.number * 86_400 + 86_399
        case .time(let wallTime): wallTime.secondsSinceEpoch...wallTime.secondsSinceEpoch
        }
    }
}

extension Exclusion: Comparable, CustomStringConvertible, Codable {
    package static func < (left: Exclusion, right: Exclusion) -> Bool {
        (left.wallTimes.lowerBound, left.wallTimes.upperBound) < (right.wallTimes.lowerBound, right.wallTimes.upperBound)
    }

    /// The text form.
    package var description: String {
        switch self {
        case .day(let day): day.description
        case .time(let wallTime): wallTime.description
        }
    }

    /// Reads the text form; another text is a `DecodingError`.
    package init(from decoder: any Decoder) throws { self = try decoder.text { (text) throws(WallTimeFailure) in try Exclusion(text) } }

    /// Writes the text form.
    package func encode(to encoder: any Encoder) throws { try encoder.encodeText(description) }
}
