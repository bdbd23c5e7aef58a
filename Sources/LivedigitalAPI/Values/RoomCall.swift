package import Foundation

/// A call of a room, from the first person who enters to the last one who leaves.
package struct RoomCall: Sendable, Equatable {
    /// livedigital's id, by which the report of the call is asked for.
    package var id: String
    /// The room that it was held in.
    package var roomId: String?
    /// True while people are in it; nil when livedigital does not say.
    package var isActive: Bool?
    /// When it began; nil when livedigital does not say.
    package var startedAt: Date?
    /// When it ended; nil while it is under way.
    package var finishedAt: Date?
    /// How many people are in it, as livedigital counts them.
    package var participantsCount: Int64?
    /// How many times people entered it.
    package var totalParticipantsCount: Int64?
    /// How many different people entered it.
    package var uniqueParticipantsCount: Int64?
    /// True for a call of a breakout room, which has a report of its own.
    package var isBreakoutRoom: Bool?

    package init(
        id: String, roomId: String? = nil, isActive: Bool? = nil, startedAt: Date? = nil, finishedAt: Date? = nil,
        participantsCount: Int64? = nil, totalParticipantsCount: Int64? = nil, uniqueParticipantsCount: Int64? = nil, isBreakoutRoom: Bool? = nil
    ) {
        self.id = id
        self.roomId = roomId
        self.isActive = isActive
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.participantsCount = participantsCount
        self.totalParticipantsCount = totalParticipantsCount
        self.uniqueParticipantsCount = uniqueParticipantsCount
        self.isBreakoutRoom = isBreakoutRoom
    }

    /// True when the call has an end and is not said to be under way.
    package var isFinished: Bool { finishedAt != nil && isActive != true }

    /// The dates to ask for so that every call which began from `start` to `end` is in one of the lists, whatever zone livedigital counts
    /// its days in: noon UTC of each day from 12 hours before the span to 14 hours after it, two or three for a single instant. The lists
    /// hold other calls as well, so keep those whose `startedAt` lies in the span. None where `end` lies before `start`.
    package static func datesToAsk(from start: Date, to end: Date) -> [Date] {
        guard start <= end else { return [] }
        let hour: Int64 = 3_600_000
        // Zones lie between UTC-12 and UTC+14; at noon UTC almost all of them have the same day.
        func day(_ milliseconds: Int64) -> Int64 { Int64((Double(milliseconds) / Double(24 * hour)).rounded(.down)) }
        let first = day(WireDate.milliseconds(of: start) - 12 * hour)
        let last = day(WireDate.milliseconds(of: end) + 14 * hour)
        return (first...last).map { WireDate.date(milliseconds: $0 * 24 * hour + 12 * hour) }
    }
}

extension RoomCall: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) throws {
        self.init(
            id: try object.id(names.id), roomId: object.string("roomId"), isActive: object.bool("active"), startedAt: object.date("startedAt"),
            finishedAt: object.date("finishedAt"), participantsCount: object.integer("participantsCount"),
            totalParticipantsCount: object.integer("totalParticipantsCount"),
            uniqueParticipantsCount: object.integer("uniqueParticipantsCount"), isBreakoutRoom: object.bool("isBreakoutRoom"))
    }
}
