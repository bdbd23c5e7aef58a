import Foundation
import Testing

@testable import DurableFlow

@Suite(.timeLimit(.minutes(5)))
struct OwnerLockTests {
    let folder: TemporaryFolder
    var path: String { folder.file("data/shows.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    /// True where another process gets the lock.
    private func isFreeElsewhere() throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        process.arguments = ["--exclusive", "--nonblock", path + ".lock", "true"]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test func aSecondOwnerIsToldWhoTheFirstIs() throws {
        let lock = try OwnerLock(databasePath: path, owner: "process 1 (autowebinar serve)")
        let error = #expect(throws: OwnerLock.Taken.self) { try OwnerLock(databasePath: path, owner: "process 2") }
        #expect(error == OwnerLock.Taken(path: path, owner: "process 1 (autowebinar serve)"))
        #expect(error?.description == "\(path) is in use by process 1 (autowebinar serve)")
        withExtendedLifetime(lock) {}
    }

    @Test func anotherProcessIsKeptOutUntilTheLockIsGone() throws {
        var lock: OwnerLock? = try OwnerLock(databasePath: path, owner: "process 1")
        #expect(try !isFreeElsewhere())
        #expect(!OwnerLock.isFree(databasePath: path))
        withExtendedLifetime(lock) {}
        lock = nil
        #expect(try isFreeElsewhere())
        #expect(OwnerLock.isFree(databasePath: path))
    }

    @Test func whereNobodyEverHeldItTheLockIsFreeAndNoFileIsMade() {
        #expect(OwnerLock.isFree(databasePath: path))
        #expect(!FileManager.default.fileExists(atPath: path + ".lock"))
    }

    @Test func theWordsOfAFormerOwnerAreForgotten() throws {
        for owner in ["process 1 with a long description", "process 2"] {
            let lock = try OwnerLock(databasePath: path, owner: owner)
            let error = #expect(throws: OwnerLock.Taken.self) { try OwnerLock(databasePath: path, owner: "process 3") }
            #expect(error?.owner == owner)
            withExtendedLifetime(lock) {}
        }
    }

    @Test func aLockThatCannotBeMadeSaysWhere() throws {
        try Data().write(to: URL(fileURLWithPath: folder.file("file")))
        let error = #expect(throws: StoreError.self) { try OwnerLock(databasePath: folder.file("file/shows.sqlite"), owner: "process 1") }
        #expect(error?.path == folder.file("file/shows.sqlite"))
        #expect(error?.reason.hasPrefix("its lock \(folder.file("file/shows.sqlite.lock")) cannot be opened (") == true)
    }

    @Test func aLinkToADatabaseLeadsToItsLock() throws {
        let lock = try OwnerLock(databasePath: path, owner: "process 1")
        try Data().write(to: URL(fileURLWithPath: path))
        for (link, target) in [("file.sqlite", path), ("folder", folder.file("data"))] {
            try FileManager.default.createSymbolicLink(atPath: folder.file(link), withDestinationPath: target)
        }
        for link in ["file.sqlite", "folder/shows.sqlite"] {
            #expect(throws: OwnerLock.Taken.self) { try OwnerLock(databasePath: folder.file(link), owner: "process 2") }
        }
        withExtendedLifetime(lock) {}
    }
}
