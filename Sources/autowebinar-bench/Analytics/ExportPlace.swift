import Crypto
import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Logging
import Orchestration
import Spreadsheet

/// A folder with report files and a database of sessions.
struct ExportPlace {
    let folder: URL

    private var database: String { folder.appending(path: "analytics.sqlite").path(percentEncoded: false) }

    private func report(_ number: Int) -> String { folder.appending(path: "report-\(number).xlsx").path(percentEncoded: false) }

    /// One file a session, with the columns of livedigital's own table; about half of the people of one are at the next, too.
    func writeReports(sessions: Int, people: Int) throws {
        let columns = [
            "playbackId", "playbackEventId", "playbackEventSessionId", "participantId", "externalUserId", "userName", "email", "phone", "role",
            "onlineDuration", "onlineDurationWithActiveTab", "chatMessagesCount", "reactionsCount", "joinedAt", "leftAt", "deviceType", "platform",
            "browser", "timestamp",
        ]
        for session in 0..<sessions {
            let start = Self.start(session)
            let rows: [[Workbook.Cell]] = (0..<people).map { seat in
                let person = session * people / 2 + seat
                return [
                    .text("5b0f2c1e-8d0a-4c58-9a51-0c6f0c6f2a01"), .text("597f040d2ddce03c952963e9"), .text("session-\(session)"),
                    .text("participant-\(session)-\(seat)"), .text("crm-\(person)"), .text("Мария О’Нил \(person)"),
                    .text("guest\(person)@example.com"), .text("+7999\(1_000_000 + person)"), .text("user"), .number(Double(seat * 17 % 3600)),
                    .number(Double(seat * 13 % 3600)), .number(Double(seat % 7)), .number(Double(seat % 4)), .date(start),
                    .date(start.addingTimeInterval(Double(seat * 17 % 3600))), .text("desktop"), .text("Windows"), .text("Chrome"), .date(start),
                ]
            }
            let sheet = Workbook.Sheet(name: "Участники", rows: [columns.map { .text($0) }] + rows)
            try Workbook(sheets: [sheet], created: start).write(to: report(session))
        }
    }

    /// Makes the database and reads every file into it.
    ///
    /// - Returns: its size.
    func importReports(sessions: Int) async throws -> Int {
        let store = try Store.open(path: database, synchronous: .full, migrations: Workspace.registerMigrations)
        let writer = Writer(store)
        let known = try (0..<sessions).map { number in
            let data = try Data(contentsOf: URL(filePath: report(number)))
            let digest = SHA256.hash(data: data).hexadecimal
            let file = Session.Report.File(path: report(number), bytes: data.count, sha256: digest)
            let start = Self.start(number)
            return Session(
                id: "weekly-\(number % 10)@\(number)", kind: .autowebinar, job: "weekly-\(number % 10)", connection: "default", spaceId: nil,
                roomId: nil, title: "Bench", startsAt: start, endsAt: start.addingTimeInterval(3600),
                reports: [Session.Report(format: Session.Report.importedFormat, dueAt: start.addingTimeInterval(4500), file: file)])
        }
        try await writer.write { db in for session in known { try SessionTable.put(db, session) } }
        let importer = SessionImporter(store: store, writer: writer, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        try await importer.importPending()
        writer.close()
        return size(database)
    }

    func reader() throws -> WorkspaceReader {
        guard let store = try Store.openForReading(path: database) else { throw BenchFailure(code: .storage, message: "\(database) is not there.") }
        return WorkspaceReader(store)
    }

    /// - Returns: the size of the table.
    func export(_ format: String) async throws -> Int {
        let path = folder.appending(path: "export.\(format)").path(percentEncoded: false)
        let export = SessionExport(SessionSelection(), format: TableFormat(rawValue: format) ?? .csv, to: .file(path))
        _ = try await reader().export(export)
        return size(path)
    }

    private func size(_ path: String) -> Int { ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0 }

    private static func start(_ number: Int) -> Date { Date(timeIntervalSince1970: 1_767_225_600 + Double(number) * 86_400) }
}
