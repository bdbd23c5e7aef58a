import Foundation
import LivedigitalAPI
import Orchestration
import Spreadsheet

/// The reports of sessions as files, and the links that open them.
enum SessionFiles {
    static let link = Field.choice("as", "`link` gives a link that opens the report for an hour, instead of the report.", ["file", "link"])
    static let workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    /// A link of ours that opens a report for a while.
    static func link(to target: SignedLinks.Target, _ call: Call, _ services: GatewayServices) throws -> Answer {
        let expiresAt = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 + SignedLinks.lifetime).rounded(.down))
        let text = try services.links.text(target, expiresAt: expiresAt)
        return .json(["url": .string("\(call.origin)/v1/files/\(text)"), "expiresAt": .string(WireDate.format(expiresAt))])
    }

    /// Where a report of a session is fetched with a key; nil where no address gives its format.
    static func address(ofReport format: String, of session: Session, _ call: Call) -> String? {
        guard format != Session.Report.importedFormat, session.kind == .call, let spaceId = session.spaceId, let roomId = session.roomId else {
            return address(ofReport: format, session: session.id, call)
        }
        return "\(call.origin)/v1/calls/\(session.id.percentEncoded)/report?spaceId=\(spaceId.percentEncoded)&roomId=\(roomId.percentEncoded)"
            + "&format=\(format)"
    }

    /// The same where no more than its id is known of the session.
    static func address(ofReport format: String, session: String, _ call: Call) -> String? {
        format == Session.Report.importedFormat ? "\(call.origin)/v1/sessions/\(session.percentEncoded)/analytics?format=\(format)" : nil
    }

    /// Why a report failed, without where its file lies.
    static func withoutPlace(_ reason: String, of report: Session.Report) -> String {
        report.file.map { reason.replacing(" \($0.path)", with: "") } ?? reason
    }

    /// A stored file as a link names it: from the data folder on, which may be moved.
    static func name(ofFile path: String, _ services: GatewayServices) -> String {
        let folder = URL(fileURLWithPath: services.configuration.storage.data).standardizedFileURL.path + "/"
        let path = URL(fileURLWithPath: path).standardizedFileURL.path
        return path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
    }

    /// A file that a link names: only we can have named it.
    static func stored(_ name: String, _ form: String, _ services: GatewayServices) throws -> Answer {
        let file = URL(fileURLWithPath: services.configuration.storage.data).appendingPathComponent(name)
        guard let data = FileManager.default.contents(atPath: file.path) else { throw Problem(.gone, ProblemText.expiredLink) }
        if form == "json" { return Answer(status: 200, content: .bytes(data, type: "application/json")) }
        return .file(data, type: workbook, name: "report.xlsx")
    }

    /// A report that is not there: 202 while it is to come, 410 where it never will.
    static func missing(_ session: Session) throws -> Answer {
        let now = Date()
        let states = session.reports.map { $0.state(at: now) }
        if let failed = session.reports.first(where: { $0.state(at: now) == .failed }) {
            // What is wrong with a file of ours is not livedigital's doing.
            if let problem = failed.problem { throw Problem(.gone, Localized(below: withoutPlace(problem, of: failed))) }
            throw Problem(.gone, ProblemText.upstream(failed.givenUp ?? "the report failed", as: .gone))
        }
        var answer = Answer.json(["status": states.contains(.late) ? "late" : "pending", "sessionId": .string(session.id)], status: 202)
        let wait = session.reports.map { $0.dueAt.timeIntervalSince(now) }.min() ?? 60
        answer.headers["Retry-After"] = String(Int(min(max(wait, 30), 3600)))
        return answer
    }

    /// What a file holds that was stored in the present data folder, or in the one that was moved there.
    private static func contents(of file: Session.Report.File, _ services: GatewayServices) -> Data? {
        FileManager.default.contents(atPath: StoredReport.place(of: file.path, dataFolder: services.configuration.storage.data))
    }

    static func report(_ session: Session, _ form: String, _ services: GatewayServices) async throws -> Answer {
        if form == "xlsx" {
            guard let file = session.reports.first(where: { $0.format == "xlsx" && $0.state(at: Date()) == .ready })?.file else {
                return try missing(session)
            }
            guard let data = contents(of: file, services) else { throw Problem(.gone, ProblemText.reportFileGone) }
            return .file(data, type: workbook, name: "\(session.id).xlsx")
        }
        guard let participants = try await services.reader.participants(session) else { return try missing(session) }
        if form == "json" { return Answer(status: 200, content: .bytes(Data(participants.json.utf8), type: "application/json")) }
        let lines = [CSV.line(participants.columns.map { .text($0) })] + participants.rows.map { CSV.line($0) }
        return .file(Data(lines.joined().utf8), type: "text/csv", name: "\(session.id).csv")
    }
}
