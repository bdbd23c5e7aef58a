import Foundation
import Spreadsheet

/// The participants of one call. The first to come moderates.
struct CallReport: Sendable {
    var call: SandboxAccount.RoomCall
    var finishedAt: Date
    var room: SandboxAccount.Room

    var table: ReportTable {
        let stays = Attendance(id: call.id, count: call.participants, from: call.startedAt, to: finishedAt).stays
        return ReportTable(
            columns: ["callId", "roomId", "spaceId", "roomType", "isBreakoutRoom"] + ReportTable.participantColumns,
            rows: stays.enumerated().map { seat, stay in
                [.text(call.id), .text(call.roomId), .text(call.spaceId), .text(room.type), .boolean(call.isBreakoutRoom)]
                    + ReportTable.participant(stay, role: seat == 0 ? "moderator" : "user", timestamp: call.startedAt)
            },
            created: finishedAt)
    }
}
