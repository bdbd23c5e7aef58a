import Foundation
import Spreadsheet

/// The participants of one session, with the columns of the service's own analytics table.
struct SessionReport: Sendable {
    var session: PlaybackSession
    /// How many people came; nil for two to five, as the session's id has it.
    var attendees: Int?

    var table: ReportTable {
        let count = attendees ?? 2 + Int(session.id.utf8.reduce(0) { ($0 &* 31 &+ UInt32($1)) % 1_000_003 } % 4)
        let stays = Attendance(id: session.id, count: count, from: session.startedAt, to: session.finishedAt).stays
        return ReportTable(
            columns: ["playbackId", "playbackEventId", "playbackEventSessionId"] + ReportTable.participantColumns,
            rows: stays.map { stay in
                [.text(session.playbackId), .text(session.eventId), .text(session.id)]
                    + ReportTable.participant(stay, role: "user", timestamp: session.startedAt)
            },
            created: session.finishedAt)
    }
}
