import Foundation
package import LivedigitalAPI

/// What the collection asks livedigital for. Every call may be made again: lists are read, and a report of a call or session that is
/// stored already is not fetched.
package enum CollectionCall: Codable, Sendable, Hashable {
    /// Find the ids of a space and of its rooms, or of the one room that is named.
    case findRooms(space: String, room: String?)
    /// List the calls of rooms on days, several at once.
    case listCalls(spaceId: String, lists: [DayList])
    /// Fetch reports and store them, several at once.
    case collectReports(spaceId: String, reports: [WantedReport])
    /// See what is new of a permanent event: the sessions that ended at `since` (milliseconds since 1970) or later, where livedigital lists them;
    /// else its report, stored under a name where it is not the one of that digest.
    case lookAtEvent(PermanentEvent, since: Int64, storedAs: String, digest: String?)
    /// Fetch the reports of sessions and store them, several at once.
    case collectSessions(PermanentEvent, [EventSession])

    /// How many requests it stands for, for the rate of the connection.
    var requests: Int {
        switch self {
        case .findRooms: 2
        case .listCalls(_, let lists): lists.count
        case .collectReports(_, let reports): reports.count
        case .lookAtEvent: 1
        case .collectSessions(_, let sessions): sessions.count
        }
    }
}

/// The calls of a room on a day.
package struct DayList: Codable, Sendable, Hashable {
    package let roomId: String
    /// An instant of the day in milliseconds since 1970.
    package let day: Int64

    package init(roomId: String, day: Int64) {
        self.roomId = roomId
        self.day = day
    }
}

/// A report that is to be fetched.
package struct WantedReport: Codable, Sendable, Hashable {
    package let callId: String
    package let roomId: String
    package let format: ReportFormat

    package init(callId: String, roomId: String, format: ReportFormat) {
        self.callId = callId
        self.roomId = roomId
        self.format = format
    }
}

/// What a call of the collection brings back.
package enum CollectionAnswer: Sendable, Equatable {
    case rooms(spaceId: String, [CollectionFlow.Room])
    /// One for each list that was asked for.
    case lists([ListOutcome])
    /// One for each report that was asked for.
    case reports([ReportOutcome])
    /// The report of the event; nil where there is none or it is the one that is known.
    case interval(StoredReport?)
    case sessions([EventSession])
    /// Those that were there.
    case sessionReports([SessionReport])

    /// A session and its report.
    package struct SessionReport: Sendable, Equatable {
        package var session: EventSession
        package var report: StoredReport
    }
}

/// What came of one list.
package enum ListOutcome: Sendable, Equatable {
    case calls([RoomCall], of: DayList)
    /// It was refused for good; the reason names it.
    case refused(DayList, reason: String)
    /// It could not be had this time.
    case failed(DayList, reason: String)
}

/// What came of one report.
package struct ReportOutcome: Sendable, Equatable {
    /// How it ended.
    package enum Result: Sendable, Equatable {
        case stored(StoredReport)
        /// It is not there, or could not be had this time.
        case notReady(reason: String, retryAfter: Duration?)
        /// It was refused for good.
        case refused(reason: String)
    }

    package var report: WantedReport
    package var result: Result

    package init(_ report: WantedReport, _ result: Result) {
        self.report = report
        self.result = result
    }
}
