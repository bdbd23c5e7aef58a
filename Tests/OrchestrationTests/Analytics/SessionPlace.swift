import Crypto
import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Logging
import Spreadsheet

@testable import Orchestration

/// A database of sessions and a folder for reports, for one test.
final class SessionPlace: Sendable {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("analytics-\(UUID())")
    let store: Store
    let writer: Writer
    let reader: WorkspaceReader

    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let columns = ["userName", "externalUserId", "email", "onlineDuration", "chatMessagesCount"]

    init() throws {
        store = try Store.open(
            path: folder.appendingPathComponent("test.sqlite").path, synchronous: .normal, migrations: Workspace.registerMigrations)
        writer = Writer(store)
        reader = WorkspaceReader(store)
    }

    deinit {
        writer.close()
        try? FileManager.default.removeItem(at: folder)
    }

    var importer: SessionImporter {
        SessionImporter(store: store, writer: writer, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { Self.start })
    }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Writes a report.
    func report(_ name: String, _ rows: [[Workbook.Cell]]) throws -> Session.Report.File {
        try Workbook(sheets: [.init(name: "Участники", rows: rows)], created: Self.start).write(to: path(name))
        return try file(name)
    }

    /// A report of people with the columns ``columns``.
    func report(_ name: String, people: [(name: String, id: String, email: String, seconds: Double, messages: Double)]) throws -> Session.Report.File
    {
        func text(_ text: String) -> Workbook.Cell { text.isEmpty ? .empty : .text(text) }
        let rows: [[Workbook.Cell]] = people.map {
            [text($0.name), text($0.id), text($0.email), .number($0.seconds), .number($0.messages)]
        }
        return try report(name, [Self.columns.map { .text($0) }] + rows)
    }

    /// A file that is there, as it was collected.
    func file(_ name: String) throws -> Session.Report.File {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path(name)))
        let digest = SHA256.hash(data: bytes).hexadecimal
        return Session.Report.File(path: path(name), bytes: bytes.count, sha256: digest)
    }

    /// A session of a job, some days after the first.
    static func session(_ file: Session.Report.File? = nil, job: String = "demo", day: Double = 0) -> Session {
        let start = start.addingTimeInterval(day * 86_400)
        return Session(
            id: "\(job)@\(Int(day))", kind: .autowebinar, job: job, connection: "default", spaceId: "space1", roomId: nil, title: "Демо",
            startsAt: start, endsAt: start.addingTimeInterval(3600),
            reports: [.init(format: "xlsx", dueAt: start.addingTimeInterval(4500), file: file)])
    }

    /// The rows of the report of a session of the default connection.
    func participants(_ id: String) async throws -> WorkspaceReader.Participants? {
        guard let session = try await reader.session(id, of: "default") else { return nil }
        return try await reader.participants(session)
    }

    /// Puts sessions in and imports their reports.
    func fill(_ sessions: [Session]) async throws {
        try await writer.write { db in for session in sessions { try SessionTable.put(db, session) } }
        try await importer.importPending()
    }

    /// Puts a run into the journal as the engine would leave it.
    func put(_ key: String, _ flow: AutowebinarFlow, step: String?, state: RunState, updated: Date) async throws {
        let context = try flow.stored(by: JSONEncoder())
        try await writer.write { db in
            try db.execute(
                sql: """
                    INSERT INTO flow(key, kind, version, lane, state, step_name, ctx, created_ms, updated_ms) VALUES(?, ?, 1, 'default', ?, ?, ?, 0, ?)
                    ON CONFLICT(key) DO UPDATE SET state = excluded.state, step_name = excluded.step_name, ctx = excluded.ctx, step = step + 1,
                      updated_ms = excluded.updated_ms
                    """,
                arguments: [key, AutowebinarFlow.kind, state.rawValue, step, context, Int64(updated.timeIntervalSince1970 * 1000)])
        }
    }

    /// Everything that is kept of sessions, without the instants of importing.
    func dump() async throws -> [String] {
        try await store.pool.read { db in
            try ["session", "session_report", "participant"].flatMap { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { "\(table) \($0)" }
            }
        }
    }

    /// Some weeks after the first session.
    func export(
        _ format: TableFormat, _ selection: SessionSelection = SessionSelection(), at now: Date = start.addingTimeInterval(30 * 86_400),
        to name: String
    ) async throws -> SessionExport.Result {
        try await reader.export(SessionExport(selection, format: format, to: .file(path(name))), now: now)
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}
