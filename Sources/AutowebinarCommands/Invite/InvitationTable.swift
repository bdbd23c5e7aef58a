import Foundation
import LivedigitalAPI
import Orchestration
import Spreadsheet

/// Invitations in rows.
enum InvitationTable {
    static var byteOrderMark: Data { CSV.byteOrderMark }

    /// For people.
    static func text(_ invitations: [Invitation]) -> String {
        if invitations.isEmpty { return "There is no invitation.\n" }
        let rows = invitations.map { invitation in
            [
                invitation.job, invitation.startsAt.map(WireDate.format) ?? "always", invitation.status.rawValue, invitation.title,
                invitation.url ?? "-",
            ]
        }
        return Table(["JOB", "STARTS", "STATUS", "TITLE", "INVITATION"], rows).lines.map { $0 + "\n" }.joined()
    }

    /// For spreadsheets and programs; the permanent form has no start.
    static func csv(_ invitations: [Invitation]) -> String {
        let headings = ["job", "title", "startsAt", "endsAt", "timezone", "status", "url", "run", "uid", "sequence"]
        let rows = invitations.map { invitation -> [Workbook.Cell] in
            [
                .text(invitation.job), .text(invitation.title), invitation.startsAt.map(Workbook.Cell.date) ?? .empty,
                invitation.endsAt.map(Workbook.Cell.date) ?? .empty, .text(invitation.timezone), .text(invitation.status.rawValue),
                invitation.url.map(Workbook.Cell.text) ?? .empty, .text(invitation.run), .text(invitation.identifier),
                .number(Double(invitation.sequence)),
            ]
        }
        return ([headings.map(Workbook.Cell.text)] + rows).map { CSV.line($0) }.joined()
    }
}
