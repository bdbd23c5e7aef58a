package import Foundation
package import LivedigitalAPI

extension LivedigitalClient {
    /// How long after a call began its report is waited for where no list has the call: a day for the call itself, and as long as a collection waits
    /// for a report unless told otherwise.
    private static let longestWait: Duration = .seconds(2 * 86_400)

    /// Whether a call whose report is not there, and of which no event told, is none of the room at all.
    ///
    /// livedigital answers alike to a report that is to come and to a call that never was; only the lists of calls tell them apart, and a list may
    /// lag, or lack a call that goes on. So a call is not declared absent before two days have passed since it began. When it began is in
    /// its id: the first eight of its 24 hexadecimal digits are the seconds since 1970 (MongoDB's ObjectId). The latest lists are asked as well,
    /// so that nothing hangs on that alone.
    ///
    /// A call that is known to be of another room is not waited for: it can only be that of a breakout room, which the room's own lists have.
    ///
    /// - Parameter known: the session of the call, of which an event told or which a collection found; nil where nothing told of it.
    /// - Returns: true only where every list that could have the call is whole and lacks it; false where one cannot be had.
    package func hasNoCall(_ callId: String, spaceId: String, roomId: String, known: Session?, now: Date) async -> Bool {
        if let known, known.roomId == nil || known.roomId == roomId { return false }
        let day: TimeInterval = 86_400
        var dates = RoomCall.datesToAsk(from: now - day, to: now)
        if let known {
            dates = RoomCall.datesToAsk(from: known.startsAt, to: known.endsAt ?? known.startsAt)
        } else if let madeAt = Self.instant(ofId: callId), madeAt <= now + day {
            if madeAt.later(by: Self.longestWait) > now { return false }
            // Whether the day of a list is that of the beginning or of the end is not known.
            dates = RoomCall.datesToAsk(from: madeAt, to: madeAt + day) + dates
        }
        for date in dates {
            guard let calls = try? await calls(spaceId: spaceId, roomId: roomId, date: date), calls.isComplete,
                !calls.items.contains(where: { $0.id == callId })
            else { return false }
        }
        return true
    }

    /// When an id was made, as it says itself; nil where it says nothing.
    static func instant(ofId id: String) -> Date? {
        guard id.utf8.count == 24, id.allSatisfy(\.isHexDigit), let seconds = UInt32(id.prefix(8), radix: 16) else { return nil }
        return Date(timeIntervalSince1970: TimeInterval(seconds))
    }
}
