import Foundation
import GRDB
import LivedigitalAPI
import Testing

@testable import DurableFlow
@testable import Orchestration

/// A database with runs that change rooms, and a clock that a test moves.
private final class ChangeBench {
    let database: DatabaseQueue
    private let journal: ServiceJournal
    var now = Doing.now

    init() throws {
        database = try DatabaseQueue()
        try Workspace.migrator.migrate(database)
        let accounts = Accounts(
            configuration: .init(), contract: .assumed, environmentToken: nil, transport: ScriptedRemote(),
            masterKey: { throw SecretError("there is none") }, reader: nil)
        journal = ServiceJournal(
            settle: .seconds(60), boot: "test", random: { 1 },
            onEnding: { journal, db, key, _, _, now in try ChangeOrder.wakeNext(db, journal, after: key, now: now) },
            onTurn: { journal, db, key, _, turn, now in
                if case .held = turn { try ChangeOrder.wakeNext(db, journal, after: key, now: now) }
            },
            onIntent: { db, work in try ChangeOrder.enter(db, work, accounts) })
        // The second is at the configured address, too; the third is not.
        for (name, address) in ["second": "https://moodhood-api.livedigital.space/v1/", "third": "https://other.test/v1"] {
            try change { db, _, now in
                try ConnectionTable.put(
                    db, Connection(name: name, baseURL: address, sealedToken: Data(), fingerprint: "", label: nil, addedAt: now))
            }
        }
    }

    @discardableResult
    func change<T>(_ body: (Database, ServiceJournal, Date) throws -> T) throws -> T { try database.write { try body($0, journal, now) } }

    private static func id(_ digit: String) -> String { String(repeating: digit, count: 24) }

    /// Makes a run that changes rooms one after another, each named by a hexadecimal digit.
    func submit(_ key: String, _ rooms: String..., on connection: String = "default") throws {
        let steps = rooms.enumerated().map { index, room in
            ActionsJob.Step(
                id: "s\(index)", action: "updateRoom",
                arguments: ["spaceId": .string(Self.id("a")), "roomId": .string(Self.id(room)), "name": .string(key)])
        }
        let job = Job(name: "monday", connection: connection, schedule: nil, content: .actions(ActionsJob(steps: steps, constants: [:])))
        guard case .actions(let actions) = job.content else { return }
        let plan = ActionsPlan(job, actions, startsAt: now, webURL: "https://edu.livedigital.space", now: now)
        let flow = ServiceFlow.actions(ActionsFlow(plan: plan, now: now))
        let isNew = try change { db, journal, now in try journal.submit(db, key: key, flow: flow, now: now) }
        #expect(isNew)
    }

    /// Comes to the calls that are due.
    func claim() throws -> [Work<ServiceFlow>] {
        try change { db, journal, now in
            try journal.claim(db, ["default", "second", "third"].map { Vacancy(lane: $0, places: 9) }, now: now).work
        }
    }

    /// How long a call waits for others; nil where it is sent.
    func wait(_ work: Work<ServiceFlow>) throws -> Duration? { try change { db, _, now in try ChangeOrder.wait(db, key: work.runKey, now: now) } }

    func record(_ work: Work<ServiceFlow>, _ performance: Performance<ServiceAnswer>) throws {
        try change { db, journal, now in
            if let next = try journal.record(db, work, .performed(performance), now: now) {
                _ = try journal.record(db, next, .notBegun, now: now)
            }
        }
    }

    /// Begins what is due: who is next is on its way, all others come again.
    ///
    /// - Returns: the runs whose call is sent.
    @discardableResult
    func begin() throws -> [Work<ServiceFlow>] {
        try claim().filter { work in
            guard let wait = try wait(work) else { return true }
            try record(work, .notReady("others come first", retryAfter: wait))
            return false
        }
    }

    /// Lets the owner die, and another take over.
    func restart() throws { try change { db, journal, now in try journal.takeOver(db, now: now) } }
}

extension Performance<ServiceAnswer> {
    fileprivate static var done: Self { .answered(.actions(.updated(name: "n"))) }
}

@Suite(.timeLimit(.minutes(5))) struct ChangeOrderTests {
    private let bench: ChangeBench

    init() throws { bench = try ChangeBench() }

    /// What is begun, as the keys of the runs.
    private func begun() throws -> [String] { try bench.begin().map(\.runKey) }

    @Test("one whose outcome is unknown is sent again before a later one, also by another process")
    func unknown() throws {
        try bench.submit("a", "c")
        let first = try #require(try bench.begin().first)
        try bench.submit("b", "c")
        #expect(try begun() == [])
        try bench.record(first, .hindered(.unknown("hung up")))
        for _ in 0..<2 {
            bench.now += 10
            try bench.restart()
            #expect(try begun() == [])
        }
        bench.now += 40
        let again = try bench.begin()
        #expect(again.map(\.runKey) == ["a"])
        try bench.record(again[0], .done)
        // It is woken, and does not wait for the time at which it would look again.
        #expect(try begun() == ["b"])
    }

    @Test("one that was killed on its way is sent again, after its settle time, before a later one")
    func killed() throws {
        try bench.submit("a", "c")
        #expect(try begun() == ["a"])
        bench.now += 5
        try bench.restart()
        try bench.submit("b", "c")
        let later = try #require(try bench.claim().first)
        // There is no use in asking before.
        #expect(try bench.wait(later) == .seconds(60))
        try bench.record(later, .notReady("others come first", retryAfter: .seconds(60)))
        bench.now += 60
        #expect(try begun() == ["a"])
    }

    @Test(
        "one that is put off keeps its place",
        arguments: [Hindrance.notSent("503"), .rateLimited(retryAfter: .seconds(3))])
    func putOff(hindrance: Hindrance) throws {
        try bench.submit("a", "c")
        let first = try #require(try bench.begin().first)
        try bench.record(first, .hindered(hindrance))
        try bench.submit("b", "c")
        try bench.submit("other", "d")
        #expect(try begun() == ["other"])
        bench.now += 3
        #expect(try begun() == ["a"])
    }

    @Test("connections of one address have one order, and those of another have their own")
    func connections() throws {
        try bench.submit("a", "c")
        #expect(try begun() == ["a"])
        try bench.submit("b", "c", on: "second")
        try bench.submit("c", "c", on: "third")
        #expect(try begun() == ["c"])
    }

    @Test("one that fails, is held or is taken back lets the next one go on at once", arguments: ["fail", "hold", "cancel"])
    func over(how: String) throws {
        try bench.submit("a", "c")
        let first = try #require(try bench.begin().first)
        try bench.submit("b", "c")
        try bench.submit("c", "c")
        #expect(try begun() == [])
        switch how {
        case "fail": try bench.record(first, .refused(Doing.refusal))
        case "hold": try bench.record(first, .hindered(.mismatch("there is no such path")))
        default:
            try bench.record(first, .hindered(.rateLimited(retryAfter: .seconds(500))))
            try bench.change { db, journal, now in try journal.cancel(db, key: "a", actor: "test", now: now) }
        }
        let next = try bench.begin()
        #expect(next.map(\.runKey) == ["b"])
        try bench.record(next[0], .done)
        #expect(try begun() == ["c"])
    }

    @Test("one that is taken back while it may still come late holds up the next until it cannot")
    func takenBackUnknown() throws {
        try bench.submit("a", "c")
        try bench.record(try #require(try bench.begin().first), .hindered(.unknown("hung up")))
        try bench.submit("b", "c")
        try bench.change { db, journal, now in try journal.cancel(db, key: "a", actor: "test", now: now) }
        bench.now += 59
        #expect(try begun() == [])
        bench.now += 1
        #expect(try begun() + begun() == ["b"])
    }

    @Test("one that was held comes behind those who passed it")
    func heldAndAnswered() throws {
        try bench.submit("a", "c")
        try bench.record(try #require(try bench.begin().first), .hindered(.mismatch("there is no such path")))
        try bench.submit("b", "c")
        let passing = try bench.begin()
        #expect(passing.map(\.runKey) == ["b"])
        try bench.change { db, journal, now in try journal.retry(db, key: "a", actor: "test", now: now) }
        #expect(try begun() == [])
        try bench.record(passing[0], .done)
        #expect(try begun() == ["a"])
    }

    @Test("those of a paused connection hold nobody up, except for what is on its way or may come late")
    func paused() throws {
        try bench.submit("a", "c", on: "second")
        try bench.submit("a2", "d", on: "second")
        let begun = try bench.begin()
        #expect(begun.map(\.runKey) == ["a", "a2"])
        try bench.submit("b", "c")
        try bench.record(begun[1], .hindered(.blocked(Failure(code: "unauthorized", message: "401"))))
        #expect(try self.begun() == [])
        try bench.record(begun[0], .hindered(.unknown("hung up")))
        try bench.submit("b2", "d")
        #expect(try self.begun() == ["b2"])
        bench.now += 59
        #expect(try self.begun() == [])
        bench.now += 1
        #expect(try self.begun() == ["b"])
    }

    @Test("runs of several changes do not wait for each other in a circle")
    func several() throws {
        try bench.submit("a", "c", "d", "c")
        try bench.submit("b", "d", "c", "d")
        var made: [String] = []
        for _ in 0..<20 {
            for work in try bench.begin() {
                made.append(work.runKey)
                try bench.record(work, .done)
            }
            bench.now += 1
        }
        #expect(made.filter { $0 == "a" }.count == 3 && made.filter { $0 == "b" }.count == 3)
        // What is over does not heap up.
        #expect(try bench.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM change") ?? 0 } <= 4)
    }

    @Test("a run that is forgotten leaves no place behind")
    func forgotten() throws {
        try bench.submit("a", "c")
        try bench.record(try #require(try bench.begin().first), .done)
        try bench.change { db, journal, _ in try journal.forget(db, key: "a") }
        #expect(try bench.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM change") } == 0)
    }
}
