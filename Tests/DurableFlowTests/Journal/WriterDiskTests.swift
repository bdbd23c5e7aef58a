import Foundation
import GRDB
import Testing

@testable import DurableFlow

/// How hard the writer presses on the disk, and what it does when the disk refuses.
@Suite(.timeLimit(.minutes(5)))
struct WriterDiskTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [(Synchronous.full, 2), (.normal, 1)])
    func theWritingConnectionItselfIsAsSynchronousAsAskedFor(_ synchronous: Synchronous, _ level: Int) async throws {
        let store = try Store.openNotes(folder.file("a.sqlite"), synchronous: synchronous)
        let writer = Writer(store)
        defer { writer.close() }
        // Asked of the writer: a reader shows its own setting, which says nothing.
        let pragmas = try await writer.write { db in
            (
                try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(db, sql: "PRAGMA foreign_keys"), try Int.fetchOne(db, sql: "PRAGMA journal_size_limit")
            )
        }
        #expect(pragmas == (level, "wal", 1, 67_108_864))
    }

    @Test func aFullDiskIsToldToEverybodyAndNothingThatWasCommittedIsLost() async throws {
        let path = folder.file("full.sqlite")
        let store = try Store.openNotes(path)
        let writer = Writer(store)
        for index in 0..<20 { try await writer.note("before \(index)") }
        try await writer.write { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
        }

        // One batch: the first write of it fits, the second does not, the third is innocent.
        let (gate, begun) = (ThreadGate(), Gate())
        let first = Task {
            try await writer.write { _ in
                begun.open()
                gate.pass()
            }
        }
        _ = await begun.pass()
        let tasks = [1, 100_000, 1].map { length in
            Task {
                try await writer.note(String(repeating: "x", count: length))
            }
        }
        try await eventually { writer.waiting == 3 }
        gate.open()
        try await first.value
        var codes: [ResultCode?] = []
        for task in tasks {
            let error = await #expect(throws: DatabaseError.self) { try await task.value }
            codes.append(error?.resultCode)
        }
        #expect(codes.allSatisfy { $0 == .SQLITE_FULL })

        let commits = writer.commits
        let error = await #expect(throws: DatabaseError.self) { try await writer.note("after") }
        #expect(error?.resultCode == .SQLITE_FULL)
        #expect(writer.commits == commits)
        #expect(error.map { StoreError.explain($0).contains("the disk is full") } == true)
        writer.close()
        try store.pool.close()

        let reopened = try Store.openNotes(path)
        #expect(try reopened.notes() == (0..<20).map { "before \($0)" })
        let second = Writer(reopened)
        defer { second.close() }
        try await second.note("after")
        #expect(try reopened.notes().last == "after")
    }

    @Test func aFullDiskThatTheCallerFindsIsToldToAllWhoComeLater() async throws {
        let store = try Store.openNotes(folder.file("full.sqlite"))
        let writer = Writer(store)
        defer { writer.close() }
        try await writer.write { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 2)")
        }
        let first = await #expect(throws: DatabaseError.self) { try await writer.noteHere(String(repeating: "x", count: 100_000)) }
        let second = await #expect(throws: DatabaseError.self) { try await writer.noteHere("after") }
        let third = await #expect(throws: DatabaseError.self) { try await writer.note("after") }
        #expect([first, second, third].map { $0?.resultCode } == [.SQLITE_FULL, .SQLITE_FULL, .SQLITE_FULL])
        #expect(try store.notes().isEmpty)
    }
}
