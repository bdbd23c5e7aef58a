import Foundation
import GRDB
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(5)))
struct WriterTests {
    struct Refusal: Error, Equatable {}

    let folder: TemporaryFolder
    let store: Store
    let writer: Writer

    init() throws {
        folder = try TemporaryFolder()
        store = try Store.openNotes(folder.file("notes.sqlite"))
        writer = Writer(store)
    }

    private func notes() throws -> [String] { try store.notes() }

    /// Keeps the writing thread busy until the gate is opened, so that what comes meanwhile becomes one batch.
    private func occupy() async throws -> (ThreadGate, Task<Void, any Error>) {
        let (gate, begun) = (ThreadGate(), Gate())
        let writer = writer
        let task = Task {
            try await writer.write { _ in
                begun.open()
                gate.pass()
            }
        }
        _ = await begun.pass()
        return (gate, task)
    }

    @Test func manyConcurrentWritesShareFewCommitsAndEachIsThereWhenItReturns() async throws {
        defer { writer.close() }
        let (gate, first) = try await occupy()
        let (writer, store) = (writer, store)
        try await withThrowingTaskGroup { group in
            for index in 0..<200 {
                group.addTask {
                    let answer = try await writer.write { db in
                        try db.execute(sql: "INSERT INTO note VALUES(?)", arguments: ["\(index)"])
                        return index
                    }
                    #expect(answer == index)
                    #expect(
                        try await store.pool.read { try Bool.fetchOne($0, sql: "SELECT 1 FROM note WHERE text = ?", arguments: ["\(index)"]) } == true
                    )
                }
            }
            try await eventually { writer.waiting == 200 }
            gate.open()
            try await group.waitForAll()
        }
        try await first.value
        #expect(try notes().count == 200)
        // One for the first, one for all those that waited.
        #expect(writer.commits == 2)
    }

    @Test func writesOfOneTaskAreAppliedInItsOrder() async throws {
        defer { writer.close() }
        for index in 0..<20 { try await writer.note("\(index)") }
        #expect(try notes() == (0..<20).map(String.init))
        #expect(writer.commits == 20)
    }

    @Test func aBatchIsNoLongerThanItsLimit() async throws {
        defer { writer.close() }
        let (gate, first) = try await occupy()
        let writer = writer
        let tasks = (0..<600).map { index in
            Task {
                try await writer.note("\(index)")
            }
        }
        try await eventually { writer.waiting == 600 }
        gate.open()
        try await first.value
        for task in tasks { try await task.value }
        // One for the first, then 256, 256 and 88.
        #expect(writer.commits == 4)
        #expect(try notes().count == 600)
    }

    @Test func anErrorLeavesNothingOfItsMutationAndHarmsNoOther() async throws {
        defer { writer.close() }
        let (gate, first) = try await occupy()
        let writer = writer
        let good = (0..<10).map { index in
            Task {
                try await writer.note("good \(index)")
            }
        }
        let thrown = Task {
            try await writer.write { db in
                try db.execute(sql: "INSERT INTO note VALUES('bad 1')")
                throw Refusal()
            }
        }
        let broken = Task {
            try await writer.write { db in
                try db.execute(sql: "INSERT INTO note VALUES('bad 2')")
                try db.execute(sql: "INSERT INTO note VALUES(NULL)")
            }
        }
        try await eventually { writer.waiting == 12 }
        gate.open()
        try await first.value
        for task in good { try await task.value }
        await #expect(throws: Refusal()) { try await thrown.value }
        let error = await #expect(throws: DatabaseError.self) { try await broken.value }
        #expect(error?.resultCode == .SQLITE_CONSTRAINT)
        #expect(try Set(notes()) == Set((0..<10).map { "good \($0)" }))
        try await writer.note("after")
        #expect(try notes().last == "after")
    }

    @Test func aMutationThatIsAppliedAgainGivesTheValueOfItsCommit() async throws {
        defer { writer.close() }
        let (gate, first) = try await occupy()
        let (applied, writer) = (Counter(), writer)
        let good = Task {
            return try await writer.write { _ in
                applied.add()
                return applied.value
            }
        }
        try await eventually { writer.waiting == 1 }
        let bad = Task {
            try await writer.write { _ in throw Refusal() }
        }
        try await eventually { writer.waiting == 2 }
        gate.open()
        try await first.value
        await #expect(throws: Refusal()) { try await bad.value }
        #expect(try await good.value == 2)
        #expect(applied.value == 2)
    }

    @Test func aCancelledTaskStillRecords() async throws {
        defer { writer.close() }
        let (gate, writer) = (Gate(), writer)
        let task = Task {
            _ = await gate.pass()
            #expect(Task.isCancelled)
            try await writer.note("outcome")
        }
        task.cancel()
        gate.open()
        try await task.value
        #expect(try notes() == ["outcome"])
    }

    @Test func gatheringWaitsForTheMutationsThatAreOnTheirWay() async throws {
        let gathering = Writer(store, gatherSize: { 4 })
        defer {
            gathering.close()
            writer.close()
        }
        // Nobody else comes: it is written nevertheless.
        try await gathering.note("alone")
        #expect(try notes() == ["alone"])
    }

    @Test func closingWritesWhatWaitsAndRefusesWhatComesLater() async throws {
        let (gate, first) = try await occupy()
        let writer = writer
        let tasks = (0..<20).map { index in
            Task {
                try await writer.note("\(index)")
            }
        }
        try await eventually { writer.waiting == 20 }
        let closed = Gate()
        Thread.detachNewThread {
            writer.close()
            closed.open()
        }
        gate.open()
        _ = await closed.pass()
        try await first.value
        for task in tasks { try await task.value }
        #expect(try notes().count == 20)
        await #expect(throws: CancellationError.self) { try await writer.note("late") }
        writer.close()
        #expect(try notes().count == 20)
    }

    @Test func aLoneMutationIsWrittenByItsCallerWhereThatIsWanted() async throws {
        defer { writer.close() }
        #expect(try await writer.noteHere("one"))
        #expect(try await writer.noteHere("two"))
        try await writer.note("three")
        #expect(try notes() == ["one", "two", "three"])
        #expect(writer.commits == 3)
    }

    @Test func aCallerDoesNotWriteWhileSomebodyElseDoes() async throws {
        defer { writer.close() }
        let (gate, first) = try await occupy()
        let writer = writer
        let second = Task { try await writer.noteHere("late") }
        try await eventually { writer.waiting == 1 }
        gate.open()
        try await first.value
        #expect(try await !second.value)
        #expect(try notes() == ["late"])
    }

    @Test func theThreadWaitsForACallerThatWrites() async throws {
        let (gate, begun, closed, writer) = (ThreadGate(), Gate(), Gate(), writer)
        // Not on the pool, which has few threads for all tests.
        let here = Task(executorPreference: QueueExecutor()) {
            try await writer.write(here: true) { db in
                begun.open()
                gate.pass()
                try db.execute(sql: "INSERT INTO note VALUES('here')")
            }
        }
        _ = await begun.pass()
        let other = Task { try await writer.note("other") }
        try await eventually { writer.waiting == 1 }
        Thread.detachNewThread {
            writer.close()
            closed.open()
        }
        gate.open()
        _ = await closed.pass()
        try await here.value
        try await other.value
        #expect(try notes() == ["here", "other"])
        await #expect(throws: CancellationError.self) { try await writer.write(here: true) { _ in } }
    }

    @Test func anErrorOfACallerThatWritesLeavesNothing() async throws {
        defer { writer.close() }
        await #expect(throws: Refusal()) {
            try await writer.write(here: true) { db in
                try db.execute(sql: "INSERT INTO note VALUES('bad')")
                throw Refusal()
            }
        }
        #expect(try await writer.noteHere("good"))
        #expect(try notes() == ["good"])
    }

    @Test func closingFoldsTheLogIntoTheFile() async throws {
        try await writer.note("kept")
        #expect(try size("-wal") > 0)
        writer.close()
        #expect(try size("-wal") == 0)
    }

    /// Asked of the file system, as nothing but SQLite may open the files of a database.
    private func size(_ suffix: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: store.path + suffix)
        return try #require((attributes[.size] as? NSNumber)?.intValue)
    }
}

extension Store {
    /// A database with one table of texts.
    static func openNotes(_ path: String, synchronous: Synchronous = .full) throws -> Store {
        try open(path: path, synchronous: synchronous) { migrator in
            migrator.registerMigration("notes") { try $0.execute(sql: "CREATE TABLE note(text TEXT NOT NULL) STRICT") }
        }
    }

    func notes() throws -> [String] { try pool.read { try String.fetchAll($0, sql: "SELECT text FROM note ORDER BY rowid") } }
}

/// Runs tasks on a queue of its own, whose thread they may hold up.
private final class QueueExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "caller")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

extension Writer {
    /// Asks to write on the calling thread. True where that was done, false where the thread of the writer did it.
    func noteHere(_ text: String) async throws -> Bool {
        let caller = pthread_self()
        return try await write(here: true) { db in
            try db.execute(sql: "INSERT INTO note VALUES(?)", arguments: [text])
            return pthread_self() == caller
        }
    }

    func note(_ text: String) async throws {
        try await write { try $0.execute(sql: "INSERT INTO note VALUES(?)", arguments: [text]) }
    }
}
