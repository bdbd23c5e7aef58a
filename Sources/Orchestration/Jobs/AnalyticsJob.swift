package import Foundation
package import LivedigitalAPI

/// What a job of the kind `analytics` does at each of its dates: whose reports are collected, and over which span of time.
package struct AnalyticsJob: Hashable, Sendable, Codable {
    /// The id or exact name of the space.
    package var space: String
    /// The id or exact name of a room; nil takes every room of the space.
    package var room: String?
    package var period: Period
    /// One report of each for every call; not empty, each once, in order.
    package var formats = ReportFormat.allCases
    /// How long after its end a call's reports are asked for first.
    package var after = JobDuration.minutes(15)
    /// How long a report that is not there is waited for.
    package var giveUpAfter = JobDuration.hours(24)

    package init(space: String, room: String?, period: Period) {
        self.space = space
        self.room = room
        self.period = period
    }

    /// Which calls are meant, by their start.
    package enum Period: Hashable, Sendable {
        /// Those of so long before the job's date.
        case last(JobDuration)
        /// Those from an instant on, and before another.
        case between(Date, Date)

        /// The first instant of the span and the first one behind it, for a date of the job. Nothing lies behind the date itself.
        package func span(at date: Date) -> (from: Date, to: Date) {
            switch self {
            case .last(let duration): (date.later(by: .zero - duration.value), date)
            case .between(let from, let to): (from, max(from, min(to, date)))
            }
        }
    }
}

extension AnalyticsJob.Period: Codable {
    private enum CodingKeys: String, CodingKey { case last, from, to }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let last = try container.decodeIfPresent(JobDuration.self, forKey: .last) {
            self = .last(last)
        } else {
            self = .between(try Self.instant(container, .from), try Self.instant(container, .to))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .last(let duration): try container.encode(duration, forKey: .last)
        case .between(let from, let to):
            try container.encode(WireDate.format(from), forKey: .from)
            try container.encode(WireDate.format(to), forKey: .to)
        }
    }

    private static func instant(_ container: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys) throws -> Date {
        guard let date = WireDate.parse(try container.decode(String.self, forKey: key)) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "not an instant")
        }
        return date
    }
}
