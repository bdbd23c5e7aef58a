import Foundation
import GRDB
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(5)))
struct OwnerCommandTests {
    private static let commands: @Sendable (OwnerCommand, Journal<ShowFlow>, Database, Date) throws -> String = { command, journal, db, now in
        switch command.verb {
        case "greet": return "hello \(String(decoding: command.argument, as: UTF8.self))"
        case "cancel":
            try journal.cancel(db, key: String(decoding: command.argument, as: UTF8.self), actor: "test", now: now)
            return "cancelled"
        case "half":
            try journal.audit(db, nil, "test", "half done", now: now)
            throw OperatorError("half done is not done")
        default:
            try db.execute(sql: "INSERT INTO lane(name) VALUES('twice'), ('twice')")
            return "never"
        }
    }

    private func command(_ verb: String, _ argument: String = "") -> OwnerCommand { OwnerCommand(verb: verb, argument: Data(argument.utf8)) }

    private func open(_ pool: DatabasePool) throws -> Int {
        try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM command WHERE answered_ms IS NULL") ?? 0 }
    }

    @Test func aRunningOwnerAnswersOfItself() async throws {
        let bench = try EngineBench(commands: Self.commands)
        // Opened by itself, as another process does.
        let asker = try EngineBench.open(bench.folder)
        try await bench.whileRunning {
            for name in ["one", "two"] {
                // How quickly is measured with real processes, where no other test takes the time.
                let answer = try await command("greet", name).send(to: asker.pool, patience: .seconds(30))
                #expect(answer == "hello \(name)")
            }
        }
        // Secrets do not outlive the answer.
        #expect(try await asker.pool.read { try Data.fetchAll($0, sql: "SELECT argument FROM command") } == [Data(), Data()])
    }

    @Test func whatWasAskedBeforeTheOwnerRanIsAnsweredToo() async throws {
        let bench = try EngineBench(commands: Self.commands)
        let asker = try EngineBench.open(bench.folder)
        let (early, pool) = (command("greet", "early"), asker.pool)
        let answer = Task { try await early.send(to: pool, patience: .seconds(20)) }
        try await eventually { try open(pool) == 1 }
        var words: String?
        try await bench.whileRunning { words = try await answer.value }
        #expect(words == "hello early")
    }

    @Test func aCommandTakesEffectAtOnce() async throws {
        let bench = try EngineBench(commands: Self.commands)
        let asker = try EngineBench.open(bench.folder)
        try await bench.whileRunning {
            try await bench.submit(ShowFlow(name: "show", stage: .rest, restUntil: .distantFuture))
            try await eventually { try bench.record("show").state == .waiting }
            #expect(try await command("cancel", "show").send(to: asker.pool, patience: .seconds(10)) == "cancelled")
            try await eventually { try bench.record("show").state == .cancelled }
        }
    }

    @Test func aRefusalComesBackInItsWordsAndLeavesNothing() async throws {
        let bench = try EngineBench(commands: Self.commands)
        let asker = try EngineBench.open(bench.folder)
        try await bench.whileRunning {
            await #expect(throws: OperatorError("half done is not done")) {
                try await command("half").send(to: asker.pool, patience: .seconds(10))
            }
            await #expect(throws: OperatorError("there is no run nobody; `autowebinar run list` shows them all")) {
                try await command("cancel", "nobody").send(to: asker.pool, patience: .seconds(10))
            }
        }
        #expect(try await asker.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM audit") } == 0)
    }

    @Test func aCommandThatTheDatabaseRefusesIsAnsweredAndDoesNotEndTheOwner() async throws {
        let bench = try EngineBench(commands: Self.commands)
        let asker = try EngineBench.open(bench.folder)
        try await bench.whileRunning {
            let error = await #expect(throws: OperatorError.self) { try await command("break").send(to: asker.pool, patience: .seconds(10)) }
            #expect(error?.description.contains("UNIQUE") == true)
            let answer = try await command("greet", "again").send(to: asker.pool, patience: .seconds(10))
            #expect(answer == "hello again")
        }
    }

    @Test func withoutAnOwnerTheCommandIsWithdrawn() async throws {
        let folder = try TemporaryFolder()
        let store = try EngineBench.open(folder)
        let clock = ManualClock()
        let (greeting, answered) = (command("greet"), Counter())
        let task = Task {
            defer { answered.add() }
            return try await greeting.send(to: store.pool, patience: .seconds(10), clock: clock.engineClock)
        }
        try await clock.advance { answered.value == 1 }
        await #expect(throws: OperatorError("another process, which owns the database, did not answer; nothing was changed")) { try await task.value }
        #expect(clock.now.timeIntervalSince1970 - 1_800_000_000 >= 10)
        #expect(try open(store.pool) == 0)
    }

    @Test func aCommandWhoseSenderIsCancelledIsWithdrawn() async throws {
        let folder = try TemporaryFolder()
        let store = try EngineBench.open(folder)
        let greeting = command("greet")
        let task = Task { try await greeting.send(to: store.pool, patience: .seconds(60)) }
        try await eventually { try open(store.pool) == 1 }
        task.cancel()
        await #expect(throws: OperatorError("another process, which owns the database, did not answer; nothing was changed")) { try await task.value }
        #expect(try open(store.pool) == 0)
    }

    @Test func anOwnerThatEndsUnansweredIsReplacedByTheOneWhoAsked() async throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let store = try EngineBench.open(folder)
        var looks = 0
        let answer = try await command("greet").send(to: store.pool, patience: .seconds(60)) {
            looks += 1
            return looks == 3
        }
        #expect(answer == nil)
        // Nobody else carries it out as well.
        #expect(try open(store.pool) == 0)
    }

    @Test func theAnswerOfAnOwnerThatEndedRightBehindItCounts() async throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let store = try EngineBench.open(folder)
        let answer = try await command("greet").send(to: store.pool, patience: .seconds(60)) {
            try store.pool.write { try $0.execute(sql: "UPDATE command SET answered_ms = 1, failed = 0, answer = 'hello'") }
            return true
        }
        #expect(answer == "hello")
    }
}
