import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// A journal in memory and the instant at which it is used.
struct JournalBench {
    typealias Result = WorkResult<String>

    /// One attempt as the database keeps it.
    struct Attempt: Equatable {
        var step: Int
        var attempt: Int
        var state: StepState
    }

    let database: DatabaseQueue
    var now = Date(timeIntervalSince1970: 1_800_000_000)
    var journal = Journal<ScriptFlow>(settle: .seconds(4), boot: "first", random: { 0.5 })

    init() throws {
        database = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        Journal<ScriptFlow>.registerMigrations(in: &migrator)
        try migrator.migrate(database)
    }

    mutating func pass(_ seconds: TimeInterval) { now += seconds }

    @discardableResult
    func submit(_ flow: ScriptFlow = ScriptFlow()) throws -> Bool {
        try database.write { try journal.submit($0, key: flow.name, flow: flow, now: now) }
    }

    func claim(_ lanes: [String] = ["north"], places: Int = 1) throws -> Claim<ScriptFlow> {
        try database.write { try journal.claim($0, lanes.map { Vacancy(lane: $0, places: places) }, now: now) }
    }

    /// Claims the one run that is due.
    func begin() throws -> Work<ScriptFlow> { try #require(try claim().work.first) }

    @discardableResult
    func record(_ work: Work<ScriptFlow>, _ result: Result) throws -> Work<ScriptFlow>? {
        try database.write { try journal.record($0, work, result, now: now) }
    }

    func operate(_ body: (Journal<ScriptFlow>, Database, Date) throws -> Void) throws {
        try database.write { try body(journal, $0, now) }
    }

    func row(_ key: String = "run") throws -> RunRow {
        try database.read { db in
            try #require(try db.first("SELECT \(RunRow.columns) FROM flow WHERE key = ?", [.text(key)], RunRow.init))
        }
    }

    /// When the run is due, in seconds from now.
    func due(_ key: String = "run") throws -> Double? { try row(key).due.map { Double($0 - now.milliseconds) / 1000 } }

    func flow(_ key: String = "run") throws -> ScriptFlow {
        try JSONDecoder().decode(ScriptFlow.self, from: try record(key).context)
    }

    func record(_ key: String = "run") throws -> RunRecord { try #require(try database.read { try RunRecord.fetch($0, key: key) }) }

    func attempts() throws -> [Attempt] {
        try database.read { db in
            try Row.fetchAll(db, sql: "SELECT n, attempt, state FROM step ORDER BY flow, n, attempt").map {
                Attempt(step: $0[0], attempt: $0[1], state: try #require(StepState(rawValue: $0[2])))
            }
        }
    }

    /// How SQLite goes about a query.
    func plan(of query: String, _ arguments: StatementArguments = StatementArguments()) throws -> [String] {
        try database.read { try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN \(query)", arguments: arguments).map { $0["detail"] } }
    }

    func isLanePaused(_ lane: String = "north") throws -> Bool {
        try database.read { try Bool.fetchOne($0, sql: "SELECT paused_ms IS NOT NULL FROM lane WHERE name = ?", arguments: [lane]) ?? false }
    }

    /// Everything in the tables, to see that nothing was written.
    func dump() throws -> [String] {
        try database.read { db in
            try ["flow", "step", "remote", "lane", "audit"].flatMap {
                try Row.fetchAll(db, sql: "SELECT * FROM \($0) ORDER BY 1, 2, 3").map { "\($0)" }
            }
        }
    }
}

extension Work {
    /// The mode in a word, for comparing.
    var modeName: String {
        switch mode {
        case .perform: "perform"
        case .lookUp(nil): "look up"
        case .lookUp(let identifier?): "adopt \(identifier)"
        }
    }
}
