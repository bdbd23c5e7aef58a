import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Recurrence
import Testing

@testable import Orchestration

/// A database with the tables of a service, a planner, and a clock that a test moves.
final class PlanningBench {
    let database: DatabaseQueue
    let journal = ServiceJournal(settle: .seconds(60), boot: "test", random: { 0.5 })
    let planner = Planner(zones: ZoneDatabase(), webURL: "https://edu.livedigital.space")
    let changePlanner = ChangePlanner(zones: ZoneDatabase())
    var now: Date

    init(_ now: String) throws {
        self.now = try instant(now)
        database = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        Workspace.registerMigrations(in: &migrator)
        try migrator.migrate(database)
    }

    static func job(_ schedule: String?, name: String = "weekly", title: String = "Demo", room: String = "Room", more: String = "") throws -> JobFile
    {
        let text = """
            kind: autowebinar
            name: \(name)
            title: \(title)
            space: Space
            room: \(room)
            record: {id: r1}
            \(schedule.map { "schedule: {timezone: Europe/Berlin, \($0)}" } ?? "")
            \(more)
            """
        return try JobFile.decode(
            Data(text.utf8), file: "jobs/\(name).yaml", zones: ZoneDatabase(), holidays: HolidayFiles(folder: "config/holidays"))
    }

    /// A collection of a day each, by a schedule in UTC.
    static func collection(_ schedule: String, name: String = "calls", more: String = "") throws -> JobFile {
        let text = """
            kind: analytics
            name: \(name)
            space: Space
            period: {last: 1d}
            schedule: {timezone: Etc/UTC, \(schedule)}
            \(more)
            """
        return try JobFile.decode(
            Data(text.utf8), file: "jobs/\(name).yaml", zones: ZoneDatabase(), holidays: HolidayFiles(folder: "config/holidays"))
    }

    @discardableResult
    func apply(_ files: JobFile..., prune: Bool = false) throws -> ChangeSet {
        try database.write { db in
            let set = try changePlanner.changes(files, prune: prune, in: db, now: now)
            _ = try changePlanner.apply(set, db, journal, actor: "test", now: now)
            return set
        }
    }

    /// Carries out what a person ordered.
    @discardableResult
    func order(_ order: OwnerOrder) throws -> String {
        let accounts = Accounts(
            configuration: .init(), contract: .assumed, environmentToken: nil, transport: ScriptedRemote(),
            masterKey: { throw SecretError("there is none") }, reader: nil)
        let context = OwnerContext(accounts: accounts, zones: ZoneDatabase(), webURL: "https://edu.livedigital.space", publicURL: nil)
        return try database.write { try order.carryOut(journal, $0, context, now: now) }
    }

    /// The runs of a connection wait until it works.
    func pauseConnection(_ name: String = "default") throws {
        try database.write {
            try $0.execute(sql: "INSERT INTO lane(name, paused_reason, paused_ms) VALUES(?, 'there is none', 1)", arguments: [name])
        }
    }

    /// Plans until nothing is due now.
    @discardableResult
    func plan(isConfirmed: Bool = false) throws -> Planner.Progress {
        var all = Planner.Progress()
        while true {
            let progress = try database.write { try planner.advance($0, journal, now: now, isConfirmed: isConfirmed) }
            all.planned += progress.planned
            all.notices += progress.notices
            all.next = progress.next
            all.clockProblem = progress.clockProblem
            guard progress.clockProblem == nil, let next = progress.next, next <= now else { return all }
        }
    }

    /// The run has chosen a record of that length.
    func choose(_ length: Duration, for run: String) throws {
        try database.write { db in
            let record = try #require(try RunRecord.fetch(db, key: run))
            var flow = try #require(try ServiceFlow(record).autowebinar)
            flow.facts.recordLength = length
            try db.execute(sql: "UPDATE flow SET ctx = ? WHERE key = ?", arguments: [try flow.stored(by: JSONEncoder()), run])
        }
    }

    func occurrences(_ job: String = "weekly") throws -> [String] {
        try database.read { db in
            try OccurrenceTable.fetch(db, job: job).map { "\(WireDate.format($0.nominal)) \($0.outcome.rawValue)" }
        }
    }

    var runs: [String] {
        get throws { try database.read { try String.fetchAll($0, sql: "SELECT key FROM flow ORDER BY key") } }
    }

    func state(of run: String) throws -> (cancel: Int, state: Int)? {
        try database.read { db in
            try Row.fetchOne(db, sql: "SELECT cancel, state FROM flow WHERE key = ?", arguments: [run]).map { ($0["cancel"], $0["state"]) }
        }
    }
}

func instant(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
