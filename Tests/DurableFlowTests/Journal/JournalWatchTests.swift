import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// Runs that wait for something in the database itself.
@Suite(.timeLimit(.minutes(5)))
struct JournalWatchTests {
    private static let watching = ScriptFlow.Step(name: "look", shape: .watch)

    /// What is watched stands in a table of the test: one word, which is taken away once it is seen.
    private func bench(until: Date? = nil) throws -> JournalBench {
        var bench = try JournalBench()
        try bench.database.write { try $0.execute(sql: "CREATE TABLE word(text TEXT NOT NULL) STRICT") }
        bench.journal.onWatch = { _, db, key, flow, call, _ in
            guard flow.name == key, let word = try String.fetchOne(db, sql: "DELETE FROM word RETURNING text") else { return nil }
            return word == "no" ? .refused(Failure(code: "no", message: "it said no")) : .answered("\(word) to \(call.step)", how: .performed)
        }
        var flow = ScriptFlow()
        flow.steps = [Self.watching, .init(name: "after", shape: .repeatable)]
        flow.steps[0].instant = until
        try bench.submit(flow)
        return bench
    }

    private func say(_ word: String, _ bench: JournalBench) throws {
        try bench.operate { journal, db, now in
            try db.execute(sql: "INSERT INTO word VALUES(?)", arguments: [word])
            try journal.wake(db, key: "run", now: now)
        }
    }

    @Test func whatIsThereAlreadyIsNoWait() throws {
        let bench = try bench()
        try say("yes", bench)
        #expect(try bench.begin().effect.step == "after")
        #expect(try bench.flow().received == ["yes to look performed"])
        let step = try #require(try bench.record().steps.first)
        #expect((step.name, step.state, step.how) == ("look", .succeeded, .performed))
    }

    @Test func aRunWaitsForEverUntilItIsWoken() throws {
        var bench = try bench()
        #expect(try bench.claim().work.isEmpty)
        #expect(try bench.row().state == .waiting)
        #expect(try bench.row().stepName == "look")
        #expect(try bench.due() == nil)
        bench.pass(86_400 * 365)
        #expect(try bench.claim().work.isEmpty)
        try say("yes", bench)
        #expect(try bench.begin().effect.step == "after")
        #expect(try bench.record().steps.first?.startedAt == bench.now.addingTimeInterval(-86_400 * 365))
    }

    @Test func wokenForNothingItWaitsOnWithTheSameEnd() throws {
        var bench = try bench(until: Date(timeIntervalSince1970: 1_800_000_060))
        #expect(try bench.claim().work.isEmpty)
        bench.pass(10)
        try bench.operate { journal, db, now in try journal.wake(db, key: "run", now: now) }
        #expect(try bench.claim().work.isEmpty)
        #expect(try bench.due() == 50)
        #expect(try bench.flow().received.isEmpty)
        bench.pass(50)
        #expect(try bench.begin().effect.step == "after")
        #expect(try bench.flow().received == ["elapsed"])
    }

    @Test func newsThatChangeOnlyWhatIsWatchedAreNoStep() throws {
        let bench = try bench()
        #expect(try bench.claim().work.isEmpty)
        try say("news", bench)
        #expect(try bench.claim().work.isEmpty)
        #expect(try bench.flow().received == ["news to look performed"])
        #expect(try bench.record().steps.isEmpty)
        try say("yes", bench)
        #expect(try bench.begin().row.step == 2)
    }

    @Test func aRefusalIsAFailedStep() throws {
        let bench = try bench()
        #expect(try bench.claim().work.isEmpty)
        try say("no", bench)
        #expect(try bench.claim().work.isEmpty)
        let record = try bench.record()
        #expect(record.state == .failed)
        #expect(record.steps.map(\.state) == [.failed])
        #expect(record.steps.first?.error == "it said no")
    }

    @Test func aRunThatWatchesCanBeCancelled() throws {
        let bench = try bench()
        #expect(try bench.claim().work.isEmpty)
        try bench.operate { journal, db, now in try journal.cancel(db, key: "run", actor: "somebody", now: now) }
        #expect(try bench.claim().work.isEmpty)
        #expect(try bench.record().state == .cancelled)
    }

    @Test func anotherOwnerLeavesItWatching() throws {
        let bench = try bench()
        #expect(try bench.claim().work.isEmpty)
        try bench.operate { journal, db, now in try journal.takeOver(db, now: now) }
        #expect(try bench.row().state == .waiting)
        try say("yes", bench)
        #expect(try bench.begin().effect.step == "after")
    }
}
