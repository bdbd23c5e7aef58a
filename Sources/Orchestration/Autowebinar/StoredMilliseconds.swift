import Foundation
import LivedigitalAPI

/// An instant or a duration as the journal keeps it: a whole number of milliseconds, whatever an encoder does with dates.
struct StoredMilliseconds: Sendable, Hashable {
    let count: Int64

    init(_ date: Date) { count = WireDate.milliseconds(of: date) }

    init(_ duration: Duration) {
        count = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    }

    /// The instant that many milliseconds after 1970.
    var date: Date { WireDate.date(milliseconds: count) }

    var duration: Duration { .milliseconds(count) }
}

extension StoredMilliseconds: Codable {
    init(from decoder: any Decoder) throws { count = try decoder.singleValueContainer().decode(Int64.self) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(count)
    }
}

extension Date {
    /// The instant a duration later, to the millisecond.
    func later(by duration: Duration) -> Date {
        WireDate.date(milliseconds: StoredMilliseconds(self).count + StoredMilliseconds(duration).count)
    }
}
