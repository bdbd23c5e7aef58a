import Foundation
import Testing

@testable import DurableFlow

/// What only the kernel can tell. One test at a time, as a process has room for one tracer.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SystemCallTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func everyFullCommitIsSyncedAndANormalOneIsNot() async throws {
        var syncs: [Synchronous: Int] = [:]
        for synchronous in Synchronous.allCases {
            let path = folder.file("\(synchronous).sqlite")
            let store = try Store.openNotes(path, synchronous: synchronous)
            let writer = Writer(store)
            defer { writer.close() }
            do {
                let calls = try await SystemCalls.trace("fdatasync,fsync", in: folder) {
                    for index in 0..<50 { try await writer.note("\(index)") }
                }
                syncs[synchronous] = calls.count { $0.contains("<\(path)-wal>") }
            } catch let unseen as SystemCalls.Unseen {
                Issue.record("the syncs of a commit cannot be counted: \(unseen)")
                return
            }
        }
        let (full, normal) = (try #require(syncs[.full]), try #require(syncs[.normal]))
        #expect(full >= 50)
        #expect(normal < 5)
    }

    @Test func aRefusedLockClosesItsDescriptorOnceAndNobodyElses() async throws {
        let path = folder.file("shows.sqlite")
        let lock = try OwnerLock(databasePath: path, owner: "process 1")
        let lines: [String]
        do {
            lines = try await SystemCalls.trace("openat,close", in: folder) {
                #expect(throws: OwnerLock.Taken.self) { try OwnerLock(databasePath: path, owner: "process 2") }
            }
        } catch let unseen as SystemCalls.Unseen {
            Issue.record("the closing of descriptors cannot be seen: \(unseen)")
            return
        }
        withExtendedLifetime(lock) {}
        // The thread is known by what it opened; whatever it closes without having it open may be another's by then.
        let opened = try #require(lines.first { $0.contains("openat") && $0.contains(path + ".lock") })
        let thread = try #require(opened.split(separator: " ").first)
        let closes = lines.filter { $0.hasPrefix("\(thread) ") && $0.contains("close(") }
        #expect(closes.contains { $0.contains("<\(path).lock>") })
        #expect(!closes.contains { $0.contains("EBADF") })
    }
}
