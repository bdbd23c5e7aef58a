import Foundation

/// A duration that is stored as people write it (`30m`), so that stored jobs stay readable.
package struct JobDuration: Hashable, Sendable, Codable, Comparable {
    package var value: Duration

    package init(_ value: Duration) { self.value = value }

    static func minutes(_ count: Int64) -> JobDuration { JobDuration(.seconds(count * 60)) }

    static func days(_ count: Int64) -> JobDuration { JobDuration(.seconds(count * 86_400)) }

    static func hours(_ count: Int64) -> JobDuration { JobDuration(.seconds(count * 3600)) }

    package static func < (left: JobDuration, right: JobDuration) -> Bool { left.value < right.value }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = DurationText.parse(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a duration")
        }
        self.value = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(DurationText.format(value))
    }
}
