package import Foundation
package import LivedigitalAPI
package import Recurrence

/// What one collection is to gather: the reports of the calls that began in a span of time. Instants are kept to the millisecond.
package struct CollectionPlan: Codable, Sendable, Hashable {
    /// The livedigital account; the run's lane.
    package let connection: String
    /// An id or an exact name.
    package let space: String
    /// The same; nil takes every room of the space.
    package let room: String?
    /// One report of each for every call; not empty.
    package let formats: [ReportFormat]
    /// The time zone of its job; nil where a person or an event asked for it.
    package let timezone: String?
    private let lower: StoredMilliseconds
    private let upper: StoredMilliseconds
    private let start: StoredMilliseconds
    private let afterEnd: StoredMilliseconds
    private let patience: StoredMilliseconds

    /// The first instant of the span.
    package var from: Date { lower.date }
    /// The first instant behind it.
    package var to: Date { upper.date }
    /// When the collection begins.
    package var startsAt: Date { start.date }
    /// How long after its end a call's reports are asked for first.
    package var after: Duration { afterEnd.duration }
    /// How long after the end of its call, and after the beginning of the collection, a report that is not there is given up.
    package var giveUpAfter: Duration { patience.duration }

    /// The longest span: what a run notes of each call is written with every step.
    package static let longestSpan = Duration.seconds(92 * 86_400)
    /// Whether a span is longer, on a clock that is never changed and on that of a zone as well: whole days count as such however long they are.
    package static func isTooLong(from: Date, to: Date, in zone: Zone) -> Bool {
        let shown = to.later(by: zone.offset(at: to) - zone.offset(at: from))
        return min(to, shown) > from.later(by: longestSpan)
    }
    /// How long after its beginning a call that does not end is given up: until then it has no report, and its end is waited for.
    package static let longestCall = Duration.seconds(86_400)
    /// The most calls of one run.
    package static let mostCalls = 5_000
    /// How many lists or reports one step asks for at once.
    package static let batch = 4

    package init(
        connection: String, space: String, room: String? = nil, from: Date, to: Date, startsAt: Date, timezone: String? = nil,
        after: Duration = .seconds(900), giveUpAfter: Duration = .seconds(86_400), formats: [ReportFormat] = ReportFormat.allCases
    ) {
        self.connection = connection
        self.space = space
        self.room = room
        self.formats = formats
        self.timezone = timezone
        lower = StoredMilliseconds(from)
        upper = StoredMilliseconds(to)
        start = StoredMilliseconds(startsAt)
        afterEnd = StoredMilliseconds(after)
        patience = StoredMilliseconds(giveUpAfter)
    }

    /// The days whose lists hold every call of the span, as instants in milliseconds since 1970. Nothing can have begun behind the collection's own
    /// beginning.
    var days: [Int64] {
        let last = min(to, startsAt)
        guard from < last else { return [] }
        return RoomCall.datesToAsk(from: from, to: last).map { WireDate.milliseconds(of: $0) }
    }
}
