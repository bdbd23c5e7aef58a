import Foundation
import GRDB
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(5)))
struct StoreTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @discardableResult
    private func open(_ path: String) throws -> Store { try Store.openNotes(path) }

    @Test func aNewDatabaseIsMadeWithItsFolderAndOpenedAgainAsItIs() async throws {
        let path = folder.file("a/b/data.sqlite")
        let store = try open(path)
        let writer = Writer(store)
        try await writer.note("kept")
        writer.close()
        try store.pool.close()
        #expect(try open(path).notes() == ["kept"])
    }

    @Test func nobodyElseMayReadTheDatabaseAndItsSideFiles() async throws {
        let path = folder.file("data.sqlite")
        let writer = Writer(try open(path))
        try await writer.note("kept")
        for file in [path, "\(path)-wal", "\(path)-shm"] {
            #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600, "\(file)")
        }
        writer.close()
    }

    @Test func aDamagedFileIsNamedAndLeftAsItIs() throws {
        let path = folder.file("data.sqlite")
        let bytes = Data("this is not a database, but it is long enough to be taken for one. ".utf8) + Data(repeating: 7, count: 8192)
        try bytes.write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: StoreError.self) { try open(path) }
        #expect(error?.path == path)
        #expect(error?.description.contains(path) == true)
        #expect(error?.reason.contains("damaged") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
        #expect(throws: StoreError.self) { try Store.openForReading(path: path)?.notes() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    }

    @Test func aPathThatIsAFolderIsRefusedWithItsName() throws {
        let error = #expect(throws: StoreError.self) { try open(folder.path) }
        #expect(error?.path == folder.path)
        #expect(error?.reason.contains("it is a folder; choose another storage.path") == true)
    }

    @Test func aFolderThatCannotBeMadeIsRefusedWithTheNameOfTheDatabase() throws {
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder.file("file")))
        let path = folder.file("file/data.sqlite")
        let error = #expect(throws: StoreError.self) { try open(path) }
        #expect(error?.path == path)
    }

    @Test func aDatabaseOfANewerVersionIsRefusedAndNotChanged() throws {
        let path = folder.file("data.sqlite")
        let newer = try Store.open(path: path, synchronous: .full) { migrator in
            migrator.registerMigration("notes") { try $0.execute(sql: "CREATE TABLE note(text TEXT NOT NULL) STRICT") }
            migrator.registerMigration("notes-2") { try $0.execute(sql: "ALTER TABLE note ADD COLUMN author TEXT") }
        }
        try newer.pool.close()
        let error = #expect(throws: StoreError.self) { try open(path) }
        #expect(error?.reason.contains("newer version") == true)
        let pool = try DatabasePool(path: path)
        #expect(try pool.read { try $0.columns(in: "note").map(\.name) } == ["text", "author"])
    }

    @Test func aFileOfNoBytesIsRefusedAndLeftAsItIs() throws {
        let path = folder.file("data.sqlite")
        try Data().write(to: URL(fileURLWithPath: path))
        for attempt in [{ _ = try open(path) }, { _ = try Store.openForReading(path: path) }, { _ = try Store.openForCommands(path: path) }] {
            let error = #expect(throws: StoreError.self) { try attempt() }
            #expect(error?.reason.hasPrefix("it is empty, all that it held is lost") == true)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).isEmpty)
    }

    @Test func whoeverWasKilledBehindMakingTheFileLeavesOneToGoOnWith() throws {
        let path = folder.file("data.sqlite")
        try Data("half".utf8).write(to: URL(fileURLWithPath: path + ".new"))
        try Store.make(path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["data.sqlite"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).isEmpty == false)
        #expect(try open(path).notes() == [])
    }

    @Test func theDatabaseOfAnotherProgramIsLeftAsItIs() throws {
        let path = folder.file("data.sqlite")
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "CREATE TABLE invoice(number INTEGER)") }
        try other.close()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let error = #expect(throws: StoreError.self) { try open(path) }
        #expect(error?.reason.hasPrefix("it is a database of another program") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    }

    @Test func whatCannotBeLookedAtIsNotTakenForMissing() throws {
        let path = folder.file("data.sqlite")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
        let error = #expect(throws: StoreError.self) { try Store.openForReading(path: path) }
        #expect(error?.reason.hasPrefix("it cannot be looked at (") == true)
    }

    @Test(arguments: [true, false]) func aLinkWhoseTargetIsAwayIsNoMissingDatabase(linksTheFolder: Bool) throws {
        let link = folder.file("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.file("away/it"))
        let path = linksTheFolder ? link + "/data.sqlite" : link
        for opening in [{ _ = try self.open(path) }, { _ = try Store.openForReading(path: path) }] {
            let error = #expect(throws: StoreError.self) { try opening() }
            #expect(error?.reason.hasPrefix("\(link) is a link, and what it leads to is not there") == true)
        }
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == folder.file("away/it"))
    }

    @Test(arguments: ["x", "é", "~/x.sqlite", "d/a.sqlite"]) func aRelativePathIsLookedAtHoweverShort(path: String) {
        #expect(BrokenLink.path(in: path) == nil)
    }

    @Test(arguments: ["", "-wal", "-shm", ".lock"]) func aFileThatIsTakenFromUnderItsOwnerIsNoticed(suffix: String) async throws {
        let path = folder.file("data.sqlite")
        let lock = try OwnerLock(databasePath: path, owner: "process 1")
        let store = try open(path)
        let files = OwnedFiles(databasePath: path)
        let watching = Task { try await files.keepWatching(every: .milliseconds(10)) }
        try await Task.sleep(for: .milliseconds(100))
        try FileManager.default.removeItem(atPath: path + suffix)
        try Data("other".utf8).write(to: URL(fileURLWithPath: path + suffix))
        let error = await #expect(throws: StoreError.self) { try await watching.value }
        let isLock = suffix == ".lock"
        let name = "\(isLock ? "its lock " : "")\(OwnerLock.path(of: path).dropLast(5))\(suffix) was removed or replaced"
        #expect(error?.reason.hasPrefix(name) == true && error?.reason.contains("restore a backup") == !isLock, "\(error?.reason ?? "")")
        withExtendedLifetime((lock, store)) {}
    }

    @Test func aMissingFileIsNothingToReadAndIsNotMade() throws {
        let path = folder.file("data.sqlite")
        #expect(try Store.openForReading(path: path)?.path == nil)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aReaderSeesWhatTheOwnerWritesAndCannotWrite() async throws {
        let path = folder.file("data.sqlite")
        let store = try open(path)
        let writer = Writer(store)
        defer { writer.close() }
        let reader = try #require(try Store.openForReading(path: path))
        try await writer.note("seen")
        #expect(try reader.notes() == ["seen"])
        #expect(throws: DatabaseError.self) { try reader.pool.write { try $0.execute(sql: "DELETE FROM note") } }
    }

    @Test func theJournalsTablesAreMadeOnceAndKeepTheirRules() throws {
        let path = folder.file("data.sqlite")
        for _ in 1...2 {
            let store = try Store.open(path: path, synchronous: .full) { Journal<ScriptFlow>.registerMigrations(in: &$0) }
            #expect(
                try store.pool.read { try Set(String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")) }.isSuperset(of: [
                    "flow", "step", "remote", "lane", "command", "audit",
                ]))
            // STRICT: a word is no instant.
            #expect(throws: DatabaseError.self) {
                try store.pool.write { try $0.execute(sql: "INSERT INTO audit(at_ms, actor, what) VALUES('soon', 'test', 'test')") }
            }
            try store.pool.close()
        }
    }
}
