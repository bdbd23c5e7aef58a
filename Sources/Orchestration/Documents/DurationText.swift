/// Durations as people write them: a whole number and one unit of `ms`, `s`, `m`, `h`, `d` (24 hours).
package enum DurationText {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// Nil unless the text is a whole number of at most nine digits and a unit.
    package static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...9).contains(digits.count), let number = Int64(digits),
            let unit = units.first(where: { $0.name == text.dropFirst(digits.count) })
        else { return nil }
        return .milliseconds(number * unit.milliseconds)
    }

    /// Whether the text is a duration but for its number, which is larger than any that can be said.
    static func isTooLong(_ text: String) -> Bool {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        return digits.count > 9 && units.contains { $0.name == text.dropFirst(digits.count) }
    }

    /// The canonical text, in the largest unit that fits: 90 minutes are `90m`, 120 are `2h`. Less than a millisecond is cut off.
    package static func format(_ duration: Duration) -> String {
        let parts = duration.components
        let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        guard milliseconds != 0, let unit = units.first(where: { milliseconds.isMultiple(of: $0.milliseconds) }) else { return "0s" }
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
}

/// How often something may happen: `5/s`, `300/m`, `1000/h`. Always more than zero.
package struct Rate: Hashable, Sendable, CustomStringConvertible {
    /// How many times.
    package let count: Int
    /// Within which time: a second, a minute or an hour.
    package let interval: Duration

    init(count: Int, interval: Duration) {
        self.count = count
        self.interval = interval
    }

    /// Nil unless the text is a whole number from 1 to 1,000,000, a slash and `s`, `m` or `h`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].allSatisfy(\.isNumber), let count = Int(parts[0]), (1...1_000_000).contains(count),
            ["s", "m", "h"].contains(parts[1]), let interval = DurationText.parse("1\(parts[1])")
        else { return nil }
        self.init(count: count, interval: interval)
    }

    /// Times per second.
    package var perSecond: Double { Double(count) / Double(interval.components.seconds) }

    package var description: String { "\(count)/\(DurationText.format(interval).dropFirst())" }
}
